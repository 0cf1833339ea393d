import { expect, it } from 'vitest';
import { endsOfMerges } from './merges.ts';

it('who is merged on ends with the last, in whatever order the merges are told', () => {
  const merges = [
    { from: 'b', to: 'c' },
    { from: 'a', to: 'b' },
    { from: 'x', to: 'y' },
  ];
  expect(endsOfMerges(merges)).toEqual({ from: ['b', 'a', 'x'], to: ['c', 'c', 'y'] });
  expect(endsOfMerges([])).toEqual({ from: [], to: [] });
});

it('a circle of merges comes to an end', () => {
  const { from, to } = endsOfMerges([
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ]);
  expect(from).toEqual(['a', 'b']);
  expect(to).toHaveLength(2);
});
