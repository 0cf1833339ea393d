// Counters that never go back, kept with the world.
import type { Database } from './database.ts';

/** The next number of the named counter; the first is 1. */
export function nextNumber(db: Database, name: string): number {
  const row = db.get<{ value: number }>(
    'INSERT INTO meta (key, value) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value',
    name,
  );
  if (!row) throw new Error(`Counter ${name} gave no number.`);
  return row.value;
}

/** A stored number, e.g. the clock's offset. */
export function readNumber(db: Database, name: string): number | undefined {
  return db.get<{ value: number }>('SELECT value FROM meta WHERE key = ?', name)?.value;
}

export function writeNumber(db: Database, name: string, value: number): void {
  db.run(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    name,
    value,
  );
}
