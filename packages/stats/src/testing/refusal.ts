// Tests ask «is this refused, and why?» in one line.
import { StatsInputError, type StatsInputCode } from '../stats-input-error.ts';

/** The code of the refusal that `run` ends in; null when it is answered. Any other error passes through. */
export function refusalOf(run: () => unknown): StatsInputCode | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof StatsInputError) return error.code;
    throw error;
  }
}
