// Special functions against 1,215 values computed with 40 digits by mpmath: the worst of each set is printed.
import { logHypergeometric2F1 } from '../src/hypergeometric.ts';
import { betaRegularized, logBeta, logGamma } from '../src/special-functions.ts';
import { readSharedJson } from '../src/testing/shared-data.ts';
import type { Row } from './row.ts';

export function rows(): Row[] {
  const { lg, lb, f, bi } = readSharedJson<Record<'lg' | 'lb' | 'f' | 'bi', number[][]>>(
    'special_functions_mpmath40.json',
  );
  return [
    worst('ln gamma', lg, ([x]) => logGamma(x!)),
    worst('ln beta', lb, ([a, b]) => logBeta(a!, b!)),
    worst('ln 2F1', f, ([a, b, c, z]) => logHypergeometric2F1(a!, b!, c!, z!)),
    worst('incomplete beta', bi, ([a, b, x]) => betaRegularized(x!, a!, b!)),
  ];
}

/** The row with the largest relative error; its tolerance is 1e-12 of the value. */
function worst(name: string, table: readonly number[][], f: (row: readonly number[]) => number): Row {
  let largest = -1;
  let found: Row | undefined;
  for (const row of table) {
    const published = row.at(-1)!;
    const ours = f(row);
    const error = ours === published ? 0 : Math.abs(ours - published) / Math.abs(published);
    if (error <= largest) continue;
    largest = error;
    const args = row.slice(0, -1).map((value) => Number(value.toPrecision(4)));
    found = {
      name: `${name}(${args.join(', ')}), worst of ${table.length}`,
      ours,
      published,
      tolerance: 1e-12 * Math.abs(published),
      source: 'mpmath, 40 digits',
    };
  }
  return found!;
}
