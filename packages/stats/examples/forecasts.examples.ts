// Forecasts against R's HoltWinters and the rolling evaluation of Online Retail.
import { exponentialSmoothing } from '../src/exponential-smoothing.ts';
import { holtWinters } from '../src/holt-winters.ts';
import { type Forecaster, rollingOrigin, seasonalNaive } from '../src/rolling-origin.ts';
import { dailyRevenue, seriesOf } from '../src/testing/reference-sets.ts';
import { readSharedJson } from '../src/testing/shared-data.ts';
import { weekdayProfileForecast } from '../src/weekday-profile.ts';
import type { Row } from './row.ts';

interface Reference {
  readonly holt_winters_R: {
    readonly AirPassengers_mult: {
      readonly alpha: number;
      readonly beta: number;
      readonly gamma: number;
      readonly SSE: number;
      readonly f: number[];
    };
    readonly Nile_ses: { readonly alpha: number; readonly level: number; readonly SSE: number };
  };
  readonly gmv_daily_rolling_12x7: Readonly<Record<'MASE' | 'weekly_APE', Readonly<Record<string, number>>>>;
}

export function rows(): Row[] {
  const reference = readSharedJson<Reference>('reference.json');
  return [...smoothingRows(reference), ...rollingRows(reference)];
}

function smoothingRows({ holt_winters_R: { AirPassengers_mult: air, Nile_ses: nile } }: Reference): Row[] {
  const level = exponentialSmoothing(seriesOf('r_Nile.csv', 'flow'));
  const passengers = seriesOf('r_AirPassengers.csv', 'passengers');
  const fit = holtWinters(passengers, { period: 12, season: 'multiplicative' });
  const given = holtWinters(passengers, {
    period: 12,
    season: 'multiplicative',
    alpha: air.alpha,
    beta: air.beta,
    gamma: air.gamma,
  });
  const source = 'R 4.2.2 HoltWinters';
  return [
    { name: 'Nile α', ours: level.alpha, published: nile.alpha, tolerance: 1e-5, source },
    { name: 'Nile level', ours: level.level, published: nile.level, tolerance: 0.005, source },
    { name: 'Nile SSE', ours: level.sse, published: nile.SSE, tolerance: 0.001, source },
    { name: 'AirPassengers α', ours: fit.alpha, published: air.alpha, tolerance: 5e-5, source },
    { name: 'AirPassengers β', ours: fit.beta, published: air.beta, tolerance: 5e-5, source },
    { name: 'AirPassengers γ', ours: fit.gamma, published: air.gamma, tolerance: 5e-5, source },
    { name: 'AirPassengers SSE', ours: fit.sse, published: air.SSE, tolerance: 0.001, source },
    ...air.f.map((published, h) => ({
      name: `AirPassengers, ${h + 1} ahead`,
      ours: fit.forecast(3)[h]!,
      published,
      tolerance: 0.003,
      source,
    })),
    {
      name: "AirPassengers SSE at R's weights",
      ours: given.sse,
      published: air.SSE,
      tolerance: 1e-5,
      source,
    },
    ...air.f.map((published, h) => ({
      name: `AirPassengers, ${h + 1} ahead at R's weights`,
      ours: given.forecast(3)[h]!,
      published,
      tolerance: 1e-6,
      source,
    })),
  ];
}

function rollingRows({ gmv_daily_rolling_12x7: expected }: Reference): Row[] {
  const series = dailyRevenue();
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const forecasters: [mase: string, ape: string | null, Forecaster][] = [
    ['snaive', 'snaive', seasonalNaive(7)],
    [
      'mean4',
      'mean4',
      (known, n) =>
        Array.from({ length: n }, (_, h) =>
          meanOf([1, 2, 3, 4].map((week) => known[known.length - 7 * week + h]!)),
        ),
    ],
    ['flat28', null, (known, n) => Array<number>(n).fill(meanOf(known.slice(-28)))],
    ['hw', 'hw', (known, n) => holtWinters(known, { period: 7 }).forecast(n)],
    ['profile8w_level2w', 'profile', (known, n) => weekdayProfileForecast(known, { horizon: n }).forecast],
  ];
  return forecasters.flatMap(([name, ape, forecaster]) => {
    const result = rollingOrigin(series, forecaster, { horizon: 7, origins: 12, season: 7 });
    const row = { tolerance: 5e-4, source: 'Python and R' };
    const score = {
      ...row,
      name: `Online Retail MASE, ${name}`,
      ours: result.mase,
      published: expected.MASE[name]!,
    };
    if (ape === null) return [score];
    return [
      score,
      {
        ...row,
        name: `Online Retail weekly error, ${name}`,
        ours: result.totalApe ?? Number.NaN,
        published: expected.weekly_APE[ape]!,
      },
    ];
  });
}
