// When does this person answer? Own hours, drawn towards the hours of the segment while few are known.
import {
  requireFinite,
  requireNonNegative,
  requireProbability,
  requireSameLength,
  StatsInputError,
} from './stats-input-error.ts';

/** Hours (or slots) with their share of answers, best first; see `bestSlots`. */
export interface SlotShare {
  readonly slot: number;
  readonly share: number;
}

/**
 * Shrunk curve over the slots of a day: (count_s + strength × segment_s)/(n + strength), a Dirichlet
 * posterior mean with the segment's curve as prior. Without own answers it is the segment's curve; it sums to
 * 1.
 *
 * @param counts own answers or orders per slot (24 hours, usually of the last 90 days), whole or decayed, all
 * ≥ 0
 * @param segment shares of the segment, ≥ 0, any scale; it is normalised
 * @param strength pseudo-answers that the segment is worth, default 24 (a convention, no evidence)
 *
 * Orders by hour measure demand, not response to messages: only randomised slots prove the value of a send
 * time.
 */
export function sendTimeCurve(
  counts: readonly number[],
  segment: readonly number[],
  strength = 24,
): number[] {
  requireSameLength({ counts, segment });
  requireNonNegative('strength', strength);
  const own = counts.reduce((sum, count) => sum + requireNonNegative('count', count), 0);
  const whole = segment.reduce((sum, share) => sum + requireNonNegative('share', share), 0);
  if (!(whole > 0)) throw new StatsInputError('not-identified', 'the segment has no answers to lean on');
  if (own + strength === 0)
    throw new StatsInputError(
      'not-identified',
      'no own answers and no weight on the segment: nothing is known',
    );
  return counts.map((count, slot) => (count + (strength * segment[slot]!) / whole) / (own + strength));
}

/**
 * The `most` best slots of a curve among the allowed ones (quiet hours are the caller's rule), best first,
 * ties to the earlier slot. Empty when none is allowed: then nothing may be sent.
 */
export function bestSlots(
  curve: readonly number[],
  {
    most = 1,
    allowed = () => true,
  }: { readonly most?: number; readonly allowed?: (slot: number) => boolean } = {},
): SlotShare[] {
  return curve
    .map((share, slot) => ({ slot, share: requireProbability('share', requireFinite('share', share)) }))
    .filter(({ slot }) => allowed(slot))
    .toSorted((a, b) => b.share - a.share || a.slot - b.slot)
    .slice(0, most);
}
