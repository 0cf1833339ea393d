// Joining and comparing counts, over any counts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, joinCounts } from './rollup.rules.ts';
import type { DayRow } from './rollup.sql.ts';

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
const count = fc.integer({ min: 0, max: 3 });
const key = {
  day: fc.constantFrom('2026-11-01', '2026-11-02'),
  staffId: fc.constantFrom('li', 'wang'),
  channelId: fc.constantFrom('card', 'store'),
};
// Counts as the statements give them: some columns are told by one statement only.
const partial = fc.record(
  { ...key, ...Object.fromEntries(COUNTS.map((name) => [name, count])) },
  { requiredKeys: ['day', 'staffId', 'channelId'] },
) as fc.Arbitrary<Pick<DayRow, 'day' | 'staffId' | 'channelId'> & Partial<DayRow>>;
const counts = fc.array(partial, { maxLength: 12 });

const keyOf = (row: Pick<DayRow, 'day' | 'staffId' | 'channelId'>) =>
  `${row.day}/${row.staffId}/${row.channelId}`;
const sorted = (rows: readonly DayRow[]) => rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

describe('joined counts', () => {
  it('keep every column’s total and have one row for each day, guide and channel', () => {
    fc.assert(
      fc.property(counts, counts, (one, two) => {
        const rows = joinCounts(one, two);
        expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
        for (const name of COUNTS) {
          const told = [...one, ...two].reduce((sum, row) => sum + (row[name] ?? 0), 0);
          expect(rows.reduce((sum, row) => sum + row[name], 0)).toBe(told);
        }
      }),
    );
  });

  it('do not depend on the order in which they come, nor on how they are cut into parts', () => {
    const shuffled = counts.chain((rows) =>
      fc.record({
        rows: fc.constant(rows),
        mixed: fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        cut: fc.nat({ max: rows.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ rows, mixed, cut }) => {
        const apart = joinCounts(mixed.slice(0, cut), mixed.slice(cut));
        expect(sorted(apart)).toEqual(sorted(joinCounts(rows)));
      }),
    );
  });
});

describe('differences', () => {
  it('turn what is stored into what was computed, and touch nothing that is already right', () => {
    fc.assert(
      fc.property(counts, counts, (before, after) => {
        const stored = joinCounts(before);
        const computed = joinCounts(after);
        const { write, remove } = differences(stored, computed);
        const table = new Map(stored.map((row) => [keyOf(row), row]));
        for (const row of write) {
          expect(table.get(keyOf(row))).not.toEqual(row);
          table.set(keyOf(row), row);
        }
        for (const row of remove) expect(table.delete(keyOf(row))).toBe(true);
        expect(sorted([...table.values()])).toEqual(sorted(computed));
      }),
    );
  });

  it('are none when nothing changed', () => {
    fc.assert(
      fc.property(counts, (rows) => {
        expect(differences(joinCounts(rows), joinCounts(rows))).toEqual({ write: [], remove: [] });
      }),
    );
  });
});
