// Joining counts into day rows, and telling what differs from what is stored. Pure.
import type { DayRow } from './rollup.sql.ts';

type Key = Pick<DayRow, 'day' | 'staffId' | 'channelId'>;
const COUNTS = [
  'adds',
  'observed',
  'greeted',
  'replied',
  'bought7',
  'lost',
  'firstBuyers',
  'orders',
  'paidFen',
] as const;

const keyOf = (row: Key) => `${row.day}/${row.staffId}/${row.channelId}`;
const empty = (key: Key): DayRow => ({
  day: key.day,
  staffId: key.staffId,
  channelId: key.channelId,
  adds: 0,
  observed: 0,
  greeted: 0,
  replied: 0,
  bought7: 0,
  lost: 0,
  firstBuyers: 0,
  orders: 0,
  paidFen: 0,
});

/** Joins partial counts that share a day, guide and channel into one row each. */
export function joinCounts(...parts: readonly (readonly (Key & Partial<DayRow>)[])[]): DayRow[] {
  const rows = new Map<string, DayRow>();
  for (const partial of parts.flat()) {
    const key = keyOf(partial);
    const row = rows.get(key) ?? empty(partial);
    for (const count of COUNTS) row[count] += partial[count] ?? 0;
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** What to write and what to delete so that the stored rows become the computed ones; nothing when they are equal. */
export function differences(
  stored: readonly DayRow[],
  computed: readonly DayRow[],
): { write: DayRow[]; remove: Key[] } {
  const before = new Map(stored.map((row) => [keyOf(row), row]));
  const write = computed.filter((row) => {
    const old = before.get(keyOf(row));
    before.delete(keyOf(row));
    return !old || COUNTS.some((count) => old[count] !== row[count]);
  });
  return { write, remove: [...before.values()] };
}
