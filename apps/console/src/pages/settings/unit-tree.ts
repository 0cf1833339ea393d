// The tree of units from the flat list, and its part around what was searched. Pure.
import type { Unit, UnitKind } from '@yutian/contract';

export interface Branch {
  key: string;
  unit: Unit;
  children: Branch[];
}

/** The tree; a unit whose parent is not in the list stands at the top. @param units parents first. */
export function branches(units: readonly Unit[]): Branch[] {
  const byId = new Map<string, Branch>();
  const roots: Branch[] = [];
  for (const unit of units) {
    const branch: Branch = { key: unit.unitId, unit, children: [] };
    byId.set(unit.unitId, branch);
    (byId.get(unit.parentId ?? '')?.children ?? roots).push(branch);
  }
  return roots;
}

/** Units whose name or store number holds the text, with everything above them, in the list's order. */
export function found(units: readonly Unit[], text: string): Unit[] {
  const wanted = text.toLowerCase();
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  const kept = new Set<string>();
  for (const unit of units) {
    if (!unit.name.toLowerCase().includes(wanted) && !unit.code?.toLowerCase().includes(wanted)) continue;
    for (let at: Unit | undefined = unit; at && !kept.has(at.unitId); at = byId.get(at.parentId ?? ''))
      kept.add(at.unitId);
  }
  return units.filter((unit) => kept.has(unit.unitId));
}

const PARENTS: Record<UnitKind, readonly UnitKind[]> = {
  brand: [],
  region: ['brand', 'region'],
  store: ['brand', 'region'],
  department: ['brand', 'region', 'store', 'department'],
};

/** Kinds that may hang under a unit of this kind. The server holds the rule; this keeps the form from asking in vain. */
export const kindsUnder = (parent: UnitKind): UnitKind[] =>
  (Object.keys(PARENTS) as UnitKind[]).filter((kind) => PARENTS[kind].includes(parent));

/** Units under which one may be hung: of a fitting kind, open, not itself and not below itself. */
export function placesFor(unit: Unit, units: readonly Unit[]): Set<string> {
  const below = new Set([unit.unitId]);
  for (const other of units) if (other.parentId && below.has(other.parentId)) below.add(other.unitId);
  return new Set(
    units
      .filter((other) => other.open && PARENTS[unit.kind].includes(other.kind) && !below.has(other.unitId))
      .map((other) => other.unitId),
  );
}
