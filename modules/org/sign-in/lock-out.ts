// Counts tries by login and by address and refuses beyond the limit. Neither login nor address is kept in clear text.
import { Fault } from '@yutian/kernel';
import type { OrgGround } from '../parts.ts';
import { countAttempt, forgiveAddress, forgiveLogin } from './credential.sql.ts';
import { ADDRESS_LOCK, LOGIN_LOCK, type LockPolicy } from './password.rules.ts';

type Ground = Pick<OrgGround, 'db' | 'vault' | 'wallClock'>;

const loginKey = ({ vault }: Ground, login: string) => vault.hash(0, 'org.login', login);
const addressKey = ({ vault }: Ground, ip: string) => vault.hash(0, 'org.address', ip);

/** Counts a try; a Fault SIGN_IN_LOCKED with the time to wait when there were too many. */
export async function admitTry(ground: Ground, login: string, ip: string): Promise<void> {
  await admitAddress(ground, ip);
  await count(ground, loginKey(ground, login), LOGIN_LOCK);
}

/** Counts a try of an address alone, where there is no login yet. */
export const admitAddress = (ground: Ground, ip: string) =>
  count(ground, addressKey(ground, ip), ADDRESS_LOCK);

/** Gives an address its one try back after a success. */
export const forgiveAddressTry = (ground: Ground, ip: string) =>
  forgiveAddress(ground.db, { key: addressKey(ground, ip) });

/** Forgets the tries after a success. */
export async function forgiveTries(ground: Ground, login: string, ip: string): Promise<void> {
  await forgiveLogin(ground.db, { key: loginKey(ground, login) });
  await forgiveAddressTry(ground, ip);
}

async function count(ground: Ground, key: string, policy: LockPolicy): Promise<void> {
  const nowMs = ground.wallClock.now();
  const [row] = await countAttempt(ground.db, {
    key,
    nowMs,
    windowMs: policy.windowMs,
    lockMs: policy.lockMs,
    limit: policy.failures,
  });
  const waitMs = (row?.lockedUntilMs ?? 0) - nowMs;
  if (waitMs > 0)
    throw new Fault(
      'rate_limited',
      'SIGN_IN_LOCKED',
      `Too many failed tries. Wait ${Math.ceil(waitMs / 60_000)} minutes or ask your administrator for a new password.`,
      { minutes: Math.ceil(waitMs / 60_000) },
      { retryAfterMs: waitMs },
    );
}
