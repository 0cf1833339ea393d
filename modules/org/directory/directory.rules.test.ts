import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_RULE,
  type Department,
  type PlannedUnit,
  planUnits,
  unitByDepartment,
} from './directory.rules.ts';

const department = (departmentId: number, parent: number | null, name: string, more = {}): Department => ({
  departmentId,
  parentDepartmentId: parent,
  name,
  position: 0,
  unitId: null,
  mappedBy: 'nothing',
  ...more,
});

const COMPANY = [
  department(1, null, '禾序集团'),
  department(2, 1, '禾序女装'),
  department(3, 2, '华东'),
  department(4, 3, '南京西路'),
  department(5, 4, '收银组'),
  department(6, 2, '华南大区'),
  department(7, 6, '经销商'),
  department(8, 7, '佛山店'),
];

function counter() {
  let n = 0;
  return () => `unit-${(n += 1)}`;
}

const plan = (departments: Department[], units: PlannedUnit[] = [], nextId = counter()) =>
  planUnits(departments, units, DEFAULT_RULE, nextId);

const shown = (units: readonly PlannedUnit[]) =>
  units.map((unit) => {
    const parent = units.find((other) => other.unitId === unit.parentId)?.name;
    return `${parent ?? ''}/${unit.name}:${unit.kind}${unit.storeType ? `:${unit.storeType}` : ''}`;
  });

describe('departments become units', () => {
  it('by level, by the end of their name, and dealer stores by the words above them', () => {
    expect(shown(plan(COMPANY).created)).toEqual([
      '/禾序女装:brand',
      '禾序女装/华东:region',
      '禾序女装/华南大区:region',
      '华东/南京西路:store:direct',
      '华南大区/经销商:store:dealer',
      '南京西路/收银组:department',
      '经销商/佛山店:department',
    ]);
  });

  it('a level that is skipped hands its children up', () => {
    const rule = { ...DEFAULT_RULE, levels: ['skip', 'brand', 'region', 'skip', 'store'] as const };
    const { created } = planUnits(COMPANY, [], { ...rule, levels: [...rule.levels] }, counter());
    expect(shown(created)).toContain('华南大区/佛山店:store:dealer');
  });

  it('a unit of the same name at the same place is taken, not doubled', () => {
    const brand: PlannedUnit = {
      unitId: 'known',
      parentId: null,
      kind: 'brand',
      name: '禾序女装',
      storeType: null,
      handEdited: [],
      open: true,
    };
    const { created, departments } = plan(COMPANY, [brand]);
    expect(created.map((unit) => unit.name)).not.toContain('禾序女装');
    expect(departments.find((each) => each.departmentId === 2)?.unitId).toBe('known');
  });

  it('a second read of the same directory changes nothing', () => {
    const tree = fc
      .array(fc.record({ parent: fc.nat(), name: fc.constantFrom('甲', '乙店', '丙大区', '经销', '丁') }), {
        maxLength: 30,
      })
      .map((rows) => [
        department(1, null, '根'),
        ...rows.map((row, i) => department(i + 2, (row.parent % (i + 1)) + 1, row.name)),
      ]);
    fc.assert(
      fc.property(tree, (departments) => {
        const first = plan(departments);
        const second = planUnits(first.departments, first.created, DEFAULT_RULE, () => 'never');
        expect(second.created).toEqual([]);
        expect(second.changed).toEqual([]);
        expect(second.departments).toEqual(first.departments);
        const ids = first.departments.flatMap((each) => each.unitId ?? []);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('renamed and moved departments take their units along, but not what was edited by hand', () => {
    const first = plan(COMPANY);
    const renamed = first.departments.map((each) =>
      each.departmentId === 4 ? { ...each, name: '南京西路旗舰店', parentDepartmentId: 6 } : each,
    );
    const south = first.departments.find((each) => each.departmentId === 6)?.unitId;
    const { changed } = planUnits(renamed, first.created, DEFAULT_RULE, counter());
    expect(changed).toMatchObject([{ name: '南京西路旗舰店', parentId: south }]);
    const edited = first.created.map((unit) => ({ ...unit, handEdited: ['name', 'parentId'] }));
    expect(planUnits(renamed, edited, DEFAULT_RULE, counter()).changed).toEqual([]);
  });

  it('what was mapped by hand stays, also when it was mapped to nothing', () => {
    const mapped = COMPANY.map((each) =>
      each.departmentId === 3 ? { ...each, mappedBy: 'hand' as const } : each,
    );
    const { departments, created } = plan(mapped);
    expect(departments.find((each) => each.departmentId === 3)).toMatchObject({
      unitId: null,
      mappedBy: 'hand',
    });
    expect(shown(created)).toContain('禾序女装/南京西路:store:direct');
  });

  it('departments in a ring are left out instead of turning forever', () => {
    const { departments } = plan([department(1, null, '根'), department(2, 3, '甲'), department(3, 2, '乙')]);
    expect(departments.map((each) => each.departmentId)).toEqual([1]);
  });
});

it('a member of a department without a unit belongs to the nearest unit above', () => {
  const found = unitByDepartment([
    { departmentId: 1, parentDepartmentId: null, unitId: null },
    { departmentId: 2, parentDepartmentId: 1, unitId: 'brand' },
    { departmentId: 3, parentDepartmentId: 2, unitId: null },
    { departmentId: 4, parentDepartmentId: 3, unitId: null },
  ]);
  expect([...found]).toEqual([
    [2, 'brand'],
    [3, 'brand'],
    [4, 'brand'],
  ]);
});
