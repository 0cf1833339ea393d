// The buying models by name, with one set of verbs: a caller can hold the choice of engine as data.
import * as bgBb from './bg-bb.ts';
import * as bgNbd from './bg-nbd.ts';
import type { BuyingHistory, CustomerStatistics, FitOptions, ModelFit } from './buying-model.ts';
import * as mbgNbd from './mbg-nbd.ts';
import * as nbd from './nbd.ts';
import * as paretoNbd from './pareto-nbd.ts';

/** What every buying model can do; the documentation is at each model's file. */
export interface BuyingModel<P> {
  readonly fit: (statistics: CustomerStatistics, options?: FitOptions) => ModelFit<P>;
  readonly logLikelihood: (params: P, statistics: CustomerStatistics) => number;
  readonly expectedPurchases: (params: P, t: number) => number;
  readonly pAlive: (params: P, history: BuyingHistory) => number;
  readonly pBuy: (params: P, history: BuyingHistory, h: number) => number;
  readonly conditionalExpectation: (params: P, history: BuyingHistory, t: number) => number;
  readonly discountedTransactions: (
    params: P,
    history: BuyingHistory,
    discounting: { readonly rate: number; readonly horizon?: number },
  ) => number;
  readonly pmf: (params: P, x: number, t: number) => number;
}

export const buyingModels = {
  nbd: nbd satisfies BuyingModel<nbd.NbdParams>,
  bgNbd: bgNbd satisfies BuyingModel<bgNbd.BgNbdParams>,
  mbgNbd: mbgNbd satisfies BuyingModel<mbgNbd.MbgNbdParams>,
  paretoNbd: paretoNbd satisfies BuyingModel<paretoNbd.ParetoNbdParams>,
  bgBb: bgBb satisfies BuyingModel<bgBb.BgBbParams>,
};

export type BuyingModelName = keyof typeof buyingModels;

/** Mean P(alive) over weighted customers: what `checkAttrition` asks for. */
export function meanPAlive<P>(
  model: Pick<BuyingModel<P>, 'pAlive'>,
  params: P,
  { x, tx, T, weight }: CustomerStatistics,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < x.length; i += 1) {
    const w = weight === undefined ? 1 : weight[i]!;
    sum += w * model.pAlive(params, { x: x[i]!, tx: tx[i]!, T: T[i]! });
    total += w;
  }
  return sum / total;
}
