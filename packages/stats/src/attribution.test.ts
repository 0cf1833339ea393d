// Attribution: rules, Markov and Shapley conserve what was earned, agree with hand counts, brute force and R.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markovAttribution } from './attribution-markov.ts';
import { firstTouch, lastTouch, linearTouch, positionBased, timeDecay } from './attribution-rules.ts';
import { orderedShapley, shapley } from './attribution-shapley.ts';
import { pathData } from './testing/reference-sets.ts';
import { refusalOf } from './testing/refusal.ts';
import { hasSharedData, readSharedJson } from './testing/shared-data.ts';
import { type ChannelCredit, type TouchPath, withinLookback } from './touch-path.ts';

/** Three routes counted by hand: parcel card → group → live, group alone, live twice. */
const SMALL: TouchPath[] = [
  { touches: ['card', 'group', 'live'], conversions: 6, value: 600, nulls: 4, ages: [14, 7, 0] },
  { touches: ['group'], conversions: 1, value: 50, nulls: 9, ages: [3] },
  { touches: ['live', 'live'], conversions: 3, value: 90, nulls: 7, ages: [1, 0] },
];

const models: readonly [string, (paths: readonly TouchPath[]) => ChannelCredit[]][] = [
  ['first touch', firstTouch],
  ['last touch', lastTouch],
  ['linear', linearTouch],
  ['position-based', (paths) => positionBased(paths)],
  ['time decay', (paths) => timeDecay(paths)],
  ['Shapley', shapley],
  ['Markov', (paths) => markovAttribution(paths).credits],
  ['Markov of order 2', (paths) => markovAttribution(paths, { order: 2 }).credits],
  ['Markov without nulls', (paths) => markovAttribution(paths, { withNulls: false }).credits],
];

const anyPath: fc.Arbitrary<TouchPath> = fc
  .record({
    touches: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }),
    conversions: fc.nat(50),
    price: fc.nat(1000),
    nulls: fc.nat(50),
  })
  .map(({ touches, conversions, price, nulls }) => ({
    touches,
    conversions,
    value: conversions * price,
    nulls: conversions + nulls === 0 ? 1 : nulls,
    ages: touches.map((_, i) => (touches.length - i) * 3),
  }));
const anyPaths = fc.array(anyPath, { minLength: 1, maxLength: 12 });

const sumOf = (credits: readonly ChannelCredit[], of: 'conversions' | 'value'): number =>
  credits.reduce((sum, credit) => sum + credit[of], 0);
const totalOf = (paths: readonly TouchPath[], of: 'conversions' | 'value'): number =>
  paths.reduce((sum, path) => sum + path[of], 0);
const byName = (credits: readonly ChannelCredit[]): Record<string, number> =>
  Object.fromEntries(credits.map(({ channel, conversions }) => [channel, conversions]));

describe.each(models)('%s', (_name, model) => {
  test('credits sum to conversions and to value', () => {
    fc.assert(
      fc.property(anyPaths, (paths) => {
        const credits = model(paths);
        expect(sumOf(credits, 'conversions')).toBeCloseTo(totalOf(paths, 'conversions'), 6);
        expect(sumOf(credits, 'value')).toBeCloseTo(totalOf(paths, 'value'), 4);
        for (const credit of credits) expect(credit.conversions).toBeGreaterThanOrEqual(-1e-9);
      }),
      { numRuns: 50 },
    );
  });

  test('the order of the paths, and splitting a path into equal ones, change nothing', () => {
    fc.assert(
      fc.property(anyPaths, (paths) => {
        const before = byName(model(paths));
        const split = paths.toReversed().flatMap((path) => {
          const half = {
            ...path,
            conversions: path.conversions / 2,
            value: path.value / 2,
            nulls: path.nulls / 2,
          };
          return [half, half];
        });
        for (const [channel, conversions] of Object.entries(byName(model(split))))
          expect(conversions).toBeCloseTo(before[channel]!, 6);
      }),
      { numRuns: 50 },
    );
  });

  test('a channel that is only met on journeys without conversion earns nothing', () => {
    const credits = model([
      ...SMALL,
      { touches: ['poster'], conversions: 0, value: 0, nulls: 20, ages: [0] },
    ]);
    expect(byName(credits)['poster']).toBeCloseTo(0, 12);
  });
});

test('the rules give the shares counted by hand', () => {
  expect(byName(firstTouch(SMALL))).toEqual({ card: 6, group: 1, live: 3 });
  expect(byName(lastTouch(SMALL))).toEqual({ card: 0, group: 1, live: 9 });
  expect(byName(linearTouch(SMALL))).toEqual({ card: 2, group: 3, live: 5 });
  const position = byName(positionBased(SMALL));
  expect(position['card']).toBeCloseTo(2.4, 12);
  expect(position['group']).toBeCloseTo(0.2 * 6 + 1, 12);
  const decay = byName(timeDecay(SMALL, { halfLife: 7 }));
  expect(decay['card']).toBeCloseTo((6 * 0.25) / 1.75, 12);
  expect(decay['live']).toBeCloseTo((6 * 1) / 1.75 + 3, 12);
});

test('a middle share without a middle goes to the ends of a path of two', () => {
  const two = [{ touches: ['a', 'b'], conversions: 10, value: 0, nulls: 0 }];
  expect(byName(positionBased(two, { first: 0.3, last: 0.2 }))).toEqual({ a: 6, b: 4 });
  expect(byName(positionBased(two, { first: 0, last: 0 }))).toEqual({ a: 5, b: 5 });
});

test('time decay survives touches so old that their weight underflows', () => {
  const old = [{ touches: ['a', 'b'], conversions: 1, value: 0, nulls: 0, ages: [1e6, 1e6] }];
  expect(byName(timeDecay(old, { halfLife: 1 }))).toEqual({ a: 0.5, b: 0.5 });
});

test('a lookback drops old touches and reports the routes that lose all of them', () => {
  const { paths, untouched } = withinLookback(SMALL, 2);
  expect(paths.map((path) => path.touches)).toEqual([['live'], ['live', 'live']]);
  expect(untouched).toEqual({ conversions: 1, value: 50, nulls: 9 });
});

test('Shapley equals the sum over all coalitions', () => {
  fc.assert(
    fc.property(anyPaths, (paths) => {
      const channels = [...new Set(paths.flatMap((path) => path.touches))];
      const worth = (set: number): number =>
        totalOf(
          paths.filter((path) => path.touches.every((touch) => set & (1 << channels.indexOf(touch)))),
          'conversions',
        );
      const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
      const credits = byName(shapley(paths));
      channels.forEach((channel, c) => {
        let value = 0;
        for (let set = 0; set < 1 << channels.length; set += 1) {
          if (set & (1 << c)) continue;
          const size = set.toString(2).replaceAll('0', '').length;
          const weight =
            (factorial(size) * factorial(channels.length - size - 1)) / factorial(channels.length);
          value += weight * (worth(set | (1 << c)) - worth(set));
        }
        expect(credits[channel]).toBeCloseTo(value, 8);
      });
    }),
    { numRuns: 50 },
  );
});

test('repeated touches move no Shapley credit, and positions add up to it', () => {
  fc.assert(
    fc.property(anyPaths, (paths) => {
      const plain = shapley(paths);
      const doubled = paths.map((path) => ({ ...path, touches: path.touches.flatMap((t) => [t, t]) }));
      expect(shapley(doubled)).toEqual(plain);
      for (const { channel, conversions, value } of plain) {
        const cells = orderedShapley(paths).filter((cell) => cell.channel === channel);
        expect(sumOf(cells, 'conversions')).toBeCloseTo(conversions, 8);
        expect(sumOf(cells, 'value')).toBeCloseTo(value, 6);
      }
    }),
    { numRuns: 50 },
  );
});

test('ordered Shapley tells the first touch of a channel from its later ones', () => {
  expect(orderedShapley([{ touches: ['a', 'b', 'a'], conversions: 12, value: 0, nulls: 0 }])).toEqual([
    { channel: 'a', position: 0, conversions: 3, value: 0 },
    { channel: 'a', position: 2, conversions: 3, value: 0 },
    { channel: 'b', position: 1, conversions: 6, value: 0 },
  ]);
});

test('the chain converts exactly as often as the paths do, at every order', () => {
  fc.assert(
    fc.property(anyPaths, fc.integer({ min: 1, max: 4 }), (paths, order) => {
      const journeys = paths.reduce((sum, path) => sum + path.conversions + path.nulls, 0);
      const { conversionProbability, expectedValue, transitions } = markovAttribution(paths, { order });
      expect(conversionProbability).toBeCloseTo(totalOf(paths, 'conversions') / journeys, 10);
      expect(expectedValue).toBeCloseTo(totalOf(paths, 'value') / journeys, 6);
      const leaving = new Map<string, number>();
      for (const { from, probability } of transitions)
        leaving.set(from.join('>'), (leaving.get(from.join('>')) ?? 0) + probability);
      for (const total of leaving.values()) expect(total).toBeCloseTo(1, 10);
    }),
    { numRuns: 50 },
  );
});

test('removal effects equal those of a chain that really lacks the channel', () => {
  fc.assert(
    fc.property(anyPaths, fc.integer({ min: 1, max: 3 }), (paths, order) => {
      if (totalOf(paths, 'conversions') === 0) return;
      const { credits, conversionProbability, transitions } = markovAttribution(paths, { order });
      for (const { channel, removalEffect } of credits)
        expect(removalEffect).toBeCloseTo(1 - walk(transitions, channel) / conversionProbability, 8);
    }),
    { numRuns: 50 },
  );
});

/**
 * P(conversion) by iterating the chain's distribution, with every state that ends in `removed` leading
 * nowhere.
 */
function walk(transitions: ReturnType<typeof markovAttribution>['transitions'], removed: string): number {
  let at = new Map([['', 1]]);
  let converted = 0;
  for (let step = 0; step < 3000 && at.size > 0; step += 1) {
    const next = new Map<string, number>();
    for (const { from, to, probability } of transitions) {
      const mass = (at.get(from.join('>')) ?? 0) * probability;
      if (mass < 1e-16 || to === 'null') continue;
      if (to === 'conversion') converted += mass;
      else if (to.at(-1) !== removed) next.set(to.join('>'), (next.get(to.join('>')) ?? 0) + mass);
    }
    at = next;
  }
  return converted;
}

test('journeys without conversion only count when asked for', () => {
  const { conversionProbability, transitions } = markovAttribution(SMALL, { withNulls: false });
  expect(conversionProbability).toBeCloseTo(1, 12);
  expect(transitions.some(({ to }) => to === 'null')).toBe(false);
});

test('hostile paths are refused with a reason', () => {
  const path = { touches: ['a'], conversions: 1, value: 1, nulls: 0 };
  expect(refusalOf(() => shapley([]))).toBe('empty');
  expect(refusalOf(() => linearTouch([{ ...path, touches: [] }]))).toBe('empty');
  expect(refusalOf(() => firstTouch([{ ...path, conversions: -1 }]))).toBe('out-of-range');
  expect(refusalOf(() => firstTouch([{ ...path, nulls: Number.NaN }]))).toBe('not-finite');
  expect(refusalOf(() => firstTouch([{ ...path, value: Infinity }]))).toBe('not-finite');
  expect(refusalOf(() => firstTouch([{ ...path, conversions: 0 }]))).toBe('inconsistent');
  expect(refusalOf(() => timeDecay([path]))).toBe('length-mismatch');
  expect(refusalOf(() => timeDecay([{ ...path, ages: [-1] }]))).toBe('out-of-range');
  expect(refusalOf(() => positionBased([path], { first: 0.7, last: 0.7 }))).toBe('out-of-range');
  expect(refusalOf(() => markovAttribution([path], { order: 1.5 }))).toBe('not-integer');
  expect(refusalOf(() => markovAttribution([{ ...path, conversions: 0, value: 0 }]))).toBe('empty');
  const wide = Array.from({ length: 2100 }, (_, i) => ({ ...path, touches: [`c${i}`] }));
  expect(refusalOf(() => markovAttribution(wide))).toBe('out-of-range');
});

test('counts beyond 2^31 keep their digits', () => {
  const huge = SMALL.map((path) => ({
    ...path,
    conversions: path.conversions * 2 ** 40,
    nulls: path.nulls * 2 ** 40,
  }));
  for (const [i, credit] of markovAttribution(huge).credits.entries())
    expect(credit.conversions / 2 ** 40).toBeCloseTo(markovAttribution(SMALL).credits[i]!.conversions, 9);
});

interface PathReference {
  readonly attribution_PathData: Readonly<
    Record<'first' | 'last' | 'linear' | 'shapley' | 'markov_order1_with_null', number[]>
  > & {
    readonly channels: string[];
    readonly markov_P_conv: number;
    readonly removal_effect_order1_with_null: number[];
  };
}

describe.skipIf(!hasSharedData('channelattribution_PathData.csv', 'reference.json'))('PathData', () => {
  const read = (): PathReference['attribution_PathData'] =>
    readSharedJson<PathReference>('reference.json').attribution_PathData;

  test.each([
    ['first', firstTouch],
    ['last', lastTouch],
    ['linear', linearTouch],
    ['shapley', shapley],
    ['markov_order1_with_null', (paths: TouchPath[]) => markovAttribution(paths).credits],
  ] as const)('%s credit equals the reference to 1e-6', (name, model) => {
    const credits = model(pathData());
    expect(credits.map(({ channel }) => channel)).toEqual(read().channels);
    credits.forEach(({ conversions }, i) =>
      expect(Math.abs(conversions - read()[name][i]!)).toBeLessThan(1e-6),
    );
    expect(sumOf(credits, 'value')).toBeCloseTo(74802.97159, 5);
  });

  test('the chain converts with probability .223845135597 and has the reference removal effects', () => {
    const { conversionProbability, credits, transitions } = markovAttribution(pathData());
    expect(conversionProbability).toBeCloseTo(read().markov_P_conv, 12);
    credits.forEach(({ removalEffect }, i) =>
      expect(removalEffect).toBeCloseTo(read().removal_effect_order1_with_null[i]!, 9),
    );
    expect(transitions[0]).toMatchObject({ from: [], to: ['eta'] });
    expect(transitions[0]!.probability).toBeCloseTo(0.160804190662, 11);
  });
});
