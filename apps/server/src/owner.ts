// One process owns a data folder. A killed owner's claim is taken over; a living one is named.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@yutian/kernel';

interface Claim {
  pid: number;
  /** When that process started, in clock ticks since boot (Linux), so that a reused pid is not taken for it. */
  started: string;
}

/** Claims the folder. @returns a function that gives it back. */
export function claimDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'owner.json');
  const earlier = readClaim(file);
  if (earlier && earlier.pid !== process.pid && isAlive(earlier))
    throw new Fault(
      'conflict',
      'ALREADY_RUNNING',
      `Yutian already runs on ${folder} (process ${earlier.pid}). Stop it, or set YUTIAN_DATA to another folder.`,
      { pid: earlier.pid },
    );
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  return () => rmSync(file, { force: true });
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}

function isAlive(claim: Claim): boolean {
  try {
    process.kill(claim.pid, 0);
  } catch {
    return false;
  }
  return startOf(claim.pid) === claim.started;
}

function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
