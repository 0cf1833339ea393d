// Plans, read-outs and boundaries of tests against R and the printed tables; CUPED on the CDNOW sample.
import { expectedLoss, posterior, probabilityBetter } from '../src/beta-bernoulli.ts';
import { cuped } from '../src/cuped.ts';
import { naivePeekingError, obrienFleming, pocock } from '../src/group-sequential.ts';
import { clopperPearson, type Proportion, wilson } from '../src/proportion.ts';
import { sampleSizeForRates } from '../src/sample-size.ts';
import { cdnowArms } from '../src/testing/reference-sets.ts';
import { readSharedJson } from '../src/testing/shared-data.ts';
import { chiSquareIndependence } from '../src/two-proportion-test.ts';
import type { Row } from './row.ts';

type ByLooks = Readonly<Record<string, number>>;
type Pair = readonly [number, number];

interface Reference {
  readonly ab: {
    readonly n_per_arm_80pct: Readonly<Record<'7_vs_13' | '13_vs_20', number>>;
    readonly n_per_arm_90pct_7_vs_13: number;
    readonly chi2_70_vs_130_of_1000: number;
    readonly p: number;
    readonly wilson_300_2000: Pair;
    readonly clopper_pearson_300_2000: Pair;
    readonly P_B_gt_A_beta11: Readonly<Record<string, number>>;
    readonly expected_loss_choose_B_70_85: number;
    readonly pocock_c: ByLooks;
    readonly obrien_fleming_c: ByLooks;
    readonly naive_peeking_alpha: ByLooks;
  };
  readonly cuped_aa_cdnow_sample: {
    readonly theta: number;
    readonly rho2: number;
    readonly raw: Pair;
    readonly cuped: Pair;
  };
}

const of = (successes: number, trials: number): Proportion => ({ successes, trials });

export function rows(): Row[] {
  const reference = readSharedJson<Reference>('reference.json');
  return [
    ...planRows(reference.ab),
    ...readOutRows(reference.ab),
    ...sequentialRows(reference.ab),
    ...cupedRows(reference.cuped_aa_cdnow_sample),
  ];
}

function planRows({ n_per_arm_80pct: at80, n_per_arm_90pct_7_vs_13: at90 }: Reference['ab']): Row[] {
  const row = (name: string, ours: number, published: number): Row => ({
    name,
    ours,
    published,
    tolerance: 1e-5,
    source: 'R power.prop.test',
  });
  return [
    row('people per arm, 7 v 13 %, power 80 %', sampleSizeForRates(0.07, 0.13), at80['7_vs_13']),
    row('people per arm, 13 v 20 %, power 80 %', sampleSizeForRates(0.13, 0.2), at80['13_vs_20']),
    row('people per arm, 7 v 13 %, power 90 %', sampleSizeForRates(0.07, 0.13, { power: 0.9 }), at90),
  ];
}

function readOutRows(ab: Reference['ab']): Row[] {
  const [score, exact] = [wilson(of(300, 2000)), clopperPearson(of(300, 2000))];
  const chi = chiSquareIndependence([
    [70, 930],
    [130, 870],
  ]);
  const [a, b] = [posterior(of(70, 1000)), posterior(of(85, 1000))];
  const bayes = Object.entries(ab.P_B_gt_A_beta11).map(([name, published]) => {
    const [s, n, t, m] = name.split(/[/,]/).map(Number) as [number, number, number, number];
    return {
      name: `P(B > A), ${name}`,
      ours: probabilityBetter(posterior(of(s, n)), posterior(of(t, m))),
      published,
      tolerance: 1e-11,
      source: 'exact sum (Python)',
    };
  });
  return [
    {
      name: 'Wilson 300/2000, lower',
      ours: score.lower,
      published: ab.wilson_300_2000[0],
      tolerance: 1e-10,
      source: 'R',
    },
    {
      name: 'Wilson 300/2000, upper',
      ours: score.upper,
      published: ab.wilson_300_2000[1],
      tolerance: 1e-10,
      source: 'R',
    },
    {
      name: 'Clopper–Pearson 300/2000, lower',
      ours: exact.lower,
      published: ab.clopper_pearson_300_2000[0],
      tolerance: 1e-10,
      source: 'R',
    },
    {
      name: 'Clopper–Pearson 300/2000, upper',
      ours: exact.upper,
      published: ab.clopper_pearson_300_2000[1],
      tolerance: 1e-10,
      source: 'R',
    },
    {
      name: 'chi-square 70 v 130 of 1000',
      ours: chi.statistic,
      published: ab.chi2_70_vs_130_of_1000,
      tolerance: 1e-12,
      source: 'exact',
    },
    { name: 'its p-value', ours: chi.pValue, published: ab.p, tolerance: 1e-11, source: 'R' },
    ...bayes,
    {
      name: 'expected loss of B, 70 v 85',
      ours: expectedLoss(a, b),
      published: ab.expected_loss_choose_B_70_85,
      tolerance: 1e-10,
      source: 'exact sum (Python)',
    },
  ];
}

function sequentialRows({ pocock_c, obrien_fleming_c, naive_peeking_alpha }: Reference['ab']): Row[] {
  const table = (name: string, values: ByLooks, ours: (looks: number) => number, source: string): Row[] =>
    Object.entries(values).map(([looks, published]) => ({
      name: `${name}, ${looks} looks`,
      ours: ours(Number(looks)),
      published,
      tolerance: 5e-5,
      source,
    }));
  return [
    ...table('Pocock constant', pocock_c, (looks) => pocock(looks).constant, 'Jennison & Turnbull 2000'),
    ...table(
      "O'Brien–Fleming constant",
      obrien_fleming_c,
      (looks) => obrienFleming(looks).constant,
      'Jennison & Turnbull 2000',
    ),
    ...table(
      'error of naive peeking',
      naive_peeking_alpha,
      (looks) => naivePeekingError(looks),
      'Armitage et al. 1969',
    ),
  ];
}

function cupedRows(expected: Reference['cuped_aa_cdnow_sample']): Row[] {
  const { theta, rhoSquared, raw, adjusted } = cuped(...cdnowArms());
  const row = (name: string, ours: number, published: number): Row => ({
    name: `CUPED CDNOW A/A, ${name}`,
    ours,
    published,
    tolerance: 1e-7,
    source: 'Python',
  });
  return [
    row('θ', theta, expected.theta),
    row('ρ²', rhoSquared, expected.rho2),
    row('raw difference', raw.difference, expected.raw[0]),
    row('raw error', raw.standardError, expected.raw[1]),
    row('adjusted difference', adjusted.difference, expected.cuped[0]),
    row('adjusted error', adjusted.standardError, expected.cuped[1]),
  ];
}
