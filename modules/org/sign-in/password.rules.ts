// What makes a password too weak, and when a login or an address has failed too often. Pure.
import { MS_PER_MINUTE } from '@yutian/kernel';

// The head of every public list of leaked passwords, as far as eight characters or more.
const COMMON = new Set([
  '12345678',
  '123456789',
  '1234567890',
  '11111111',
  '88888888',
  'password',
  'password1',
  'password123',
  'qwertyuiop',
  'qwerty123',
  'iloveyou',
  'a1234567',
  'a12345678',
  'abc12345',
  'abcd1234',
  'admin123',
  'admin888',
  'woaini1314',
  '1q2w3e4r',
  '1qaz2wsx',
  'zaq12wsx',
  '5201314520',
]);

/** Why a password is refused (NIST SP 800-63B: length and known words, no rules of composition), or undefined. */
export function passwordWeakness(
  password: string,
  login: string,
): 'short' | 'common' | 'repeats' | 'login' | undefined {
  const lower = password.toLowerCase();
  if (password.length < 8) return 'short';
  if (COMMON.has(lower)) return 'common';
  if (new Set(lower).size < 4) return 'repeats';
  if (login.length >= 4 && lower.includes(login.toLowerCase())) return 'login';
  return undefined;
}

/** How often may a key fail within the window before it is locked. */
export interface LockPolicy {
  readonly failures: number;
  readonly windowMs: number;
  readonly lockMs: number;
}

/** Ten wrong tries for one person. */
export const LOGIN_LOCK: LockPolicy = {
  failures: 10,
  windowMs: 15 * MS_PER_MINUTE,
  lockMs: 15 * MS_PER_MINUTE,
};

/** Sixty for one address: a whole office may sit behind it. */
export const ADDRESS_LOCK: LockPolicy = {
  failures: 60,
  windowMs: 15 * MS_PER_MINUTE,
  lockMs: 15 * MS_PER_MINUTE,
};
