// What the numbers of package cards say: which version converts better, how sure that is, how many cards are missing.
import { type cardComparison, type Rate } from '@yutian/contract';
import { newcombe, wilson } from '@yutian/stats/proportion';
import { sampleSizeForRates } from '@yutian/stats/sample-size';
import { twoProportionTest } from '@yutian/stats/two-proportion-test';
import type { z } from 'zod';

export interface VersionCount {
  label: string;
  cards: number;
  adds: number;
}

type Comparison = z.output<typeof cardComparison>;

/** A rate with its Wilson 95 % interval; without a value when nothing was counted, or more adds than cards. */
export function conversionOf({ cards, adds }: VersionCount): Rate {
  if (cards < 1 || adds > cards)
    return { numerator: adds, denominator: cards, value: null, low: null, high: null };
  const { lower, upper } = wilson({ successes: adds, trials: cards });
  return { numerator: adds, denominator: cards, value: adds / cards, low: lower, high: upper };
}

/** Every later version against the first; versions whose cards are not entered are left out. */
export function compareVersions(versions: readonly VersionCount[]): Comparison[] {
  const [base, ...rest] = versions.filter((version) => version.cards > 0 && version.adds <= version.cards);
  return base ? rest.map((version) => compare(base, version)) : [];
}

function compare(base: VersionCount, other: VersionCount): Comparison {
  const [a, b] = [base, other].map(({ adds, cards }) => ({ successes: adds, trials: cards })) as [
    { successes: number; trials: number },
    { successes: number; trials: number },
  ];
  const { difference, lower, upper } = newcombe(a, b);
  const { pValue } = twoProportionTest(a, b);
  const decided = lower > 0 || upper < 0;
  const missing = cardsMissing(base, other, decided);
  const points = { difference: difference * 100, low: lower * 100, high: upper * 100 };
  return {
    base: base.label,
    label: other.label,
    differencePoints: points.difference,
    lowPoints: points.low,
    highPoints: points.high,
    pValue,
    decided,
    cardsMissing: missing,
    statement: {
      zh: sayChinese(base.label, other.label, points, decided, missing),
      en: sayEnglish(base.label, other.label, points, decided, missing),
    },
  };
}

/** Cards more per version, to find a difference as large as the one seen; 0 when it is found, null when there is none. */
function cardsMissing(a: VersionCount, b: VersionCount, decided: boolean): number | null {
  if (decided) return 0;
  const [p, q] = [a.adds / a.cards, b.adds / b.cards];
  if (p === q) return null;
  return Math.max(1, Math.ceil(sampleSizeForRates(p, q)) - Math.min(a.cards, b.cards));
}

interface Points {
  difference: number;
  low: number;
  high: number;
}

function sayChinese(
  base: string,
  label: string,
  { difference, low, high }: Points,
  decided: boolean,
  missing: number | null,
): string {
  const interval = `95% 区间 ${low.toFixed(1)} 到 ${high.toFixed(1)}`;
  if (difference === 0) return `${label} 与 ${base} 相同，${interval}，看不出高下`;
  const verb = difference > 0 ? '高' : '低';
  const end = decided ? '差异可信' : `还不能下结论，每版还差 ${missing} 张`;
  return `${label} 比 ${base} ${verb} ${Math.abs(difference).toFixed(1)} 个百分点，${interval}，${end}`;
}

function sayEnglish(
  base: string,
  label: string,
  { difference, low, high }: Points,
  decided: boolean,
  missing: number | null,
): string {
  const interval = `95% interval ${low.toFixed(1)} to ${high.toFixed(1)}`;
  if (difference === 0) return `${label} equals ${base}, ${interval}: no difference seen`;
  const end = decided ? 'a real difference' : `not decided, ${missing} cards more per version`;
  return `${label} is ${Math.abs(difference).toFixed(1)} points ${difference > 0 ? 'above' : 'below'} ${base}, ${interval}: ${end}`;
}

export interface ExposureEntry {
  label: string;
  day: string;
  batch: string;
  cards: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Lines «version,day,batch,cards», with or without a heading. @returns entries, or the number of the first wrong line. */
export function readExposureFile(text: string): ExposureEntry[] | { wrongLine: number } {
  const entries: ExposureEntry[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const [label = '', day = '', batch = '', cards = ''] = cells;
    if (index === 0 && !DAY.test(day)) continue;
    const count = Number(cards);
    const isDay = DAY.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
    if (
      cells.length !== 4 ||
      label === '' ||
      label.length > 4 ||
      !isDay ||
      batch.length > 40 ||
      !/^\d{1,8}$/.test(cards) ||
      count > 10_000_000
    )
      return { wrongLine: index + 1 };
    entries.push({ label, day, batch, cards: count });
  }
  return entries;
}
