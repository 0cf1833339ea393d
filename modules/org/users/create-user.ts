// Letting people sign in: one by the user page, many by a program.
import { type Actor, type Id, newId, type TenantId } from '@yutian/kernel';
import { audit, inTransaction, type Tx } from '@yutian/platform';
import { type OrgGround, system } from '../parts.ts';
import { hashPassword, makePasswordLink, type PasswordLink } from '../sign-in/password.ts';
import { checkGrants } from './grants.ts';
import { insertUser, lockLogins, type UserGrants } from './user.sql.ts';

export interface NewUser extends UserGrants {
  login: string;
  password?: string | undefined;
}

/** Makes a user. @returns his id, and a one-time link when no password was given. */
export async function createUser(
  ground: OrgGround,
  actor: Actor,
  user: NewUser,
): Promise<{ userId: Id; passwordLink: PasswordLink | null }> {
  const passwordHash = await hashed(user);
  return inTransaction(ground.db, async (tx) => {
    await lockLogins(tx, {});
    const userId = await insert(ground, tx, actor.tenantId, actor, user, passwordHash);
    const passwordLink =
      passwordHash === null ? await makePasswordLink(ground, tx, actor.tenantId, userId) : null;
    return { userId, passwordLink };
  });
}

/** Makes many users for the set-up of a tenant. @returns their ids, in order. */
export async function createUsers(
  ground: OrgGround,
  tenantId: TenantId,
  users: readonly NewUser[],
): Promise<Id[]> {
  // One after another: argon2 uses a thread of its own and 19 MiB for each.
  const hashes: (string | null)[] = [];
  for (const user of users) hashes.push(await hashed(user));
  return inTransaction(ground.db, async (tx) => {
    await lockLogins(tx, {});
    const ids: Id[] = [];
    for (const [i, user] of users.entries())
      ids.push(await insert(ground, tx, tenantId, null, user, hashes[i] ?? null));
    return ids;
  });
}

const hashed = async (user: NewUser) =>
  user.password === undefined ? null : hashPassword(user.password, user.login);

async function insert(
  ground: OrgGround,
  tx: Tx,
  tenantId: TenantId,
  giver: Actor | null,
  user: NewUser,
  passwordHash: string | null,
): Promise<Id> {
  const userId = newId();
  const login = user.login.trim().toLowerCase();
  const scopeAll = user.role === 'boss' || user.scopeAll;
  const { name, role, staffId, scopeUnitIds, validUntilMs } = user;
  const grants = { name, role, staffId, scopeAll, scopeUnitIds, validUntilMs };
  await checkGrants(tx, { tenantId, giver }, { userId, login, grants });
  const nowMs = ground.clock.now();
  await insertUser(tx, { tenantId, userId, login, passwordHash, nowMs, ...grants });
  await audit(
    tx,
    giver ?? system(tenantId),
    {
      action: 'org.createUser',
      subjectKind: 'user',
      subjectId: userId,
      detail: { login, role, scopeAll, units: scopeUnitIds.length },
    },
    nowMs,
  );
  return userId;
}
