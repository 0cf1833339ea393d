// Signing in by password, and out again.
import { createHash, randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { Fault, MS_PER_DAY } from '@yutian/kernel';
import { audit, type Ground } from '@yutian/platform';
import { deleteSession, findUserByLogin, insertSession, type UserRow } from './account.sql.ts';

const SESSION_MS = 14 * MS_PER_DAY;
// Verified when there is no such user, so that the answer takes as long as for a wrong password.
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$d+JmL/gSOKqn6CH2TA9RTg$NHl8b9WZl2xqkvYjYCe2MDgYcmTeLYmRYTgrJqSKCWk';

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

/** Checks login and password. @returns the user and a fresh session token; the same Fault for a wrong login and a wrong password. */
export async function signIn(
  ground: Ground,
  input: { login: string; password: string },
): Promise<{ user: UserRow; token: string; maxAgeMs: number }> {
  const [user] = await findUserByLogin(ground.db, { login: input.login });
  const fits = await verify(user?.passwordHash ?? DECOY, input.password);
  if (!user?.passwordHash || !fits)
    throw new Fault('unauthenticated', 'SIGN_IN_REFUSED', 'The login or the password is wrong.');
  const token = randomBytes(32).toString('base64url');
  const nowMs = Date.now();
  await insertSession(ground.db, {
    tokenHash: hashToken(token),
    tenantId: user.tenantId,
    userId: user.userId,
    nowMs,
    expiresAtMs: nowMs + SESSION_MS,
  });
  await audit(
    ground.db,
    user,
    { action: 'org.signIn', subjectKind: 'user', subjectId: user.userId },
    ground.clock.now(),
  );
  return { user, token, maxAgeMs: SESSION_MS };
}

/** Ends the session; an unknown one is no fault. */
export async function signOut(ground: Ground, token: string): Promise<void> {
  await deleteSession(ground.db, { tokenHash: hashToken(token) });
}
