// Changing a user: his role and scope, whether he may come in, his password and second factor.
import type { Permission } from '@yutian/contract';
import { type Actor, conflict, forbidden, type Id, notFound } from '@yutian/kernel';
import { audit, inTransaction, type Tx } from '@yutian/platform';
import { permissionsOf, unitsOf } from '../access.ts';
import type { OrgGround } from '../parts.ts';
import { setPasswordHash } from '../sign-in/credential.sql.ts';
import { endSessions, makePasswordLink, type PasswordLink } from '../sign-in/password.ts';
import { clearTotp } from '../sign-in/two-factor.ts';
import { checkGrants } from './grants.ts';
import { rolesWith } from './scope.rules.ts';
import {
  countOthersWithRole,
  findUser,
  lockLogins,
  setUserDisabled,
  updateUser,
  type UserGrants,
  type UserRow,
} from './user.sql.ts';

const LETS_PEOPLE_IN: Permission = 'users.write';

/** The user as this actor may see him, or a Fault USER_UNKNOWN. */
export async function readUser(db: OrgGround['db'] | Tx, actor: Actor, userId: Id): Promise<UserRow> {
  const [row] = await findUser(db, {
    tenantId: actor.tenantId,
    scope: actor.scope,
    unitIds: unitsOf(actor),
    userId,
  });
  if (!row) throw notFound('USER_UNKNOWN', 'There is no such user.', { userId });
  return row;
}

/** Changes what is given. His next request already feels it. */
export const changeUser = (ground: OrgGround, actor: Actor, userId: Id, change: Partial<UserGrants>) =>
  inTransaction(ground.db, async (tx) => {
    await lockLogins(tx, {});
    const before = await readUser(tx, actor, userId);
    const { name, role, staffId, scopeAll, scopeUnitIds, validUntilMs } = { ...before, ...change };
    const grants = { name, role, staffId, scopeAll: role === 'boss' || scopeAll, scopeUnitIds, validUntilMs };
    const { name: _name, ...rights } = change;
    if (userId === actor.userId && Object.keys(rights).length > 0)
      throw forbidden('OWN_RIGHTS', 'Nobody changes his own rights. Ask another administrator.');
    if (!permissionsOf(role).has(LETS_PEOPLE_IN) || validUntilMs !== null)
      await keepAnAdministrator(ground, tx, actor, before);
    await checkGrants(
      tx,
      { tenantId: actor.tenantId, giver: actor },
      { userId, login: before.login, grants },
    );
    await updateUser(tx, { tenantId: actor.tenantId, userId, ...grants });
    await note(ground, tx, actor, 'org.changeUser', userId, changedFields(before, grants));
  });

/** Locks a user out or lets him in again. His sessions end; his API tokens rest as long as he is out. */
export const setDisabled = (ground: OrgGround, actor: Actor, userId: Id, disabled: boolean) =>
  inTransaction(ground.db, async (tx) => {
    await lockLogins(tx, {});
    const user = await readUser(tx, actor, userId);
    if (disabled && userId === actor.userId)
      throw forbidden('OWN_RIGHTS', 'Nobody locks himself out. Ask another administrator.');
    if (disabled) await keepAnAdministrator(ground, tx, actor, user);
    await setUserDisabled(tx, { tenantId: actor.tenantId, userId, disabled });
    if (disabled) await endSessions(tx, actor.tenantId, userId);
    await note(ground, tx, actor, disabled ? 'org.disableUser' : 'org.enableUser', userId, {});
  });

/** Ends a user's password and sessions and makes a link by which he sets a new one. */
export const resetPassword = (ground: OrgGround, actor: Actor, userId: Id): Promise<PasswordLink> =>
  inTransaction(ground.db, async (tx) => {
    await readUser(tx, actor, userId);
    await setPasswordHash(tx, { tenantId: actor.tenantId, userId, passwordHash: null });
    await endSessions(tx, actor.tenantId, userId);
    const link = await makePasswordLink(ground, tx, actor.tenantId, userId);
    await note(ground, tx, actor, 'org.resetPassword', userId, {});
    return link;
  });

/** Switches a user's second factor off, for a lost device. */
export const resetTotp = (ground: OrgGround, actor: Actor, userId: Id) =>
  inTransaction(ground.db, async (tx) => {
    await readUser(tx, actor, userId);
    await clearTotp(tx, { tenantId: actor.tenantId, userId });
    await endSessions(tx, actor.tenantId, userId);
    await note(ground, tx, actor, 'org.resetTotp', userId, {});
  });

async function keepAnAdministrator(ground: OrgGround, tx: Tx, actor: Actor, user: UserRow): Promise<void> {
  if (!permissionsOf(user.role).has(LETS_PEOPLE_IN)) return;
  const [others] = await countOthersWithRole(tx, {
    tenantId: actor.tenantId,
    userId: user.userId,
    roles: rolesWith(LETS_PEOPLE_IN),
    nowMs: ground.wallClock.now(),
  });
  if ((others?.count ?? 0) === 0)
    throw conflict('LAST_ADMINISTRATOR', 'He is the last who can let people in. Make another first.');
}

function changedFields(before: UserRow, after: UserGrants): Record<string, unknown> {
  const fields = ['role', 'staffId', 'scopeAll', 'scopeUnitIds', 'validUntilMs'] as const;
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return Object.fromEntries([
    ...changed.map((field) => [field, { from: before[field], to: after[field] }]),
    ...(before.name === after.name ? [] : [['name', true]]),
  ]);
}

const note = (
  ground: OrgGround,
  tx: Tx,
  actor: Actor,
  action: string,
  userId: Id,
  detail: Record<string, unknown>,
) => audit(tx, actor, { action, subjectKind: 'user', subjectId: userId, detail }, ground.clock.now());
