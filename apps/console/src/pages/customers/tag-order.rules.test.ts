import { describe, expect, it } from 'vitest';
import { moved } from './tag-order.rules.ts';

const list = (...positions: number[]) =>
  positions.map((position, i) => ({ id: 'abcdef'[i] ?? '', position }));
const after = (shown: ReturnType<typeof list>, id: string, by: -1 | 1) => {
  const changes = new Map(moved(shown, id, by).map((one) => [one.id, one.position]));
  return shown
    .map((one) => ({ ...one, position: changes.get(one.id) ?? one.position }))
    .toSorted((x, y) => y.position - x.position)
    .map((one) => one.id)
    .join('');
};

describe('moving a tag', () => {
  it('changes places with its neighbour and with nobody else', () => {
    expect(after(list(3, 2, 1), 'b', -1)).toBe('bac');
    expect(after(list(3, 2, 1), 'b', 1)).toBe('acb');
    expect(after(list(9, 7, 7, 1), 'd', -1)).toBe('abdc');
  });

  it('orders tags that all have the same number, which is how the platform makes them', () => {
    expect(after(list(0, 0, 0, 0), 'c', -1)).toBe('acbd');
  });

  it('touches as few as it can', () => {
    expect(moved(list(30, 20, 10), 'c', -1)).toEqual([{ id: 'c', position: 21 }]);
  });

  it('stays within the list', () => {
    expect(moved(list(2, 1), 'a', -1)).toEqual([]);
    expect(moved(list(2, 1), 'b', 1)).toEqual([]);
  });
});
