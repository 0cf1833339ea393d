// Markov attribution of order k, exact: removal effects come from the fundamental matrix, never from
// simulated walks (R's ChannelAttribution simulates and misses small channels by up to 26 %, analytics.md
// §2).
import { factor, inverse } from './linear-solve.ts';
import { StatsInputError } from './stats-input-error.ts';
import { indexPaths, type ChannelCredit, type IndexedPaths, type TouchPath } from './touch-path.ts';

/**
 * Above this many states the dense inverse takes longer than a person waits (2,000 states: 32 MB, some 20 s).
 */
const MOST_STATES = 2_000;

export interface MarkovCredit extends ChannelCredit {
  /** 1 − P(conversion with the channel removed) / P(conversion), in [0, 1]. */
  readonly removalEffect: number;
  /** The same for the expected value of a journey. */
  readonly valueRemovalEffect: number;
}

export interface Transition {
  /** The last touches, at most `order` of them, oldest first; empty at the start. */
  readonly from: readonly string[];
  readonly to: readonly string[] | 'conversion' | 'null';
  readonly probability: number;
}

export interface MarkovAttribution {
  readonly order: number;
  /** P(conversion) of the chain; equals conversions / (conversions + nulls) of the paths exactly. */
  readonly conversionProbability: number;
  /** Expected value of one journey, in the unit of the paths. */
  readonly expectedValue: number;
  readonly credits: MarkovCredit[];
  readonly transitions: Transition[];
}

/**
 * Credits channels by removal effects in a Markov chain whose state is the last `order` touches (fewer at the
 * start of a path), after Anderl, Becker, von Wangenheim & Schumann 2016 (Int. J. of Research in Marketing
 * 33, 457–474).
 *
 * With N = (I − Q)⁻¹ and a channel c whose states are S, the walk first meets c according to f = N[start, S]
 * N[S, S]⁻¹, and what is lost when c leads to «null» is f · p[S], p being the conversion probability of each
 * state; one inverse thus serves every channel. Conversions and value are shared in proportion to their
 * removal effects, so credits sum to both; all credits are 0 when nothing converts, and without nulls
 * P(conversion) is then 0.
 *
 * @param order touches remembered, an integer ≥ 1; 1 is the usual model.
 * @param withNulls whether journeys that did not convert count (default); without them P(conversion) is 1.
 *
 * Refuses what `indexPaths` refuses, paths that hold no journey, and orders with more than 2,000 states.
 */
export function markovAttribution(
  paths: readonly TouchPath[],
  { order = 1, withNulls = true }: { readonly order?: number; readonly withNulls?: boolean } = {},
): MarkovAttribution {
  if (!Number.isInteger(order) || order < 1)
    throw new StatsInputError('not-integer', 'order must be an integer of at least 1', { order });
  const indexed = indexPaths(paths);
  if (paths.every((path) => path.conversions + path.nulls === 0))
    throw new StatsInputError('empty', 'paths hold no journeys');
  const chain = countTransitions(indexed, order, withNulls);
  const n = chain.states.length;
  const exits = new Float64Array(n);
  const converts = new Float64Array(n);
  const earns = new Float64Array(n);
  const system = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    exits[i] = chain.conversions[i]! + chain.nulls[i]!;
    for (let j = 0; j < n; j += 1) exits[i]! += chain.moves[i * n + j]!;
    // A state seen only on journeys that are not counted is never entered; it leads to null.
    const total = exits[i]! || 1;
    for (let j = 0; j < n; j += 1) system[i * n + j] = (i === j ? 1 : 0) - chain.moves[i * n + j]! / total;
    converts[i] = chain.conversions[i]! / total;
    earns[i] = chain.value[i]! / total;
  }
  const fundamental = inverse(system);
  const conversion = times(fundamental, converts);
  const earned = times(fundamental, earns);
  const effects = indexed.channels.map((_, channel) =>
    removal(chain, fundamental, channel, conversion, earned),
  );
  return {
    order,
    conversionProbability: conversion[0]!,
    expectedValue: earned[0]!,
    credits: shareOut(indexed, effects),
    transitions: transitionsOf(indexed, chain, exits),
  };
}

interface Chain {
  /** Channel numbers of each state, oldest first; state 0 is the start. */
  readonly states: readonly (readonly number[])[];
  readonly moves: Float64Array;
  readonly conversions: Float64Array;
  readonly nulls: Float64Array;
  readonly value: Float64Array;
}

function countTransitions(
  { channels, touches, paths }: IndexedPaths,
  order: number,
  withNulls: boolean,
): Chain {
  const base = channels.length + 1;
  if (base ** order > Number.MAX_SAFE_INTEGER)
    throw new StatsInputError('out-of-range', 'order is too high for this many channels', {
      order,
      channels: channels.length,
    });
  const window = base ** (order - 1);
  const numbers = new Map([[0, 0]]);
  const routes = touches.map((route) => {
    let key = 0;
    return route.map((channel) => {
      key = (key % window) * base + channel + 1;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, numbers.size);
      return numbers.size - 1;
    });
  });
  const n = numbers.size;
  if (n > MOST_STATES)
    throw new StatsInputError('out-of-range', `order gives more than ${MOST_STATES} states`, {
      order,
      states: n,
    });
  const states = [...numbers.keys()].map((key) => decode(key, base));
  const [moves, conversions, nulls, value] = [n * n, n, n, n].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  routes.forEach((route, row) => {
    const path = paths[row]!;
    const lost = withNulls ? path.nulls : 0;
    const journeys = path.conversions + lost;
    let from = 0;
    for (const to of route) {
      moves[from * n + to]! += journeys;
      from = to;
    }
    conversions[from]! += path.conversions;
    nulls[from]! += lost;
    value[from]! += path.value;
  });
  return { states, moves, conversions, nulls, value };
}

function decode(key: number, base: number): number[] {
  const touches: number[] = [];
  for (let rest = key; rest > 0; rest = Math.floor(rest / base)) touches.unshift((rest % base) - 1);
  return touches;
}

function removal(
  { states }: Chain,
  fundamental: Float64Array,
  channel: number,
  conversion: Float64Array,
  earned: Float64Array,
): { readonly conversion: number; readonly value: number } {
  const n = states.length;
  // The channel is met exactly when it is the latest touch; older copies in the window come after that.
  const own = states.flatMap((touches, i) => (touches.at(-1) === channel ? [i] : []));
  const transposed = own.flatMap((column) => own.map((row) => fundamental[row * n + column]!));
  const firstMet = factor(transposed).solve(own.map((state) => fundamental[state]!));
  let lostConversion = 0;
  let lostValue = 0;
  own.forEach((state, i) => {
    lostConversion += firstMet[i]! * conversion[state]!;
    lostValue += firstMet[i]! * earned[state]!;
  });
  return {
    conversion: conversion[0]! > 0 ? lostConversion / conversion[0]! : 0,
    value: earned[0]! > 0 ? lostValue / earned[0]! : 0,
  };
}

function shareOut(
  { channels, paths }: IndexedPaths,
  effects: readonly { readonly conversion: number; readonly value: number }[],
): MarkovCredit[] {
  const conversions = paths.reduce((sum, path) => sum + path.conversions, 0);
  const value = paths.reduce((sum, path) => sum + path.value, 0);
  const ofConversion = effects.reduce((sum, effect) => sum + effect.conversion, 0) || 1;
  const ofValue = effects.reduce((sum, effect) => sum + effect.value, 0) || 1;
  return channels.map((channel, i) => {
    const effect = effects[i]!;
    return {
      channel,
      conversions: (conversions * effect.conversion) / ofConversion,
      value: (value * effect.value) / ofValue,
      removalEffect: effect.conversion,
      valueRemovalEffect: effect.value,
    };
  });
}

function transitionsOf({ channels }: IndexedPaths, chain: Chain, exits: Float64Array): Transition[] {
  const n = chain.states.length;
  const names = chain.states.map((touches) => touches.map((channel) => channels[channel]!));
  return names.flatMap((from, i) => {
    const counts: [Transition['to'], number][] = names.map((to, j) => [to, chain.moves[i * n + j]!]);
    counts.push(['conversion', chain.conversions[i]!], ['null', chain.nulls[i]!]);
    return counts
      .filter(([, count]) => count > 0)
      .map(([to, count]) => ({ from, to, probability: count / exits[i]! }));
  });
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j += 1) sum += matrix[i * n + j]! * vector[j]!;
    return sum;
  });
}
