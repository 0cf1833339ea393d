import { describe, expect, it } from 'vitest';
import type { Unit, UnitKind } from '@yutian/contract';
import { branches, found, kindsUnder, placesFor } from './unit-tree.ts';

const unit = (unitId: string, parentId: string | null, kind: UnitKind, name = unitId, open = true): Unit => ({
  unitId,
  parentId,
  kind,
  name,
  storeType: null,
  code: null,
  address: null,
  latitude: null,
  longitude: null,
  brandId: null,
  regionId: null,
  storeId: null,
  open,
  staffCount: 0,
});

const units = [
  unit('b', null, 'brand', '禾序茶'),
  unit('r', 'b', 'region', '华东'),
  unit('r2', 'r', 'region', '上海'),
  unit('s', 'r2', 'store', '静安店'),
  unit('closed', 'b', 'region', '华北', false),
];

describe('the tree of units', () => {
  it('hangs every unit under its parent, and at the top when its parent is not shown', () => {
    const [brand] = branches(units);
    expect(brand?.children.map((child) => child.key)).toEqual(['r', 'closed']);
    expect(branches(units.slice(2)).map((root) => root.key)).toEqual(['r2', 'closed']);
  });

  it('keeps what is above a unit that was found', () => {
    expect(found(units, '静安').map((kept) => kept.unitId)).toEqual(['b', 'r', 'r2', 's']);
    expect(found(units, 'nowhere')).toEqual([]);
  });

  it('offers as new places only open units of a fitting kind outside the unit itself', () => {
    expect([...placesFor(units[1] as Unit, units)]).toEqual(['b']);
    expect([...placesFor(units[3] as Unit, units)]).toEqual(['b', 'r', 'r2']);
    expect(kindsUnder('store')).toEqual(['department']);
  });
});
