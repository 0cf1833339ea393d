// How a funnel row reads: each step with its count, what it is a share of, and why it is unknown. Pure.
import type { FunnelRow, FunnelStep, Rate } from '@yutian/contract';
import { wilson } from '@yutian/stats/proportion';

export interface StepView {
  step: FunnelStep;
  /** null: cannot be known here. */
  count: number | null;
  /** Of the step before that is known of the same code; replies and orders are of those added. */
  rate: Rate | null;
  /** Phrase key of the reason when the count is unknown. */
  why: string | null;
}

const WHY: Partial<Record<FunnelStep, string>> = {
  exposed: 'funnelNote.EXPOSURE_ONLY_CARDS',
  scanned: 'funnelNote.SCANS_ONLY_OWN_PAGES_AND_LINKS',
  replied: 'funnelNote.NO_MESSAGE_SOURCE',
};

/** A share with its Wilson interval; null where the part is larger than the whole, since then it is none. */
export function shareOf(numerator: number, denominator: number): Rate | null {
  if (numerator > denominator) return null;
  if (denominator === 0) return { numerator, denominator, value: null, low: null, high: null };
  const { lower, upper } = wilson({ successes: numerator, trials: denominator });
  return { numerator, denominator, value: numerator / denominator, low: lower, high: upper };
}

/**
 * Parcels and openings are known of some codes only: beside the adds of a whole channel they would give a share of
 * something else. So adds are a share of them where both are of one code.
 */
export function stepsOf(row: FunnelRow): StepView[] {
  const sameCode = row.codeId !== null;
  const of = (count: number | null, base: number | null) =>
    count === null || base === null ? null : shareOf(count, base);
  const view = (step: FunnelStep, count: number | null, base: number | null): StepView => ({
    step,
    count,
    rate: of(count, base),
    why: count === null ? (WHY[step] ?? null) : null,
  });
  return [
    view('exposed', row.exposed, null),
    view('scanned', row.scanned, sameCode ? row.exposed : null),
    view('added', row.added, sameCode ? (row.scanned ?? row.exposed) : null),
    view('replied', row.replied, row.added),
    view('bought', row.bought, row.added),
  ];
}
