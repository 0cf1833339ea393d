// Signing in by WeCom: the browser goes to WeCom and comes back with a code, the code becomes a member of staff.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Fault, forbidden, MS_PER_MINUTE, newId, type TenantId } from '@yutian/kernel';
import { audit, inTransaction } from '@yutian/platform';
import { getLoginIdentity, oauthHosts, oauthUrl, qrLoginUrl } from '@yutian/wecom';
import { z } from 'zod';
import { corpUnknown } from '../corps/connect-corp.ts';
import { listAllCorps } from '../corps/corp.sql.ts';
import { type OrgGround, system } from '../parts.ts';
import { findStaffByUserids } from '../staff/staff.sql.ts';
import { readSettings } from '../tenant/settings.ts';
import { findUserOfStaff, insertUser, lockLogins } from '../users/user.sql.ts';
import { findAccountById, type SecretsRow } from './account.sql.ts';
import { admitAddress, forgiveAddressTry } from './lock-out.ts';
import { type OpenedSession, openSession } from './open-session.ts';

export const OAUTH_MS = 10 * MS_PER_MINUTE;

const journey = z.object({
  state: z.string(),
  corpId: z.string(),
  returnTo: z.string(),
  untilMs: z.number(),
});

export interface OauthStart {
  /** Where the browser goes. */
  location: string;
  /** Sealed, to be kept in the browser's cookie until it comes back. */
  cookie: string;
}

/**
 * Begins a sign-in.
 * @param at.corpId may be left out when there is one corp; @param at.returnTo a path of the console;
 * @param at.callbackUrl where WeCom sends the browser back; @param at.insideWeCom the page is open inside WeCom.
 */
export async function startWeComSignIn(
  ground: OrgGround,
  at: {
    corpId: string | undefined;
    returnTo: string | undefined;
    callbackUrl: string;
    insideWeCom: boolean;
  },
): Promise<OauthStart> {
  const corps = await listAllCorps(ground.db, {});
  const corp =
    at.corpId === undefined && corps.length === 1 ? corps[0] : corps.find((c) => c.corpId === at.corpId);
  if (!corp) throw corpUnknown(at.corpId ?? '');
  const { tenantId, corpId, agentId } = corp;
  const state = randomBytes(16).toString('hex');
  const untilMs = ground.wallClock.now() + OAUTH_MS;
  const kept = JSON.stringify({ state, corpId, returnTo: pathOnly(at.returnTo), untilMs });
  const request = { corpId, agentId, redirectUri: at.callbackUrl, state };
  const open = ground.config.wecomOpenUrl;
  const official = open === new URL(oauthHosts.inside).origin;
  const location = at.insideWeCom
    ? oauthUrl(request, 'base', `${open}/connect/oauth2/authorize`)
    : qrLoginUrl(request, official ? oauthHosts.qr : `${open}/wwlogin/sso/login`);
  return { location, cookie: `${tenantId}.${ground.vault.seal(tenantId, kept).toString('base64url')}` };
}

/** Ends a sign-in: the state must be the one this browser left with. */
export async function finishWeComSignIn(
  ground: OrgGround,
  at: { cookie: string | undefined; state: string | undefined; code: string | undefined; ip: string },
): Promise<OpenedSession & { returnTo: string }> {
  const { tenantId, ...kept } = openCookie(ground, at.cookie);
  const matches =
    at.state !== undefined && sameText(at.state, kept.state) && kept.untilMs > ground.wallClock.now();
  if (!matches) throw stateMismatch();
  if (!at.code) throw forbidden('OAUTH_DENIED', 'WeCom gave no code. Try again and agree to sign in.');
  // WeCom blocks a corp for an hour after many wrong calls: a stranger’s guesses must not reach it.
  await admitAddress(ground, at.ip);
  const identity = await ground.callWeCom(
    tenantId,
    kept.corpId,
    getLoginIdentity,
    { code: at.code },
    { lane: 'guide' },
  );
  if (!identity.userid)
    throw forbidden(
      'OAUTH_NOT_STAFF',
      'Only members of the company sign in here. Use the member’s own WeCom.',
    );
  await forgiveAddressTry(ground, at.ip);
  const account = await accountOf(ground, tenantId, kept.corpId, identity.userid);
  return { ...(await openSession(ground, account, 'wecom')), returnTo: kept.returnTo };
}

/** The user of a member; an active one without a user becomes a guide, where the settings allow it. */
async function accountOf(
  ground: OrgGround,
  tenantId: TenantId,
  corpId: string,
  userid: string,
): Promise<SecretsRow> {
  const userId = await inTransaction(ground.db, async (tx) => {
    const [member] = await findStaffByUserids(tx, { tenantId, corpId, userids: [userid] });
    if (!member?.active)
      throw forbidden(
        'OAUTH_NOT_STAFF',
        'The directory does not show you as an active member. Ask your administrator.',
      );
    const { staffId, name } = member;
    await lockLogins(tx, {});
    const [user] = await findUserOfStaff(tx, { tenantId, staffId });
    if (user) return user.userId;
    if (!(await readSettings(tx, tenantId)).guideAutoProvision)
      throw forbidden('USER_MISSING', 'You have no user yet. Ask your administrator.');
    const made = newId();
    const nowMs = ground.clock.now();
    const grants = { role: 'guide', staffId, scopeAll: false, scopeUnitIds: [], validUntilMs: null };
    const login = `${corpId}/${userid}`.toLowerCase();
    await insertUser(tx, { tenantId, userId: made, login, name, passwordHash: null, nowMs, ...grants });
    const detail = { role: 'guide', by: 'wecom' };
    const entry = { action: 'org.createUser', subjectKind: 'user', subjectId: made, detail };
    await audit(tx, system(tenantId), entry, nowMs);
    return made;
  });
  const [account] = await findAccountById(ground.db, { tenantId, userId, nowMs: ground.wallClock.now() });
  if (!account) throw forbidden('USER_DISABLED', 'Your user is locked. Ask your administrator.');
  return account;
}

function openCookie(ground: OrgGround, cookie: string | undefined) {
  const [tenant = '', sealed = ''] = (cookie ?? '').split('.');
  const tenantId = Number(tenant);
  if (!/^\d{1,9}$/.test(tenant) || sealed === '') throw stateMismatch();
  try {
    const text = ground.vault.open(tenantId, Buffer.from(sealed, 'base64url'));
    return { tenantId, ...journey.parse(JSON.parse(text)) };
  } catch {
    throw stateMismatch();
  }
}

const stateMismatch = () =>
  new Fault(
    'forbidden',
    'OAUTH_STATE_MISMATCH',
    'This sign-in was not begun in this browser, or took too long. Begin again.',
  );

const sameText = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

// `//elsewhere` and `/\elsewhere` are addresses of other hosts.
const pathOnly = (path: string | undefined) =>
  path !== undefined && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(path) ? path : '/';
