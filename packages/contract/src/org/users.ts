// Who may sign in, as what, and whose rows he sees.
import { z } from 'zod';
import { id, instant, listOf, page } from '../common.ts';
import { PERMISSIONS } from '../permissions.ts';
import { byId, edition, route } from '../route.ts';
import * as shape from './shapes.ts';

const text = z.string().min(1).max(100).optional().describe('any fragment');
const flag = z.boolean().optional();
const grants = {
  name: z.string().trim().min(1).max(60),
  role: shape.role,
  staffId: id.nullable(),
  scopeAll: z.boolean().describe('sees the whole tenant; not for guide, store_manager, dealer, agency'),
  unitIds: z.array(id).max(200).describe('sees these units and all below; dealers: dealer stores only'),
  validUntil: instant.nullable(),
};

export const userRoutes = {
  listUsers: route('users', 'GET', '/users', 'People who may sign in', 'Permission users.write.')
    .meta(edition('user'))
    .input(z.object({ ...page, text, role: shape.role.optional(), disabled: flag }))
    .output(listOf(shape.user)),
  getUser: route('users', 'GET', '/users/{id}', 'One user', 'Permission users.write.')
    .meta(edition('user', 'id'))
    .input(byId)
    .output(shape.user),
  createUser: route(
    'users',
    'POST',
    '/users',
    'Let somebody sign in',
    'Permission users.write. Without a password the answer carries a one-time link. Faults: LOGIN_TAKEN, SCOPE_TOO_WIDE, SCOPE_UNIT_NOT_DEALER, SCOPE_MISSING.',
  )
    .input(
      z.object({
        login: z
          .string()
          .trim()
          .regex(/^[\p{L}\p{N}._@-]{3,64}$/u, '3 to 64 letters, digits, dots, dashes or @.'),
        password: shape.password.optional(),
        ...grants,
        staffId: grants.staffId.default(null),
        scopeAll: grants.scopeAll.default(false),
        unitIds: grants.unitIds.default([]),
        validUntil: grants.validUntil.default(null),
      }),
    )
    .output(z.object({ user: shape.user, passwordLink: shape.passwordLink.nullable() })),
  updateUser: route(
    'users',
    'PATCH',
    '/users/{id}',
    'Change a user’s name, role or scope',
    'Permission users.write. Not one’s own role or scope (OWN_RIGHTS).',
  )
    .meta(edition('user', 'id'))
    .input(z.object({ id, ...z.object(grants).partial().shape }))
    .output(shape.user),
  disableUser: route(
    'users',
    'POST',
    '/users/{id}/disable',
    'Lock a user out',
    'Permission users.write. Ends his sessions and API tokens at once.',
  )
    .meta(edition('user', 'id'))
    .input(byId)
    .output(shape.user),
  enableUser: route('users', 'POST', '/users/{id}/enable', 'Let a user in again', 'Permission users.write.')
    .meta(edition('user', 'id'))
    .input(byId)
    .output(shape.user),
  resetPassword: route(
    'users',
    'POST',
    '/users/{id}/reset-password',
    'Make a one-time link to set a new password',
    'Permission users.write. The old password and all sessions end.',
  )
    .input(byId)
    .output(shape.passwordLink),
  resetTotp: route(
    'users',
    'POST',
    '/users/{id}/reset-totp',
    'Switch two-factor sign-in off for somebody who lost his device',
    'Permission users.write.',
  )
    .meta(edition('user', 'id'))
    .input(byId)
    .output(shape.user),
  listRoles: route(
    'users',
    'GET',
    '/roles',
    'The role presets',
    'Permission org.read or users.write.',
  ).output(
    listOf(
      z.object({
        role: shape.role,
        permissions: z.array(z.enum(PERMISSIONS)),
        mayScopeAll: z.boolean(),
      }),
    ),
  ),
};
