// Whom does the message change? Uplift by cells, and the curves that show whether a ranking by uplift is any
// good.
import { requireFinite, requireProbability, requireRows, StatsInputError } from './stats-input-error.ts';

/** One person of a randomised test. `cell` is a group such as "women's goods | newcomer". */
export interface UpliftRow {
  readonly cell: string;
  readonly treated: boolean;
  /** Visit or purchase as 0/1, or money. */
  readonly outcome: number;
}

export interface UpliftCell {
  readonly treated: number;
  readonly control: number;
  readonly uplift: number;
}

export interface UpliftModel {
  readonly cells: ReadonlyMap<string, UpliftCell>;
  /** Difference of the arms' means over everyone; what an unknown cell is given. */
  readonly overall: number;
}

/**
 * T-learner on cells (Künzel et al. 2019 with cell means as base learners): uplift = mean outcome of treated
 * − of control in the cell, drawn towards the overall uplift by `shrink` people (0 = not at all): (n u +
 * shrink U)/(n + shrink) with n the smaller arm. A cell without one of the arms has the overall uplift.
 * Refuses a test without treated or without control people and outcomes that are not finite.
 */
export function fitUplift(
  rows: Iterable<UpliftRow>,
  { shrink = 0 }: { readonly shrink?: number } = {},
): UpliftModel {
  const sums = new Map<string, Sums>();
  const all = emptySums();
  for (const { cell, treated, outcome } of rows) {
    requireFinite('outcome', outcome);
    const found = sums.get(cell) ?? emptySums();
    sums.set(cell, found);
    for (const sum of [found, all]) add(sum, treated, outcome);
  }
  if (all.treated === 0 || all.control === 0)
    throw new StatsInputError('too-few', 'uplift needs treated and control people', { ...all });
  const overall = differenceOf(all);
  const cells = new Map<string, UpliftCell>();
  for (const [cell, sum] of sums) {
    const n = Math.min(sum.treated, sum.control);
    const uplift = n === 0 ? overall : (n * differenceOf(sum) + shrink * overall) / (n + shrink);
    cells.set(cell, { treated: sum.treated, control: sum.control, uplift });
  }
  return { cells, overall };
}

/** The uplift that the model expects in a cell; an unknown cell gets the overall uplift. */
export function upliftOf(model: UpliftModel, cell: string): number {
  return model.cells.get(cell)?.uplift ?? model.overall;
}

/** One person of a randomised test that was not used for fitting, with the score that ranks him. */
export interface ScoredRow {
  readonly score: number;
  readonly treated: boolean;
  readonly outcome: number;
}

export interface UpliftCurvePoint {
  /** Share of people reached, highest scores first, in [0, 1]. */
  readonly share: number;
  /** Outcomes gained among them: treated outcomes − control outcomes × treated/control (Radcliffe 2007). */
  readonly qini: number;
  /**
   * Difference of their arms' means × number of people; ends at average effect × n (Gutierrez & Gérardy
   * 2017).
   */
  readonly gain: number;
}

export interface UpliftQuality {
  readonly curve: UpliftCurvePoint[];
  /**
   * Area between the Qini curve and the straight line to its end, divided by |end|; 0 for a random order,
   * null if the end is 0.
   */
  readonly qiniCoefficient: number | null;
  /**
   * Area under the gain curve divided by the number of people; half the average effect for a random order.
   */
  readonly auuc: number;
  /** Difference of the arms' means over everyone. */
  readonly averageEffect: number;
}

/**
 * Qini and uplift curves. People with equal scores form one step that the curve crosses in a straight line,
 * so the order of the rows changes nothing; the curves are 0 until both arms have been met. Refuses no rows,
 * an absent arm, and scores or outcomes that are not finite.
 */
export function upliftQuality(rows: readonly ScoredRow[]): UpliftQuality {
  const steps = stepsByScore(rows);
  const total = emptySums();
  const curve: UpliftCurvePoint[] = [{ share: 0, qini: 0, gain: 0 }];
  for (const step of steps) {
    addSums(total, step, 1);
    const people = total.treated + total.control;
    const known = total.treated > 0 && total.control > 0;
    curve.push({
      share: people / rows.length,
      qini: known ? total.treatedOutcome - (total.controlOutcome * total.treated) / total.control : 0,
      gain: known ? differenceOf(total) * people : 0,
    });
  }
  const end = curve.at(-1)!;
  return {
    curve,
    qiniCoefficient: end.qini === 0 ? null : (area(curve, 'qini') - end.qini / 2) / Math.abs(end.qini),
    auuc: area(curve, 'gain') / rows.length,
    averageEffect: differenceOf(total),
  };
}

/**
 * Average effect among the `share` of people with the highest scores. A step of equal scores that straddles
 * the cut counts in part. Refuses what `upliftQuality` refuses and a share in which an arm is missing.
 */
export function upliftAtShare(rows: readonly ScoredRow[], share: number): number {
  requireProbability('share', share);
  const total = emptySums();
  let wanted = share * rows.length;
  for (const step of stepsByScore(rows)) {
    const people = step.treated + step.control;
    addSums(total, step, Math.min(1, wanted / people));
    wanted -= people;
    if (wanted <= 0) break;
  }
  if (!(total.treated > 0 && total.control > 0))
    throw new StatsInputError('too-few', 'the share holds no treated or no control people', { share });
  return differenceOf(total);
}

interface Sums {
  treated: number;
  control: number;
  treatedOutcome: number;
  controlOutcome: number;
}

function emptySums(): Sums {
  return { treated: 0, control: 0, treatedOutcome: 0, controlOutcome: 0 };
}

function add(sums: Sums, treated: boolean, outcome: number): void {
  sums[treated ? 'treated' : 'control'] += 1;
  sums[treated ? 'treatedOutcome' : 'controlOutcome'] += outcome;
}

function addSums(sums: Sums, more: Sums, weight: number): void {
  sums.treated += more.treated * weight;
  sums.control += more.control * weight;
  sums.treatedOutcome += more.treatedOutcome * weight;
  sums.controlOutcome += more.controlOutcome * weight;
}

function differenceOf(sums: Sums): number {
  return sums.treatedOutcome / sums.treated - sums.controlOutcome / sums.control;
}

function stepsByScore(rows: readonly ScoredRow[]): Sums[] {
  requireRows('rows', rows);
  const steps = new Map<number, Sums>();
  const all = emptySums();
  for (const { score, treated, outcome } of rows) {
    requireFinite('score', score);
    requireFinite('outcome', outcome);
    const step = steps.get(score) ?? emptySums();
    steps.set(score, step);
    add(step, treated, outcome);
    add(all, treated, outcome);
  }
  if (all.treated === 0 || all.control === 0)
    throw new StatsInputError('too-few', 'uplift needs treated and control people', { ...all });
  return [...steps].toSorted(([a], [b]) => b - a).map(([, step]) => step);
}

function area(curve: readonly UpliftCurvePoint[], of: 'qini' | 'gain'): number {
  let sum = 0;
  for (let i = 1; i < curve.length; i += 1) {
    const [left, right] = [curve[i - 1]!, curve[i]!];
    sum += ((right.share - left.share) * (left[of] + right[of])) / 2;
  }
  return sum;
}
