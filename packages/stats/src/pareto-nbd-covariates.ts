// Pareto/NBD with time-invariant covariates (Fader & Hardie 2007, "Incorporating Time-Invariant Covariates into the
// Pareto/NBD and BG/NBD Models"): a customer's channel, city or first basket shifts the purchase and leaving rates.
import {
  type CustomerStatistics,
  type FitOptions,
  type ModelFit,
  collapseHistories,
  maximiseLikelihood,
  meanAge,
  requireFittable,
} from './buying-model.ts';
import { type ParetoNbdParams, logLikelihoodPart } from './pareto-likelihood.ts';
import { logRisingFactorial } from './special-functions.ts';
import { StatsInputError, requireFinite, requireSameLength } from './stats-input-error.ts';

/** Covariates by name, one column entry per customer; standardise them so that effects are of order 1. */
export interface Covariates {
  /** Columns that act on the purchase rate: rate multiplied by e^(effect value). */
  readonly purchase: Readonly<Record<string, ArrayLike<number>>>;
  /** Columns that act on the leaving rate. */
  readonly leaving: Readonly<Record<string, ArrayLike<number>>>;
}

export interface CovariateFit extends Omit<ModelFit<ParetoNbdParams>, 'params'> {
  /** Parameters of a customer whose covariates are all 0. */
  readonly params: ParetoNbdParams;
  /** ln of the factor on the purchase rate per unit of each covariate. */
  readonly purchaseEffect: Readonly<Record<string, number>>;
  /** ln of the factor on the leaving rate per unit of each covariate. */
  readonly leavingEffect: Readonly<Record<string, number>>;
}

/**
 * Maximum likelihood with alpha_i = alpha e^-(purchase effects) and beta_i = beta e^-(leaving effects).
 * Refuses covariate columns of another length, values that are not finite and columns without variation.
 */
export function fit(
  statistics: CustomerStatistics,
  covariates: Covariates,
  options: FitOptions = {},
): CovariateFit {
  const purchase = Object.entries(covariates.purchase);
  const leaving = Object.entries(covariates.leaving);
  const columns = [...purchase, ...leaving].map(([, column]) => column);
  requireSameLength({ x: statistics.x, ...covariates.purchase });
  requireSameLength({ x: statistics.x, ...covariates.leaving });
  for (const [name, column] of [...purchase, ...leaving]) requireVariation(name, column);
  const h = collapseHistories(statistics, options, columns);
  requireFittable(h);

  const base = { r: 1, alpha: meanAge(h) / 3, s: 1, beta: meanAge(h) / 3 };
  const effects = columns.map((_, k) => [`effect${k}`, 0] as const);
  const logLikelihood = (all: typeof base & Record<string, number>): number => {
    const { r, alpha, s, beta } = all;
    const gamma = h.distinctX.map((x) => logRisingFactorial(r, x));
    let sum = 0;
    for (let i = 0; i < h.x.length; i += 1) {
      const shift = [0, 0];
      for (let k = 0; k < columns.length; k += 1) {
        shift[k < purchase.length ? 0 : 1]! += all[`effect${k}`]! * h.extra[k]![i]!;
      }
      const own = { r, alpha: alpha * Math.exp(-shift[0]!), s, beta: beta * Math.exp(-shift[1]!) };
      sum += h.weight[i]! * (gamma[h.xIndex[i]!]! + logLikelihoodPart(own, h.x[i]!, h.tx[i]!, h.T[i]!));
    }
    return sum;
  };
  const free = effects.map(([name]) => name);
  const start = { ...base, ...Object.fromEntries(effects) };
  const { params, ...found } = maximiseLikelihood(start, logLikelihood, options, free);
  const { r, alpha, s, beta, ...values } = params as typeof base & Record<string, number>;
  const named = (entries: typeof purchase, offset: number): Record<string, number> =>
    Object.fromEntries(entries.map(([name], k) => [name, values[`effect${offset + k}`]!]));
  return {
    ...found,
    params: { r, alpha, s, beta },
    purchaseEffect: named(purchase, 0),
    leavingEffect: named(leaving, purchase.length),
    customers: h.customers,
    distinct: h.x.length,
  };
}

/**
 * The parameters of one customer: hand them to the functions of pareto-nbd.ts.
 * Refuses a covariate of the fit that the customer does not have.
 */
export function customerParams(
  fitted: Pick<CovariateFit, 'params' | 'purchaseEffect' | 'leavingEffect'>,
  covariates: { readonly purchase: Record<string, number>; readonly leaving: Record<string, number> },
): ParetoNbdParams {
  const shift = (effect: Readonly<Record<string, number>>, values: Record<string, number>): number => {
    let sum = 0;
    for (const [name, size] of Object.entries(effect)) {
      sum += size * requireFinite(`covariate ${name}`, values[name] ?? Number.NaN);
    }
    return sum;
  };
  const { r, alpha, s, beta } = fitted.params;
  return {
    r,
    alpha: alpha * Math.exp(-shift(fitted.purchaseEffect, covariates.purchase)),
    s,
    beta: beta * Math.exp(-shift(fitted.leavingEffect, covariates.leaving)),
  };
}

function requireVariation(name: string, column: ArrayLike<number>): void {
  for (let i = 0; i < column.length; i += 1) if (column[i] !== column[0]) return;
  throw new StatsInputError('not-identified', `covariate ${name} is the same for every customer`, { name });
}
