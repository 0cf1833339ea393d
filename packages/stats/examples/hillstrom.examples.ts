// Hillstrom's randomised e-mail test: differences, the sample-ratio check, and whom each mail moves.
import type { Proportion } from '../src/proportion.ts';
import { hillstrom, type HillstromRow } from '../src/testing/reference-sets.ts';
import { readSharedJson } from '../src/testing/shared-data.ts';
import { sampleRatioCheck, twoProportionTest } from '../src/two-proportion-test.ts';
import { fitUplift, upliftAtShare, upliftOf, upliftQuality } from '../src/uplift.ts';
import { welch } from '../src/welch.ts';
import type { Row } from './row.ts';

type Pair = readonly [number, number];
type Outcome = 'visit' | 'conversion';

interface Reference {
  readonly hillstrom: Readonly<
    Record<'mens_vs_control' | 'womens_vs_control', Readonly<Record<'visit' | 'conv' | 'spend', Pair>>>
  > & {
    readonly visit: number;
    readonly conversion: number;
    readonly spend: number;
    readonly arms: Readonly<Record<HillstromRow['arm'], readonly [number, number, number, number]>>;
    readonly SRM_chi2: number;
    readonly SRM_p: number;
    readonly z_pooled: Readonly<Record<string, number>>;
    readonly womens_email_uplift_visit_by_womens_flag: Readonly<Record<string, number>>;
    readonly mens_email_uplift_visit_by_mens_flag: Readonly<Record<string, number>>;
    readonly womens_flag_uplift_difference: Pair;
  };
}

export function rows(): Row[] {
  const { hillstrom: expected } = readSharedJson<Reference>('reference.json');
  return [...armRows(expected), ...hillstromRows(expected), ...heterogeneityRows(expected)];
}

function armRows({ arms, visit, conversion, spend }: Reference['hillstrom']): Row[] {
  const people = hillstrom();
  const total = (rows: readonly HillstromRow[], of: Outcome | 'spend'): number =>
    rows.reduce((sum, row) => sum + row[of], 0);
  const mean = (name: string, of: Outcome | 'spend', published: number): Row => ({
    name: `Hillstrom mean ${name}`,
    ours: total(people, of) / people.length,
    published,
    tolerance: 1e-8,
    source: 'pyuplift',
  });
  const counts = (Object.keys(arms) as HillstromRow['arm'][]).flatMap((arm) => {
    const rows = people.filter((row) => row.arm === arm);
    const found = [rows.length, total(rows, 'visit'), total(rows, 'conversion'), total(rows, 'spend')];
    return ['people', 'visits', 'conversions', 'spend'].map((name, i) => ({
      name: `Hillstrom ${arm}, ${name}`,
      ours: found[i]!,
      published: arms[arm][i]!,
      tolerance: i === 3 ? 0.005 : 0,
      source: 'Python',
    }));
  });
  return [
    mean('visit', 'visit', visit),
    mean('conversion', 'conversion', conversion),
    mean('spend', 'spend', spend),
    ...counts,
  ];
}

function hillstromRows(expected: Reference['hillstrom']): Row[] {
  const people = hillstrom();
  const inArm = (arm: HillstromRow['arm']): HillstromRow[] => people.filter((row) => row.arm === arm);
  const arms = { control: inArm('No E-Mail'), mens: inArm('Mens E-Mail'), womens: inArm('Womens E-Mail') };
  const check = sampleRatioCheck([arms.control.length, arms.mens.length, arms.womens.length]);
  const found = (['mens', 'womens'] as const).flatMap((arm) => {
    const published = expected[`${arm}_vs_control`];
    const spend = welch(
      arms.control.map((row) => row.spend),
      arms[arm].map((row) => row.spend),
    );
    const outcomes = (
      [
        ['visit', 'visit'],
        ['conversion', 'conv'],
      ] as const
    ).flatMap(([outcome, short]) => {
      const { difference, standardError, z } = twoProportionTest(
        count(arms.control, outcome),
        count(arms[arm], outcome),
      );
      return [
        {
          name: `Hillstrom ${arm}, ${outcome} difference`,
          ours: difference,
          published: published[short][0],
          tolerance: 1e-6,
          source: 'Python',
        },
        {
          name: `Hillstrom ${arm}, ${outcome} error`,
          ours: standardError,
          published: published[short][1],
          tolerance: 1e-6,
          source: 'Python',
        },
        {
          name: `Hillstrom ${arm}, ${outcome} z`,
          ours: z,
          published: expected.z_pooled[`${arm}_${short}`]!,
          tolerance: 1e-6,
          source: 'Python',
        },
      ];
    });
    return [
      ...outcomes,
      {
        name: `Hillstrom ${arm}, spend difference`,
        ours: spend.difference,
        published: published.spend[0],
        tolerance: 1e-6,
        source: 'Python',
      },
      {
        name: `Hillstrom ${arm}, spend error`,
        ours: spend.standardError,
        published: published.spend[1],
        tolerance: 1e-6,
        source: 'Python',
      },
    ];
  });
  return [
    {
      name: 'Hillstrom sample-ratio chi-square',
      ours: check.statistic,
      published: expected.SRM_chi2,
      tolerance: 1e-6,
      source: 'Python',
    },
    {
      name: 'Hillstrom sample-ratio p',
      ours: check.pValue,
      published: expected.SRM_p,
      tolerance: 1e-6,
      source: 'Python',
    },
    ...found,
  ];
}

function heterogeneityRows(expected: Reference['hillstrom']): Row[] {
  const people = hillstrom();
  const lift = (flag: 'mens' | 'womens', arm: HillstromRow['arm'], value: string) => {
    const inside = people.filter((row) => row[flag] === value);
    return twoProportionTest(
      count(
        inside.filter((row) => row.arm === 'No E-Mail'),
        'visit',
      ),
      count(
        inside.filter((row) => row.arm === arm),
        'visit',
      ),
    );
  };
  const [others, buyers] = [lift('womens', 'Womens E-Mail', '0'), lift('womens', 'Womens E-Mail', '1')];
  const byFlag = ['0', '1'].flatMap((value) => [
    {
      name: `women's e-mail, womens = ${value}`,
      ours: lift('womens', 'Womens E-Mail', value).difference,
      published: expected.womens_email_uplift_visit_by_womens_flag[value]!,
      tolerance: 1e-5,
      source: 'Python',
    },
    {
      name: `men's e-mail, mens = ${value}`,
      ours: lift('mens', 'Mens E-Mail', value).difference,
      published: expected.mens_email_uplift_visit_by_mens_flag[value]!,
      tolerance: 1e-5,
      source: 'Python',
    },
  ]);
  return [
    ...byFlag,
    {
      name: "women's e-mail, difference of uplifts",
      ours: buyers.difference - others.difference,
      published: expected.womens_flag_uplift_difference[0],
      tolerance: 1e-8,
      source: 'Python',
    },
    {
      name: 'its error',
      ours: Math.hypot(buyers.standardError, others.standardError),
      published: expected.womens_flag_uplift_difference[1],
      tolerance: 1e-6,
      source: 'Python',
    },
    ...upliftRows(people),
  ];
}

/**
 * The reference names neither its cells (these 27 give its 7.77 points) nor how it treats people of equal
 * score.
 */
function upliftRows(people: readonly HillstromRow[]): Row[] {
  const prepared = people
    .filter((row) => row.arm !== 'Mens E-Mail')
    .map((row) => ({
      even: row.row % 2 === 0,
      cell: [row.mens, row.womens, row.channel, row.zip].join(),
      treated: row.arm === 'Womens E-Mail',
      outcome: row.visit,
    }));
  const model = fitUplift(prepared.filter((row) => row.even));
  const judged = prepared
    .filter((row) => !row.even)
    .map((row) => ({ ...row, score: upliftOf(model, row.cell) }));
  const { qiniCoefficient, averageEffect } = upliftQuality(judged);
  return [
    {
      name: 'uplift of everyone, odd rows',
      ours: averageEffect,
      published: 0.0456,
      tolerance: 5e-5,
      source: 'analytics.md §2',
    },
    {
      name: 'uplift at 30 %, odd rows',
      ours: upliftAtShare(judged, 0.3),
      published: 0.0777,
      tolerance: 5e-5,
      source: 'analytics.md §2',
    },
    {
      name: 'Qini coefficient',
      ours: qiniCoefficient ?? Number.NaN,
      published: 0.193,
      tolerance: 0.003,
      source: 'analytics.md §2',
    },
  ];
}

function count(people: readonly HillstromRow[], outcome: Outcome): Proportion {
  return { successes: people.reduce((sum, row) => sum + row[outcome], 0), trials: people.length };
}
