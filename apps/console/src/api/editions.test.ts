import { describe, expect, it } from 'vitest';
import { asRead, keepMine, readAgain, remember, shareWithEditions } from './editions.ts';

const list = () => ({
  items: [
    { shopId: 'a', name: 'one' },
    { shopId: 'b', name: 'two' },
  ],
  nextCursor: null,
});

describe('editions', () => {
  it('an edit of a row sends the edition of the list it was read in, what was never read sends none', () => {
    const answer = list();
    remember(answer, '"4"', async () => answer);
    expect(asRead(answer.items[1])).toEqual({ context: { ifMatch: '"4"' } });
    expect(asRead({ shopId: 'b' })).toEqual({ context: {} });
  });

  it('data that is equal keeps its identity and takes the edition at which it was last read', () => {
    const [before, now] = [list(), list()];
    remember(before, '"4"', async () => now);
    remember(now, '"5"', async () => now);
    const shared = shareWithEditions({ pages: [before] }, { pages: [now] }) as { pages: (typeof before)[] };
    expect(shared.pages[0]).toBe(before);
    expect(asRead(before.items[0])).toEqual({ context: { ifMatch: '"5"' } });
  });

  it('a row that changed is another object with the new edition; the old one keeps its own', () => {
    const [before, now] = [
      list(),
      {
        ...list(),
        items: [
          { shopId: 'a', name: 'uno' },
          { shopId: 'b', name: 'two' },
        ],
      },
    ];
    remember(before, '"4"', async () => now);
    remember(now, '"5"', async () => now);
    const shared = shareWithEditions(before, now) as typeof before;
    expect(asRead(shared.items[0])).toEqual({ context: { ifMatch: '"5"' } });
    expect(asRead(before.items[0])).toEqual({ context: { ifMatch: '"4"' } });
  });

  it('a row is read again by its own id, and is undefined when it is gone', async () => {
    const answer = list();
    const next = { items: [{ shopId: 'b', name: 'deux' }], nextCursor: null };
    remember(answer, '"4"', async () => next);
    const [gone, there] = answer.items;
    expect(await readAgain(there ?? {})).toEqual({ shopId: 'b', name: 'deux' });
    expect(await readAgain(gone ?? {})).toBeUndefined();
  });

  it('of two edits of one thing, each keeps what it touched', () => {
    const before = { name: 'a', remark: '', units: ['x'] };
    const theirs = { name: 'b', remark: 'theirs', units: ['x', 'y'] };
    expect(keepMine({ ...before, remark: 'mine' }, before, theirs)).toEqual({
      name: 'b',
      remark: 'mine',
      units: ['x', 'y'],
    });
  });
});
