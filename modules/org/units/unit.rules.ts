// Which unit may hang under which. Pure.
import type { UnitKind } from '@yutian/contract';

const PARENTS: Record<UnitKind, readonly (UnitKind | 'root')[]> = {
  brand: ['root'],
  region: ['root', 'brand', 'region'],
  store: ['root', 'brand', 'region'],
  department: ['root', 'brand', 'region', 'store', 'department'],
};

/** Whether a unit of this kind may hang under a parent of that kind; null is the top. */
export const mayHangUnder = (kind: UnitKind, parent: UnitKind | null) =>
  PARENTS[kind].includes(parent ?? 'root');
