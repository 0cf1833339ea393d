// Signing in by password, with a second factor where the person has one.
import { verify } from '@node-rs/argon2';
import { Fault } from '@yutian/kernel';
import type { OrgGround } from '../parts.ts';
import { findAccountByLogin, type SecretsRow } from './account.sql.ts';
import { admitTry, forgiveTries } from './lock-out.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { checkSecondFactor } from './two-factor.ts';

// Verified when there is no such user, so that the answer takes as long as for a wrong password.
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$d+JmL/gSOKqn6CH2TA9RTg$NHl8b9WZl2xqkvYjYCe2MDgYcmTeLYmRYTgrJqSKCWk';

export interface SignInInput {
  login: string;
  password: string;
  totp?: string | undefined;
  recoveryCode?: string | undefined;
}

/**
 * Checks login, password and second factor and opens a session. The Fault is the same for an unknown login and a wrong
 * password; TOTP_REQUIRED tells only somebody who knows the password that there is a second factor.
 */
export async function signIn(
  ground: OrgGround,
  input: SignInInput,
  ip: string,
): Promise<OpenedSession & { account: SecretsRow }> {
  const login = input.login.trim().toLowerCase();
  await admitTry(ground, login, ip);
  const [account] = await findAccountByLogin(ground.db, { login, nowMs: ground.wallClock.now() });
  const fits = await verify(account?.passwordHash ?? DECOY, input.password);
  if (!account?.passwordHash || !fits)
    throw new Fault('unauthenticated', 'SIGN_IN_REFUSED', 'The login or the password is wrong.');
  if (account.totpOn) await checkSecondFactor(ground, account, input);
  await forgiveTries(ground, login, ip);
  return { account, ...(await openSession(ground, account, 'password')) };
}
