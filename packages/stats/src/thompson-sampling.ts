// Thompson sampling: traffic moves to what works while it is still being learned.
import { posterior, type Beta } from './beta-bernoulli.ts';
import type { Proportion } from './proportion.ts';
import { drawBeta, type Random } from './random.ts';
import { requireRows } from './stats-input-error.ts';

/**
 * Picks an arm for the next person: each arm's rate is drawn from its posterior, the highest draw wins
 * (Thompson 1933; Chapelle & Li 2011). An arm never tried has the prior. Returns the arm's index.
 * Refuses no arms and what `rateOf` refuses, save that an arm may have no trials.
 */
export function thompsonChoice(arms: readonly Proportion[], random: Random, prior?: Beta): number {
  requireRows('arms', arms);
  let best = 0;
  let highest = -1;
  arms.forEach((arm, i) => {
    const draw = drawRate(arm, random, prior);
    if (draw > highest) [best, highest] = [i, draw];
  });
  return best;
}

/**
 * Probability of each arm being the best, by `draws` draws: the share of traffic that Thompson sampling gives
 * it. Log it beside each send as the propensity, so that the policy can be evaluated later.
 */
export function thompsonShares(
  arms: readonly Proportion[],
  {
    random,
    draws = 10_000,
    prior,
  }: { readonly random: Random; readonly draws?: number; readonly prior?: Beta },
): number[] {
  requireRows('arms', arms);
  const wins = Array<number>(arms.length).fill(0);
  for (let i = 0; i < draws; i += 1) wins[thompsonChoice(arms, random, prior)]! += 1;
  return wins.map((count) => count / draws);
}

function drawRate(arm: Proportion, random: Random, prior: Beta = { alpha: 1, beta: 1 }): number {
  const { alpha, beta } = arm.trials === 0 && arm.successes === 0 ? prior : posterior(arm, prior);
  return drawBeta(random, alpha, beta);
}
