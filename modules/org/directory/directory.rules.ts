// How WeCom departments become units: by name, else by level; what was mapped or edited by hand is kept. Pure.
import type { DirectoryRule, StoreType, UnitKind } from '@yutian/contract';
import type { Id } from '@yutian/kernel';
import { mayHangUnder } from '../units/unit.rules.ts';

/** Root = the corp, then brand, region, store; deeper is a department. */
export const DEFAULT_RULE: DirectoryRule = {
  levels: ['skip', 'brand', 'region', 'store', 'department'],
  names: [
    { endsWith: '店', kind: 'store' },
    { endsWith: '专柜', kind: 'store' },
    { endsWith: '大区', kind: 'region' },
  ],
  dealerWords: ['经销', '加盟', '代理'],
};

export interface Department {
  departmentId: number;
  parentDepartmentId: number | null;
  name: string;
  position: number;
  unitId: Id | null;
  mappedBy: 'rule' | 'hand' | 'nothing';
}

export interface PlannedUnit {
  unitId: Id;
  parentId: Id | null;
  kind: UnitKind;
  name: string;
  storeType: StoreType | null;
  handEdited: readonly string[];
  open: boolean;
}

export interface DirectoryPlan {
  /** Every department with its level and the unit it has now. */
  departments: (Department & { level: number })[];
  created: PlannedUnit[];
  /** Units whose name or place follows the platform. */
  changed: PlannedUnit[];
}

/**
 * Plans the units of a corp's departments.
 * @param units the tenant's units as they are; @param nextId makes the id of a new unit.
 */
export function planUnits(
  departments: readonly Department[],
  units: readonly PlannedUnit[],
  rule: DirectoryRule,
  nextId: () => Id,
): DirectoryPlan {
  const placed = inTreeOrder(departments);
  const plan: DirectoryPlan = { departments: [], created: [], changed: [] };
  const unitById = new Map(units.map((unit) => [unit.unitId, unit]));
  const taken = new Set(departments.flatMap((department) => department.unitId ?? []));
  const done = new Map<number, { unitId: Id | null; words: string }>();
  for (const department of placed) {
    const above = done.get(department.parentDepartmentId ?? -1) ?? { unitId: null, words: '' };
    const parent = above.unitId === null ? undefined : unitById.get(above.unitId);
    const words = `${above.words} ${department.name}`;
    const unit = unitFor(department, { parent, words, rule, unitById, taken, nextId, plan });
    if (unit) taken.add(unit.unitId);
    const mappedBy = department.mappedBy === 'hand' ? 'hand' : unit ? 'rule' : 'nothing';
    plan.departments.push({ ...department, unitId: unit?.unitId ?? null, mappedBy });
    done.set(department.departmentId, { unitId: unit?.unitId ?? above.unitId, words });
  }
  return plan;
}

interface Surroundings {
  parent: PlannedUnit | undefined;
  words: string;
  rule: DirectoryRule;
  unitById: Map<Id, PlannedUnit>;
  taken: ReadonlySet<Id>;
  nextId: () => Id;
  plan: DirectoryPlan;
}

function unitFor(department: Department & { level: number }, at: Surroundings): PlannedUnit | undefined {
  if (department.mappedBy === 'hand')
    return department.unitId === null ? undefined : at.unitById.get(department.unitId);
  const known = department.unitId === null ? undefined : at.unitById.get(department.unitId);
  if (known) return followed(known, department, at);
  const wanted = kindOf(department, at.rule);
  if (wanted === 'skip') return undefined;
  const kind = mayHangUnder(wanted, at.parent?.kind ?? null) ? wanted : 'department';
  const parentId = at.parent?.unitId ?? null;
  const same = [...at.unitById.values()].find(
    (unit) =>
      unit.kind === kind &&
      unit.parentId === parentId &&
      unit.name === department.name &&
      unit.open &&
      !at.taken.has(unit.unitId),
  );
  if (same) return same;
  const dealer = at.rule.dealerWords.some((word) => at.words.includes(word));
  const storeType = kind === 'store' ? (dealer ? 'dealer' : 'direct') : null;
  const { name } = department;
  const unit: PlannedUnit = {
    unitId: at.nextId(),
    parentId,
    kind,
    name,
    storeType,
    handEdited: [],
    open: true,
  };
  at.unitById.set(unit.unitId, unit);
  at.plan.created.push(unit);
  return unit;
}

/** The known unit with the platform's name and place, as far as nobody edited them and they make sense. */
function followed(unit: PlannedUnit, department: Department, at: Surroundings): PlannedUnit {
  const name = unit.handEdited.includes('name') ? unit.name : department.name;
  const wanted = at.parent?.unitId ?? null;
  const follows =
    !unit.handEdited.includes('parentId') &&
    mayHangUnder(unit.kind, at.parent?.kind ?? null) &&
    !isBelow(at.parent, unit.unitId, at.unitById);
  const parentId = follows ? wanted : unit.parentId;
  if (name === unit.name && parentId === unit.parentId) return unit;
  const next = { ...unit, name, parentId };
  at.unitById.set(unit.unitId, next);
  at.plan.changed.push(next);
  return next;
}

function isBelow(unit: PlannedUnit | undefined, ancestor: Id, units: ReadonlyMap<Id, PlannedUnit>): boolean {
  for (let step = unit; step; step = step.parentId === null ? undefined : units.get(step.parentId))
    if (step.unitId === ancestor) return true;
  return false;
}

function kindOf(department: { name: string; level: number }, rule: DirectoryRule): UnitKind | 'skip' {
  const byName = rule.names.find(({ endsWith }) => department.name.endsWith(endsWith));
  return byName?.kind ?? rule.levels[department.level - 1] ?? 'department';
}

/** Parents before children with their levels; a department whose parent is not listed is a root, a ring is left out. */
function inTreeOrder(departments: readonly Department[]): (Department & { level: number })[] {
  const known = new Set(departments.map((department) => department.departmentId));
  const children = Map.groupBy(departments, ({ parentDepartmentId }) =>
    parentDepartmentId !== null && known.has(parentDepartmentId) ? parentDepartmentId : null,
  );
  const ordered: (Department & { level: number })[] = [];
  let level = 1;
  let row: readonly Department[] = children.get(null) ?? [];
  while (row.length > 0) {
    const here = row.toSorted((a, b) => a.position - b.position || a.departmentId - b.departmentId);
    ordered.push(...here.map((department) => ({ ...department, level })));
    row = here.flatMap((department) => children.get(department.departmentId) ?? []);
    level += 1;
  }
  return ordered;
}

/** The unit of a department or of the nearest one above that has a unit. */
export function unitByDepartment(
  departments: readonly {
    departmentId: number;
    parentDepartmentId: number | null;
    unitId: Id | null;
  }[],
): Map<number, Id> {
  const byId = new Map(departments.map((department) => [department.departmentId, department]));
  const found = new Map<number, Id>();
  for (const { departmentId } of departments) {
    const seen = new Set<number>();
    let step = byId.get(departmentId);
    while (step && step.unitId === null && !seen.has(step.departmentId)) {
      seen.add(step.departmentId);
      step = step.parentDepartmentId === null ? undefined : byId.get(step.parentDepartmentId);
    }
    if (step?.unitId) found.set(departmentId, step.unitId);
  }
  return found;
}
