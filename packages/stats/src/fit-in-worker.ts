// Fits off the calling thread, so that a server keeps answering while a million customers are fitted, and can be
// told to stop. The only file of the package that needs Node.
import { Worker } from 'node:worker_threads';
import type { FitAnswer, FitJob, FitResult } from './fit-job.ts';
import { StatsInputError } from './stats-input-error.ts';

/**
 * Runs one fit in its own worker thread. The statistics are copied to it (typed arrays over a SharedArrayBuffer are
 * shared). Rejects with the signal's reason when aborted, after the thread has ended; with `StatsInputError` for what
 * the fit refuses; with the worker's own error for anything else.
 */
export async function fitInWorker<J extends FitJob>(
  job: J,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<FitResult<J>> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./fit-worker.ts', import.meta.url), { workerData: job });
  const stop = (): void => {
    void worker.terminate();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = await new Promise<FitAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => {
        // Settled already unless the thread ended without an answer.
        reject(signal?.aborted ? signal.reason : new Error(`the fit worker ended early with code ${code}`));
      });
    });
    if (answer.kind === 'refused') throw new StatsInputError(answer.code, answer.message);
    return answer.fit as FitResult<J>;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
