// The worker's side of fit-in-worker.ts: one job in, one answer out.
import { parentPort, workerData } from 'node:worker_threads';
import { type FitAnswer, type FitJob, runFitJob } from './fit-job.ts';
import { StatsInputError } from './stats-input-error.ts';

function answer(job: FitJob): FitAnswer {
  try {
    return { kind: 'fit', fit: runFitJob(job) };
  } catch (error) {
    if (error instanceof StatsInputError)
      return { kind: 'refused', code: error.code, message: error.message };
    throw error;
  }
}

parentPort?.postMessage(answer(workerData as FitJob));
