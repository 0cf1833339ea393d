import { expect, it } from 'vitest';
import { z } from 'zod';
import { pageOf, readCursor } from './paging.ts';

const rows = [3, 2, 1].map((n) => ({ n, name: `row ${n}` }));
const key = z.object({ n: z.number() });
const page = (count: number) =>
  pageOf(
    rows.slice(0, count + 1),
    count,
    ({ n }) => ({ n }),
    ({ name }) => name,
  );

it('a page says where the next one begins, the last one that there is none', () => {
  const first = page(2);
  expect(first.items).toEqual(['row 3', 'row 2']);
  expect(readCursor(first.nextCursor ?? undefined, key)).toEqual({ n: 2 });
  expect(page(3).nextCursor).toBeNull();
});

it('a list begins without a cursor and refuses one that is not its own', () => {
  expect(readCursor(undefined, key)).toBeNull();
  for (const forged of ['forged', '', Buffer.from('{"n":"3"}').toString('base64url')])
    expect(() => readCursor(forged, key)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
});
