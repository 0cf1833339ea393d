// The committed excerpt (every ninth CDNOW customer) in the shape the models take: tests stay meaningful without
// the shared data.
import excerpt from './cdnow-excerpt.json' with { type: 'json' };

const column = (f: (row: number[]) => number): number[] => excerpt.rows.map(f);

export const cdnowExcerpt = {
  x: column(([x]) => x!),
  tx: column(([, days]) => days! / 7),
  T: column(([, , days]) => days! / 7),
  meanSpend: column(([x, , , spend]) => (x! > 0 ? spend! / x! : 0)),
  holdoutPurchases: column((row) => row[4]!),
};
