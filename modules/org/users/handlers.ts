// Handlers of the user page.
import { contract, ROLE_PERMISSIONS, ROLES, type User } from '@yutian/contract';
import { implement } from '@orpc/server';
import { type Actor, type Id, toIso } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import { signedIn, unitsOf } from '../access.ts';
import type { OrgGround } from '../parts.ts';
import { changeUser, readUser, resetPassword, resetTotp, setDisabled } from './change-user.ts';
import { createUser } from './create-user.ts';
import { mayScopeAll } from './scope.rules.ts';
import { listUsers, type UserGrants, type UserRow } from './user.sql.ts';

const iso = (ms: number | null) => (ms === null ? null : toIso(ms));

const viewUser = ({
  totpOn,
  validUntilMs,
  lastSignInMs,
  createdAtMs,
  scopeUnitIds: _scopeUnitIds,
  ...row
}: UserRow): User => ({
  ...row,
  totpEnabled: totpOn,
  validUntil: iso(validUntilMs),
  lastSignInAt: iso(lastSignInMs),
  createdAt: toIso(createdAtMs),
});

const viewLink = (link: { url: string; expiresAtMs: number }) => ({
  url: link.url,
  expiresAt: toIso(link.expiresAtMs),
});

const after = z.object({ login: z.string(), userId: z.uuid() });

export function userHandlers(ground: OrgGround) {
  const os = implement(contract.org).$context<RequestContext>();
  const view = async (actor: Actor, userId: Id) => viewUser(await readUser(ground.db, actor, userId));
  return {
    listUsers: os.listUsers.handler(async ({ input, context }) => {
      const actor = permit(context, 'users.write');
      const { text = null, role = null, disabled = null, limit } = input;
      const { tenantId, scope } = actor;
      const rows = await listUsers(ground.db, {
        tenantId,
        scope,
        unitIds: unitsOf(actor),
        text,
        role,
        disabled,
        after: readCursor(input.cursor, after),
        limit: limit + 1,
      });
      return pageOf(rows, limit, ({ login, userId }) => ({ login, userId }), viewUser);
    }),
    getUser: os.getUser.handler(({ input, context }) => view(permit(context, 'users.write'), input.id)),
    createUser: os.createUser.handler(async ({ input, context }) => {
      const actor = permit(context, 'users.write');
      const { userId, passwordLink } = await createUser(ground, actor, {
        login: input.login,
        password: input.password,
        name: input.name,
        role: input.role,
        staffId: input.staffId,
        scopeAll: input.scopeAll,
        scopeUnitIds: input.unitIds,
        validUntilMs: input.validUntil === null ? null : Date.parse(input.validUntil),
      });
      return { user: await view(actor, userId), passwordLink: passwordLink && viewLink(passwordLink) };
    }),
    updateUser: os.updateUser.handler(async ({ input, context }) => {
      const actor = permit(context, 'users.write');
      const { id, unitIds, validUntil, ...given } = input;
      const change = Object.fromEntries(
        Object.entries({
          ...given,
          scopeUnitIds: unitIds,
          validUntilMs: typeof validUntil === 'string' ? Date.parse(validUntil) : validUntil,
        }).filter(([, value]) => value !== undefined),
      ) as Partial<UserGrants>;
      await changeUser(ground, actor, id, change);
      return view(actor, id);
    }),
    disableUser: os.disableUser.handler(async ({ input, context }) => {
      const actor = permit(context, 'users.write');
      await setDisabled(ground, actor, input.id, true);
      return view(actor, input.id);
    }),
    enableUser: os.enableUser.handler(async ({ input, context }) => {
      const actor = permit(context, 'users.write');
      await setDisabled(ground, actor, input.id, false);
      return view(actor, input.id);
    }),
    resetPassword: os.resetPassword.handler(async ({ input, context }) =>
      viewLink(await resetPassword(ground, permit(context, 'users.write'), input.id)),
    ),
    resetTotp: os.resetTotp.handler(async ({ input, context }) => {
      const actor = permit(context, 'users.write');
      await resetTotp(ground, actor, input.id);
      return view(actor, input.id);
    }),
    listRoles: os.listRoles.handler(({ context }) => {
      if (!signedIn(context).permissions.has('users.write')) permit(context, 'org.read');
      const items = ROLES.map((role) => ({
        role,
        permissions: [...ROLE_PERMISSIONS[role]],
        mayScopeAll: mayScopeAll(role),
      }));
      return { items, nextCursor: null };
    }),
  };
}
