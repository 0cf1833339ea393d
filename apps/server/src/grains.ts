// Reads the grain of every table and view out of the migrations: the comment above `create` says it.
import type { Grain } from './sql-guard.rules.ts';

const CREATE =
  /create\s+(?:unlogged\s+)?(?:table|view|(?:or\s+replace\s+view)|materialized\s+view)\s+(?:if\s+not\s+exists\s+)?([a-z_]+\.[a-z_"]+)/i;
const GRAIN = /--\s*grain:\s*(customer|tenant|registry|local)/i;

/** @returns grains by «schema.name», and the names that say none. Partitions share their parent's grain. */
export function readGrains(files: readonly { key: string; text: string }[]) {
  const byName = new Map<string, Grain>([['graphile_worker.job_spec', 'local']]);
  const missing: string[] = [];
  for (const { key, text } of files) {
    let said: Grain | undefined;
    for (const line of text.split('\n')) {
      said = (GRAIN.exec(line)?.[1]?.toLowerCase() as Grain | undefined) ?? said;
      const name = CREATE.exec(line)?.[1]?.replaceAll('"', '');
      if (!name) continue;
      if (line.includes('partition of')) continue;
      if (said) byName.set(name, said);
      else missing.push(`${key}: ${name}`);
      said = undefined;
    }
  }
  return { byName, missing };
}
