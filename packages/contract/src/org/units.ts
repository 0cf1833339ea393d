// The tree of units: brands, regions, stores, departments.
import { z } from 'zod';
import { id, listOf, page } from '../common.ts';
import { byId, edition, route } from '../route.ts';
import * as shape from './shapes.ts';

const text = z.string().min(1).max(100).optional().describe('any fragment');
const flag = z.boolean().optional();

export const unitRoutes = {
  listUnits: route(
    'units',
    'GET',
    '/units',
    'The tree of units',
    'Whole, in one answer, parents before children. Permission org.read. Who has a part scope gets his units and the names above them.',
  )
    .meta(edition('unit'))
    .input(z.object({ closed: z.boolean().default(false).describe('closed units too') }))
    .output(listOf(shape.unit)),
  createUnit: route(
    'units',
    'POST',
    '/units',
    'Make a unit',
    'Permission org.write. Faults: UNIT_PARENT_REFUSED, UNIT_NAME_TAKEN, STORE_CODE_TAKEN.',
  )
    .input(
      z.object({
        kind: shape.unitKind,
        name: z.string().trim().min(1).max(60),
        parentId: id.nullable().default(null),
        ...z.object(shape.storeFields).partial().shape,
      }),
    )
    .output(shape.unit),
  updateUnit: route(
    'units',
    'PATCH',
    '/units/{id}',
    'Rename a unit or change its store fields',
    'Permission org.write.',
  )
    .meta(edition('unit', 'id'))
    .input(
      z.object({
        id,
        name: z.string().trim().min(1).max(60).optional(),
        ...z.object(shape.storeFields).partial().shape,
      }),
    )
    .output(shape.unit),
  moveUnit: route(
    'units',
    'POST',
    '/units/{id}/move',
    'Hang a unit under another',
    'Permission org.write. All below moves with it.',
  )
    .meta(edition('unit', 'id'))
    .input(z.object({ id, parentId: id.nullable() }))
    .output(shape.unit),
  closeUnit: route(
    'units',
    'POST',
    '/units/{id}/close',
    'Close a unit and all below',
    'Permission org.write. Staff stay where they are.',
  )
    .meta(edition('unit', 'id'))
    .input(byId)
    .output(shape.unit),
  reopenUnit: route(
    'units',
    'POST',
    '/units/{id}/reopen',
    'Open a closed unit again',
    'Permission org.write.',
  )
    .meta(edition('unit', 'id'))
    .input(byId)
    .output(shape.unit),
  listStores: route('units', 'GET', '/stores', 'Stores', 'Permission org.read; within the asker’s scope.')
    .meta(edition('unit'))
    .input(
      z.object({
        ...page,
        text,
        brandId: id.optional(),
        regionId: id.optional(),
        storeType: shape.storeType.optional(),
        open: flag,
      }),
    )
    .output(listOf(shape.store)),
};
