// The health page lists the engine's work: every job and sweep has words there.
import { contractPhrases } from '@yutian/contract/phrases';
import { expect, it } from 'vitest';
import { openTown } from './testing/town.ts';

it('every job and sweep reads in words on the health page', async () => {
  const town = await openTown();
  const names = town.product.modules.flatMap(({ jobs = [], sweeps = [] }) => [
    ...jobs.map((job) => job.definition.name),
    ...sweeps.map((sweep) => sweep.name),
  ]);
  await town.close();
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => contractPhrases[`work.${name}`] === undefined)).toEqual([]);
});
