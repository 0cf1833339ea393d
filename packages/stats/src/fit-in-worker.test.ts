// Fits in their own thread: the same answer, refusals that keep their class, and a way to stop.
import { expect, test } from 'vitest';
import { fitInWorker } from './fit-in-worker.ts';
import { runFitJob } from './fit-job.ts';
import * as gammaGamma from './gamma-gamma.ts';
import * as mbgNbd from './mbg-nbd.ts';
import { StatsInputError } from './stats-input-error.ts';
import { cdnowExcerpt as excerpt } from './testing/excerpt.ts';

test('a fit in a worker is the fit in this thread, bit for bit', async () => {
  const [buying, spend] = await Promise.all([
    fitInWorker({ model: 'mbgNbd', statistics: excerpt }),
    fitInWorker({ model: 'gammaGamma', statistics: excerpt }),
  ]);
  expect(buying).toEqual(mbgNbd.fit(excerpt));
  expect(spend).toEqual(gammaGamma.fit(excerpt));
});

test('a refusal arrives as a refusal with its code', async () => {
  const refused = fitInWorker({ model: 'nbd', statistics: { x: [], tx: [], T: [] } });
  await expect(refused).rejects.toThrow(StatsInputError);
  await expect(refused).rejects.toMatchObject({ code: 'empty' });
});

test('a running fit is stopped by its signal and rejects with the reason', async () => {
  // 60,000 different histories: seconds of work, of which a moment is spent.
  const rows = Array.from({ length: 60_000 }, (_, i) => i);
  const statistics = {
    x: rows.map((i) => 1 + (i % 50)),
    tx: rows.map((i) => 1 + i / 60_000),
    T: rows.map((i) => 10 + i / 1000),
  };
  const abort = new AbortController();
  const fit = fitInWorker({ model: 'paretoNbd', statistics }, { signal: abort.signal });
  abort.abort(new Error('the analyst went home'));
  await expect(fit).rejects.toThrow('the analyst went home');
  await expect(fitInWorker({ model: 'nbd', statistics }, { signal: abort.signal })).rejects.toThrow(
    'went home',
  );
});

test('an unknown model is refused', () => {
  const job = { model: 'oracle', statistics: excerpt } as unknown as Parameters<typeof runFitJob>[0];
  expect(() => runFitJob(job)).toThrow(StatsInputError);
});
