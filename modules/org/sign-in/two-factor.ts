// The second factor: enrol, confirm, check at sign-in, switch off; recovery codes for a lost device.
import { randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { type Actor, conflict, Fault, type Id } from '@yutian/kernel';
import { audit, inTransaction, type Tx } from '@yutian/platform';
import type { OrgGround } from '../parts.ts';
import { findAccountById, type SecretsRow } from './account.sql.ts';
import { setTotp, useRecoveryCode, useTotpStep } from './credential.sql.ts';
import { admitTry, forgiveTries } from './lock-out.ts';
import { matchTotp, toBase32, totpUri } from './totp.rules.ts';

const RECOVERY_CODES = 10;

/** Makes a secret and keeps it unconfirmed; sign-in does not ask for it yet. */
export async function enrolTotp(ground: OrgGround, actor: Actor): Promise<{ secret: string; uri: string }> {
  const account = await ownAccount(ground, actor);
  if (account.totpOn)
    throw conflict(
      'TOTP_ALREADY_ON',
      'Two-factor sign-in is on already. Switch it off before a new enrolment.',
    );
  const secret = randomBytes(20);
  await inTransaction(ground.db, async (tx) => {
    await setTotp(tx, {
      ...key(account),
      secretSealed: ground.vault.seal(account.tenantId, secret.toString('hex')),
      on: false,
      lastStep: 0,
      recoveryHashes: [],
    });
    await note(ground, tx, actor, 'org.enrolTotp');
  });
  return { secret: toBase32(secret), uri: totpUri(secret, account.login, `Yutian ${account.tenantName}`) };
}

/** Switches it on when the app shows the right code. @returns the recovery codes, which are not kept in clear text. */
export async function confirmTotp(
  ground: OrgGround,
  actor: Actor,
  code: string,
  ip: string,
): Promise<string[]> {
  const account = await ownAccount(ground, actor);
  if (account.totpOn || !account.totpSecretSealed)
    throw conflict('TOTP_NOT_ENROLLED', 'Begin the enrolment first.');
  await admitTry(ground, account.login, ip);
  const step = matchTotp(secretOf(ground, account), code, ground.wallClock.now());
  if (step === undefined) throw totpRefused();
  await forgiveTries(ground, account.login, ip);
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await inTransaction(ground.db, async (tx) => {
    await setTotp(tx, {
      ...key(account),
      secretSealed: account.totpSecretSealed,
      on: true,
      lastStep: step,
      recoveryHashes: codes.map((each) => recoveryHash(ground, account, each)),
    });
    await note(ground, tx, actor, 'org.confirmTotp');
  });
  return codes;
}

/** Switches it off; takes both the password and a code. */
export async function disableTotp(
  ground: OrgGround,
  actor: Actor,
  input: { password: string; code: string },
  ip: string,
): Promise<void> {
  const account = await ownAccount(ground, actor);
  if (!account.totpOn) throw conflict('TOTP_NOT_ENROLLED', 'Two-factor sign-in is off.');
  await admitTry(ground, account.login, ip);
  if (!account.passwordHash || !(await verify(account.passwordHash, input.password)))
    throw new Fault('forbidden', 'PASSWORD_REFUSED', 'The password is wrong.');
  await checkSecondFactor(ground, account, { totp: input.code });
  await forgiveTries(ground, account.login, ip);
  await inTransaction(ground.db, async (tx) => {
    await clearTotp(tx, account);
    await note(ground, tx, actor, 'org.disableTotp');
  });
}

/** Switches a user's second factor off. */
export const clearTotp = (tx: Tx, user: Pick<SecretsRow, 'tenantId' | 'userId'>) =>
  setTotp(tx, { ...key(user), secretSealed: null, on: false, lastStep: 0, recoveryHashes: [] });

/** Takes a code of the app or a recovery code, each once; a Fault when it is missing or wrong. */
export async function checkSecondFactor(
  ground: OrgGround,
  account: SecretsRow,
  given: { totp?: string | undefined; recoveryCode?: string | undefined },
): Promise<void> {
  if (given.totp) {
    const secret = secretOf(ground, account);
    const step = matchTotp(secret, given.totp, ground.wallClock.now(), account.totpLastStep);
    if (step !== undefined && (await useTotpStep.run(ground.db, { ...key(account), step })) === 1) return;
    throw totpRefused();
  }
  if (given.recoveryCode) {
    const hash = recoveryHash(ground, account, given.recoveryCode);
    if ((await useRecoveryCode.run(ground.db, { ...key(account), hash })) === 1) return;
    throw totpRefused();
  }
  throw new Fault('unauthenticated', 'TOTP_REQUIRED', 'Enter the six digits of your authenticator app.');
}

const key = ({ tenantId, userId }: { tenantId: number; userId: Id }) => ({ tenantId, userId });

const totpRefused = () =>
  new Fault('unauthenticated', 'TOTP_REFUSED', 'The code is wrong or was used. Wait for the next one.');

// 50 random bits, written as two groups of five.
const newRecoveryCode = () => toBase32(randomBytes(7)).slice(0, 10).toLowerCase().replace(/^.{5}/, '$&-');

const recoveryHash = ({ vault }: OrgGround, account: SecretsRow, code: string) =>
  vault.hash(account.tenantId, 'org.recovery', `${account.userId}/${code.trim().toLowerCase()}`);

function secretOf({ vault }: OrgGround, account: SecretsRow): Buffer {
  if (!account.totpSecretSealed) throw new Error('A user with two-factor sign-in has no secret.');
  return Buffer.from(vault.open(account.tenantId, account.totpSecretSealed), 'hex');
}

async function ownAccount(ground: OrgGround, actor: Actor): Promise<SecretsRow> {
  const [account] = await findAccountById(ground.db, { ...key(actor), nowMs: ground.wallClock.now() });
  if (!account) throw new Fault('unauthenticated', 'SIGN_IN_FIRST', 'Sign in first.');
  return account;
}

const note = (ground: OrgGround, tx: Tx, actor: Actor, action: string) =>
  audit(tx, actor, { action, subjectKind: 'user', subjectId: actor.userId }, ground.clock.now());
