// The contract of org: signing in, who is who, who may see what, the corps, and what was changed.
import { z } from 'zod';
import { done, id, instant, listOf, page } from './common.ts';
import * as shape from './org-shapes.ts';
import { PERMISSIONS } from './permissions.ts';

// Named one by one: the shapes' short names (`store`, `user`) would collide with those of other modules.
export {
  type ApiToken,
  type AuditEntry,
  auditFilter,
  type Corp,
  type DirectoryRule,
  directoryRule,
  type Me,
  me,
  orgEvents,
  type PlatformDepartment,
  type Session,
  type Settings,
  type Staff,
  type Store,
  type StoreType,
  type Unit,
  UNIT_KINDS,
  type UnitKind,
  type User,
} from './org-shapes.ts';
import { byId, edition, route } from './route.ts';

const text = z.string().min(1).max(100).optional().describe('any fragment');
const flag = z.boolean().optional();
const totp = z.string().regex(/^\d{6}$/);
const sessions = {
  signIn: route(
    'session',
    'POST',
    '/session',
    'Sign in by password',
    'Faults: SIGN_IN_REFUSED, TOTP_REQUIRED (send it again with `totp`), TOTP_REFUSED, SIGN_IN_LOCKED (429 with Retry-After).',
  )
    .meta({ open: true })
    .input(
      z.object({
        login: z.string().min(1).max(64),
        password: z.string().min(1).max(200),
        totp: totp.optional(),
        recoveryCode: z.string().max(40).optional().describe('instead of `totp`; each works once'),
      }),
    )
    .output(shape.me),
  signOut: route('session', 'DELETE', '/session', 'Sign out').output(done),
  me: route('session', 'GET', '/session', 'Who is signed in').output(shape.me),
  signInOptions: route('session', 'GET', '/sign-in-options', 'Ways to sign in; public')
    .meta({ open: true })
    .output(
      z.object({
        wecom: z
          .array(z.object({ corpId: z.string(), name: z.string() }))
          .describe('corps to sign in by; go to /api/v1/oauth/wecom/start?corpId=…&returnTo=/path'),
      }),
    ),
  changePassword: route(
    'session',
    'POST',
    '/session/password',
    'Change one’s own password',
    'Ends the other sessions. Faults: PASSWORD_REFUSED, PASSWORD_WEAK.',
  )
    .input(z.object({ current: z.string().max(200), next: shape.password }))
    .output(done),
  enrolTotp: route(
    'session',
    'POST',
    '/session/totp',
    'Begin two-factor sign-in',
    'Nothing changes until it is confirmed.',
  ).output(
    z.object({
      secret: z.string().describe('base32'),
      uri: z.string().describe('otpauth:// for the QR code'),
    }),
  ),
  confirmTotp: route('session', 'POST', '/session/totp/confirm', 'Switch two-factor sign-in on')
    .input(z.object({ code: totp }))
    .output(z.object({ recoveryCodes: z.array(z.string()).describe('shown once') })),
  disableTotp: route('session', 'POST', '/session/totp/disable', 'Switch two-factor sign-in off')
    .input(z.object({ password: z.string().max(200), code: totp }))
    .output(done),
  listSessions: route('session', 'GET', '/sessions', 'One’s own signed-in browsers').output(
    listOf(shape.session),
  ),
  revokeSession: route('session', 'DELETE', '/sessions/{id}', 'End one of one’s own sessions')
    .input(byId)
    .output(done),
  revokeOtherSessions: route(
    'session',
    'DELETE',
    '/sessions',
    'End all of one’s own sessions but this one',
  ).output(z.object({ ended: z.int() })),
  redeemPasswordLink: route(
    'session',
    'POST',
    '/password-links/redeem',
    'Set a password by a one-time link; public',
    'Faults: PASSWORD_LINK_INVALID, PASSWORD_WEAK.',
  )
    .meta({ open: true })
    .input(z.object({ token: z.string().min(20).max(100), password: shape.password }))
    .output(done),
};

const units = {
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

const staff = {
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

const grants = {
  name: z.string().trim().min(1).max(60),
  role: shape.role,
  staffId: id.nullable(),
  scopeAll: z.boolean().describe('sees the whole tenant; not for guide, store_manager, dealer, agency'),
  unitIds: z.array(id).max(200).describe('sees these units and all below; dealers: dealer stores only'),
  validUntil: instant.nullable(),
};

const users = {
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

const byCorp = z.object({ corpId: z.string().max(64) });
const corps = {
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
    'Permission connection.write. Only what is given changes.',
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

const administration = {
  listApiTokens: route('settings', 'GET', '/api-tokens', 'API tokens', 'Permission settings.write.')
    .input(z.object(page))
    .output(listOf(shape.apiToken)),
  createApiToken: route(
    'settings',
    'POST',
    '/api-tokens',
    'Make an API token',
    'Permission settings.write. At most one’s own permissions (TOKEN_TOO_WIDE). The token is shown once; send it as `Authorization: Bearer`.',
  )
    .input(
      z.object({
        name: z.string().trim().min(1).max(60),
        permissions: z.array(z.enum(PERMISSIONS)).min(1),
        days: z.int().min(1).max(730).default(365).describe('days until it expires'),
      }),
    )
    .output(z.object({ apiToken: shape.apiToken, token: z.string() })),
  revokeApiToken: route(
    'settings',
    'DELETE',
    '/api-tokens/{id}',
    'Revoke an API token',
    'Permission settings.write.',
  )
    .input(byId)
    .output(done),
  getSettings: route('settings', 'GET', '/settings', 'Settings of the tenant')
    .meta(edition('settings'))
    .output(shape.settings),
  updateSettings: route('settings', 'PATCH', '/settings', 'Change settings', 'Permission settings.write.')
    .meta(edition('settings'))
    .input(shape.settings.omit({ zone: true }).partial())
    .output(shape.settings),
  listAuditEntries: route(
    'audit',
    'GET',
    '/audit-entries',
    'Who changed what, newest first',
    'Permission audit.read. The same filters at GET /audit-entries/export give a CSV file of at most 100,000 lines.',
  )
    .input(z.object({ ...page, ...shape.auditFilter }))
    .output(listOf(shape.auditEntry)),
};

export const org = { ...sessions, ...units, ...staff, ...users, ...corps, ...administration };
