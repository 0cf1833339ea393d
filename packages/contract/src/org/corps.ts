// The WeCom corps: credentials, departments, the rule by which departments become units.
import { z } from 'zod';
import { done, id, listOf } from '../common.ts';
import { edition, route } from '../route.ts';
import * as shape from './shapes.ts';

const byCorp = z.object({ corpId: z.string().max(64) });

export const corpRoutes = {
  listCorps: route('corps', 'GET', '/corps', 'Connected WeCom corps', 'Permission connection.read.')
    .meta(edition('corp'))
    .output(listOf(shape.corp)),
  connectCorp: route(
    'corps',
    'POST',
    '/corps',
    'Connect a corp',
    'Permission connection.write. The credentials are tried at once; a refusal is told and still saved. Fault: CORP_TAKEN.',
  )
    .input(
      z.object({
        corpId: shape.corpId,
        name: z.string().trim().min(1).max(60),
        agentId: z.int().min(1),
        secret: shape.corpSecrets.secret,
        ...z.object(shape.corpSecrets).omit({ secret: true }).partial().shape,
      }),
    )
    .output(shape.corp),
  updateCorp: route(
    'corps',
    'PATCH',
    '/corps/{corpId}',
    'Rename a corp, or rotate its secrets',
    'Permission connection.write. Only what is given changes; a new secret is tried at once, a refusal is told and still saved.',
  )
    .meta(edition('corp', 'corpId'))
    .input(
      byCorp.extend({
        name: z.string().trim().min(1).max(60).optional(),
        agentId: z.int().min(1).optional(),
        ...z.object(shape.corpSecrets).partial().shape,
      }),
    )
    .output(shape.corp),
  testCorp: route(
    'corps',
    'POST',
    '/corps/{corpId}/test',
    'Try the credentials',
    'Permission connection.write.',
  )
    .input(byCorp)
    .output(
      z.object({
        state: z.enum(['connected', 'refused']),
        code: z.string().nullable().describe('fault code of the refusal'),
        errcode: z.int().nullable().describe('the platform’s error number'),
        message: z.string().nullable(),
      }),
    ),
  syncDirectory: route(
    'corps',
    'POST',
    '/corps/{corpId}/sync-directory',
    'Read departments and staff again',
    'Permission connection.write. Runs in the background; see `lastSync`.',
  )
    .input(byCorp)
    .output(done),
  listDepartments: route(
    'corps',
    'GET',
    '/corps/{corpId}/departments',
    'Departments and the units they became',
    'Permission connection.read.',
  )
    .meta(edition('department'))
    .input(byCorp)
    .output(listOf(shape.platformDepartment)),
  mapDepartment: route(
    'corps',
    'PUT',
    '/corps/{corpId}/departments/{departmentId}/unit',
    'Map a department to a unit by hand',
    'Permission org.write. Staff of the department follow, except those placed by hand.',
  )
    .meta(edition('department', 'departmentId'))
    .input(byCorp.extend({ departmentId: z.coerce.number().int(), unitId: id.nullable() }))
    .output(shape.platformDepartment),
  getDirectoryRule: route(
    'corps',
    'GET',
    '/corps/{corpId}/directory-rule',
    'How departments become units',
    'Permission connection.read.',
  )
    .meta(edition('directoryRule', 'corpId'))
    .input(byCorp)
    .output(shape.directoryRule),
  setDirectoryRule: route(
    'corps',
    'PUT',
    '/corps/{corpId}/directory-rule',
    'Change how departments become units',
    'Permission org.write. Counts for departments that have no unit yet.',
  )
    .meta(edition('directoryRule', 'corpId'))
    .input(byCorp.extend(shape.directoryRule.shape))
    .output(shape.directoryRule),
};
