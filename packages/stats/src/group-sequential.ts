// Looking at a running test a planned number of times without fooling oneself.
import { normalQuantile } from './distributions.ts';
import { gaussLegendre } from './quadrature.ts';
import { requireFinite, requirePositive, StatsInputError } from './stats-input-error.ts';

/** Beyond this the integration takes more than seconds, and a mixture SPRT is the better tool. */
const MOST_LOOKS = 200;
const MOST_NODES = 2_000;

/**
 * Chance that |Z| has reached its bound by each look, when Z at information t has mean drift × √t and
 * variance 1.
 *
 * Drift 0 gives the error of the first kind, drift z_{α/2} + z_β the power of a test planned for 1 − β
 * without looks. Computed by the recursive integration of Armitage, McPherson & Rowe (1969) on Gauss–Legendre
 * nodes, error < 1e-9.
 *
 * @param bounds one bound above 0 per look; Infinity means «no stop at this look»
 * @param information share of the final sample at each look, increasing to 1; equal steps by default
 */
export function crossingProbabilities(
  bounds: readonly number[],
  {
    information = evenly(bounds.length),
    drift = 0,
  }: { readonly information?: readonly number[]; readonly drift?: number } = {},
): number[] {
  checkPlan(bounds, information);
  requireFinite('drift', drift);
  const steps = information.map((share, look) => share - (information[look - 1] ?? 0));
  // Scores drift by `drift` per unit of information; ten deviations hold all the mass that an open look can
  // have.
  const reaches = bounds.map((bound, look) =>
    Math.min(bound * Math.sqrt(information[look]!), Math.abs(drift) + 10),
  );
  // Nodes about a quarter of the smallest step's deviation apart resolve its density to 1e-10.
  const order = Math.ceil(32 + (8 * Math.max(...reaches)) / Math.sqrt(Math.min(...steps)));
  const { node, weight } = gaussLegendre(Math.min(order, MOST_NODES));
  let inside: Mass = { at: [0], mass: [1] };
  return steps.map((variance, look) => {
    const reach = reaches[look]!;
    const at = node.map((x) => x * reach);
    const density = at.map((score) => densityAt(score - drift * variance, inside, variance));
    inside = { at, mass: density.map((value, i) => value * weight[i]! * reach) };
    return Math.max(0, 1 - inside.mass.reduce((sum, mass) => sum + mass, 0));
  });
}

export interface SequentialPlan {
  /** The constant of the family, as tables print it. */
  readonly constant: number;
  /** |Z| needed at each look. */
  readonly bounds: number[];
}

/** Pocock's plan (1977): the same bound at every look, so that stopping early is as easy as stopping late. */
export function pocock(looks: number, alpha = 0.05): SequentialPlan {
  return solvePlan(looks, alpha, (constant) => Array<number>(looks).fill(constant));
}

/**
 * O'Brien & Fleming's plan (1979): bound constant × √(looks / k) at look k, strict early and nearly z_{α/2}
 * at the end.
 */
export function obrienFleming(looks: number, alpha = 0.05): SequentialPlan {
  return solvePlan(looks, alpha, (constant) =>
    Array.from({ length: looks }, (_, k) => constant * Math.sqrt(looks / (k + 1))),
  );
}

/**
 * What peeking costs: the true error of looking `looks` times with the bound of a single look (5 looks: 14.2
 * %).
 */
export function naivePeekingError(looks: number, alpha = 0.05): number {
  checkLooks(looks, alpha);
  return crossingProbabilities(Array<number>(looks).fill(-normalQuantile(alpha / 2))).at(-1)!;
}

/** Scores that have not crossed, with the probability that each node carries. */
interface Mass {
  readonly at: readonly number[];
  readonly mass: readonly number[];
}

function densityAt(score: number, from: Mass, variance: number): number {
  let density = 0;
  for (let j = 0; j < from.at.length; j += 1) {
    const distance = score - from.at[j]!;
    density += from.mass[j]! * Math.exp((-0.5 * distance * distance) / variance);
  }
  return density / Math.sqrt(2 * Math.PI * variance);
}

function solvePlan(looks: number, alpha: number, boundsOf: (constant: number) => number[]): SequentialPlan {
  checkLooks(looks, alpha);
  let low = -normalQuantile(alpha / 2);
  let high = -normalQuantile(alpha / 2 / looks) + 1e-9;
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (crossingProbabilities(boundsOf(middle)).at(-1)! > alpha) low = middle;
    else high = middle;
  }
  const constant = (low + high) / 2;
  return { constant, bounds: boundsOf(constant) };
}

function evenly(looks: number): number[] {
  return Array.from({ length: looks }, (_, k) => (k + 1) / looks);
}

function checkLooks(looks: number, alpha: number): void {
  if (!(Number.isInteger(looks) && looks >= 1 && looks <= MOST_LOOKS))
    throw new StatsInputError(
      'out-of-range',
      `looks must be an integer from 1 to ${MOST_LOOKS}, got ${looks}`,
      { looks },
    );
  if (!(alpha > 0 && alpha < 1))
    throw new StatsInputError('out-of-range', 'alpha must lie in (0, 1)', { alpha });
}

function checkPlan(bounds: readonly number[], information: readonly number[]): void {
  if (bounds.length === 0 || bounds.length > MOST_LOOKS)
    throw new StatsInputError('out-of-range', `a plan has 1 to ${MOST_LOOKS} looks`, {
      looks: bounds.length,
    });
  if (information.length !== bounds.length)
    throw new StatsInputError('length-mismatch', 'one share of information per look is needed', {
      bounds: bounds.length,
      information: information.length,
    });
  for (const bound of bounds) if (bound !== Infinity) requirePositive('bound', bound);
  information.forEach((share, look) => {
    if (!(share > (information[look - 1] ?? 0) && share <= 1))
      throw new StatsInputError('out-of-range', 'shares of information must increase within (0, 1]', {
        look,
        share,
      });
  });
}
