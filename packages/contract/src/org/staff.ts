// The members of staff and where they are placed.
import { z } from 'zod';
import { id, listOf, page } from '../common.ts';
import { byId, edition, route } from '../route.ts';
import * as shape from './shapes.ts';

const text = z.string().min(1).max(100).optional().describe('any fragment');
const flag = z.boolean().optional();

export const staffRoutes = {
  listStaff: route('staff', 'GET', '/staff', 'Staff', 'Permission org.read; within the asker’s scope.')
    .meta(edition('staff'))
    .input(
      z.object({
        ...page,
        text: text.describe('any fragment of name, userid or position'),
        unitId: id.optional().describe('in this unit or below'),
        corpId: z.string().max(64).optional(),
        active: flag,
        placed: flag.describe('false: not in any unit yet'),
      }),
    )
    .output(listOf(shape.staff)),
  getStaff: route('staff', 'GET', '/staff/{id}', 'One member of staff', 'Permission org.read.')
    .meta(edition('staff', 'id'))
    .input(byId)
    .output(shape.staff),
  updateStaff: route(
    'staff',
    'PATCH',
    '/staff/{id}',
    'Place a member of staff or change his position',
    'Permission org.write. What is set here is kept by later synchronisations.',
  )
    .meta(edition('staff', 'id'))
    .input(
      z.object({ id, unitId: id.nullable().optional(), position: z.string().max(60).nullable().optional() }),
    )
    .output(shape.staff),
  placeStaff: route(
    'staff',
    'POST',
    '/staff/place',
    'Place many members of staff in one unit',
    'Permission org.write.',
  )
    .input(z.object({ staffIds: z.array(id).min(1).max(1_000), unitId: id }))
    .output(z.object({ moved: z.int() })),
};
