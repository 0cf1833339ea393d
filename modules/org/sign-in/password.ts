// Passwords: change one's own, make a one-time link, redeem it.
import { hash, verify } from '@node-rs/argon2';
import { type Actor, Fault, type Id, invalid, MS_PER_DAY, type TenantId } from '@yutian/kernel';
import { audit, type Db, inTransaction, type Tx } from '@yutian/platform';
import type { OrgGround } from '../parts.ts';
import { deleteSessionsOf, findAccountById } from './account.sql.ts';
import {
  deletePasswordLinksOf,
  insertPasswordLink,
  setPasswordHash,
  takePasswordLink,
} from './credential.sql.ts';
import { admitTry, forgiveTries } from './lock-out.ts';
import { passwordWeakness } from './password.rules.ts';
import { hashToken, newToken } from './tokens.ts';

const LINK_MS = MS_PER_DAY;

/** Hashes a password (argon2id, 19 MiB, two passes: OWASP's minimum); a Fault when it is weak. */
export async function hashPassword(password: string, login: string): Promise<string> {
  const reason = passwordWeakness(password, login);
  if (reason)
    throw invalid(
      'PASSWORD_WEAK',
      'Choose another password: at least 8 characters, not a common one, not repeating, without the login.',
      { reason },
    );
  return hash(password);
}

/** Changes one's own password and ends the other sessions. */
export async function changePassword(
  ground: OrgGround,
  actor: Actor,
  input: { current: string; next: string },
  at: { ip: string; credential: string },
): Promise<void> {
  const { tenantId, userId } = actor;
  const [account] = await findAccountById(ground.db, { tenantId, userId, nowMs: ground.wallClock.now() });
  if (!account?.passwordHash)
    throw new Fault(
      'forbidden',
      'PASSWORD_REFUSED',
      'You sign in by WeCom and have no password. Ask your administrator for a link.',
    );
  await admitTry(ground, account.login, at.ip);
  if (!(await verify(account.passwordHash, input.current)))
    throw new Fault('forbidden', 'PASSWORD_REFUSED', 'The current password is wrong.');
  await forgiveTries(ground, account.login, at.ip);
  const passwordHash = await hashPassword(input.next, account.login);
  await inTransaction(ground.db, async (tx) => {
    await setPasswordHash(tx, { tenantId, userId, passwordHash });
    await deleteSessionsOf(tx, {
      tenantId,
      userId,
      sessionId: null,
      exceptTokenHash: hashToken(at.credential),
    });
    await deletePasswordLinksOf(tx, { tenantId, userId });
    await audit(
      tx,
      actor,
      { action: 'org.changePassword', subjectKind: 'user', subjectId: userId },
      ground.clock.now(),
    );
  });
}

export interface PasswordLink {
  readonly url: string;
  readonly expiresAtMs: number;
}

/** Makes a one-time link; older links of the user end. @NOTE the token is in the fragment, which no log sees. */
export async function makePasswordLink(
  ground: OrgGround,
  tx: Tx,
  tenantId: TenantId,
  userId: Id,
): Promise<PasswordLink> {
  const token = newToken();
  const expiresAtMs = ground.wallClock.now() + LINK_MS;
  await deletePasswordLinksOf(tx, { tenantId, userId });
  await insertPasswordLink(tx, { tokenHash: hashToken(token), tenantId, userId, expiresAtMs });
  return { url: `${ground.config.publicUrl ?? ''}/set-password#${token}`, expiresAtMs };
}

/** Sets a password by a link; all sessions of the user end. */
export async function redeemPasswordLink(
  ground: OrgGround,
  input: { token: string; password: string },
): Promise<void> {
  const nowMs = ground.wallClock.now();
  await inTransaction(ground.db, async (tx) => {
    const [link] = await takePasswordLink(tx, { tokenHash: hashToken(input.token), nowMs });
    const [account] = link ? await findAccountById(tx, { ...link, nowMs }) : [];
    if (!link || !account)
      throw invalid('PASSWORD_LINK_INVALID', 'This link was used or is too old. Ask for a new one.');
    // A weak password throws, which rolls the taking of the link back: it can be tried again.
    const passwordHash = await hashPassword(input.password, account.login);
    await setPasswordHash(tx, { ...link, passwordHash });
    await endSessions(tx, link.tenantId, link.userId);
    await audit(
      tx,
      account,
      { action: 'org.redeemPasswordLink', subjectKind: 'user', subjectId: link.userId },
      ground.clock.now(),
    );
  });
}

/** Ends all sessions of a user. */
export const endSessions = (db: Tx | Db, tenantId: TenantId, userId: Id) =>
  deleteSessionsOf(db, { tenantId, userId, sessionId: null, exceptTokenHash: null });
