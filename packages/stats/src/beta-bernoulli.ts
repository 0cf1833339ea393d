// The Bayesian reading of an A/B test: how likely is B better, and what does choosing it cost if it is not?
import { betaCdf, betaPrimeQuantile } from './distributions.ts';
import { type Proportion, rateOf } from './proportion.ts';
import { integrate } from './quadrature.ts';
import { logBeta } from './special-functions.ts';
import { requirePositive } from './stats-input-error.ts';

/** A beta law of an unknown rate; both parameters above 0. */
export interface Beta {
  readonly alpha: number;
  readonly beta: number;
}

/** More terms than this and the integral is faster than the sum. */
const MOST_TERMS = 100_000;

/** Posterior of a rate: the prior (uniform Beta(1, 1) by default) plus successes and failures. */
export function posterior(proportion: Proportion, prior: Beta = { alpha: 1, beta: 1 }): Beta {
  rateOf(proportion);
  return {
    alpha: requirePositive('alpha', prior.alpha) + proportion.successes,
    beta: requirePositive('beta', prior.beta) + proportion.trials - proportion.successes,
  };
}

/**
 * P(B > A) for independent beta laws. Exact finite sum when α_B or β_A is whole (Miller 2015, «Formulas for
 * Bayesian A/B testing»); otherwise, or beyond 100,000 terms, ∫ f_B(x) P(A < x) dx on the logit scale, which
 * agrees to 1e-10 up to a million people and to 1e-5 at ten billion.
 */
export function probabilityBetter(a: Beta, b: Beta): number {
  for (const [name, value] of Object.entries({
    aAlpha: a.alpha,
    aBeta: a.beta,
    bAlpha: b.alpha,
    bBeta: b.beta,
  }))
    requirePositive(name, value);
  // P(B > A) = P(1 − A > 1 − B), so the sum may run over α_B or over β_A, whichever is whole and shorter.
  const mirroredIsShorter = isSummable(a.beta) && !(isSummable(b.alpha) && b.alpha <= a.beta);
  if (mirroredIsShorter) return finiteSum(mirror(b), mirror(a));
  return isSummable(b.alpha) ? finiteSum(a, b) : logitIntegral(a, b);
}

/**
 * Expected loss of choosing B: E[max(A − B, 0)], in rate (Stucchio 2015; Miller 2015). = E[A] P(A⁺ > B) −
 * E[B] P(A > B⁺), where ⁺ adds one success. Stopping when it falls below a threshold of caring (.001 by
 * convention) does not control false positives.
 */
export function expectedLoss(a: Beta, b: Beta): number {
  const more = ({ alpha, beta }: Beta): Beta => ({ alpha: alpha + 1, beta });
  const mean = ({ alpha, beta }: Beta): number => alpha / (alpha + beta);
  return Math.max(0, mean(a) * probabilityBetter(b, more(a)) - mean(b) * probabilityBetter(more(b), a));
}

function isSummable(parameter: number): boolean {
  return Number.isInteger(parameter) && parameter <= MOST_TERMS;
}

function mirror({ alpha, beta }: Beta): Beta {
  return { alpha: beta, beta: alpha };
}

/**
 * Σ_{i < α_B} B(α_A + i, β_A + β_B) / ((β_B + i) B(1 + i, β_B) B(α_A, β_A)) by the ratio of neighbouring
 * terms.
 */
function finiteSum(a: Beta, b: Beta): number {
  const failures = a.beta + b.beta;
  let scale = logBeta(a.alpha, failures) - logBeta(a.alpha, a.beta);
  let term = 1;
  let sum = 0;
  for (let i = 0; i < b.alpha; i += 1) {
    sum += term;
    term *= ((a.alpha + i) / (a.alpha + i + failures)) * ((b.beta + i) / (1 + i));
    if (sum > 1e250) {
      scale += Math.log(sum);
      term /= sum;
      sum = 1;
    }
  }
  return Math.min(1, Math.exp(scale + Math.log(sum)));
}

function logitIntegral(a: Beta, b: Beta): number {
  const from = Math.log(betaPrimeQuantile(1e-18, b.alpha, b.beta));
  const to = -Math.log(betaPrimeQuantile(1e-18, b.beta, b.alpha));
  // Edges where either law bends, so that a narrow one is not stepped over.
  const bends = [a, b].flatMap((law) => {
    const deviation = Math.sqrt(1 / law.alpha + 1 / law.beta);
    return [-4, 0, 4].map((steps) => Math.log(law.alpha / law.beta) + steps * deviation);
  });
  const edges = [from, ...bends.filter((y) => y > from && y < to).toSorted((x, y) => x - y), to];
  const norm = logBeta(b.alpha, b.beta);
  const density = (y: number): number =>
    Math.exp(-b.alpha * Math.log1p(Math.exp(-y)) - b.beta * Math.log1p(Math.exp(y)) - norm);
  const below = (y: number): number => betaCdf(1 / (1 + Math.exp(-y)), a.alpha, a.beta);
  // The exponents lose digits with size, so asking for more would chase noise.
  const tolerance = 1e-12 + 1e-15 * (a.alpha + a.beta + b.alpha + b.beta);
  return Math.min(
    1,
    integrate((y) => density(y) * below(y), edges, tolerance),
  );
}
