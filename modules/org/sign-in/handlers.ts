// Handlers of signing in and of one's own sessions.
import { contract, type Me, type Permission, type Role } from '@yutian/contract';
import { implement } from '@orpc/server';
import { Fault, toIso } from '@yutian/kernel';
import { type RequestContext, whole } from '@yutian/platform';
import { inPerson, permissionsOf, signedIn } from '../access.ts';
import { listAllCorps } from '../corps/corp.sql.ts';
import type { OrgGround } from '../parts.ts';
import { scopeBasis } from '../users/scope.rules.ts';
import { type AccountRow, findAccountById, findAccountBySession, listSessionsOf } from './account.sql.ts';
import { closeSession, revokeOtherSessions, revokeSession, sessionCookie } from './open-session.ts';
import { changePassword, redeemPasswordLink } from './password.ts';
import { signIn } from './sign-in.ts';
import { hashToken } from './tokens.ts';
import { confirmTotp, disableTotp, enrolTotp } from './two-factor.ts';

const viewMe = (account: AccountRow, permissions: ReadonlySet<string>): Me => ({
  userId: account.userId,
  name: account.name,
  login: account.login,
  role: account.role as Role,
  permissions: [...permissions] as Permission[],
  staffId: account.staffId,
  scope: scopeBasis(account, account.staffStoreId).kind === 'all' ? 'all' : 'part',
  unitIds: account.scopeUnitIds,
  totpEnabled: account.totpOn,
  hasPassword: account.hasPassword,
  tenant: { name: account.tenantName, zone: account.zone },
});

export function sessionHandlers(ground: OrgGround) {
  const os = implement(contract.org).$context<RequestContext>();
  const { publicUrl } = ground.config;
  const ok = { ok: true } as const;
  return {
    signIn: os.signIn.handler(async ({ input, context }) => {
      const { account, token, maxAgeMs } = await signIn(ground, input, context.ip);
      context.setHeader('set-cookie', sessionCookie(publicUrl, token, maxAgeMs));
      return viewMe(account, permissionsOf(account.role));
    }),
    signOut: os.signOut.handler(async ({ context }) => {
      if (context.credential) await closeSession(ground.db, context.credential);
      context.setHeader('set-cookie', sessionCookie(publicUrl, '', 0));
      return ok;
    }),
    me: os.me.handler(async ({ context }) => {
      const { tenantId, userId, permissions } = signedIn(context);
      const [account] = await findAccountById(ground.db, { tenantId, userId, nowMs: ground.wallClock.now() });
      if (!account) throw new Fault('unauthenticated', 'SIGN_IN_FIRST', 'Sign in first.');
      return viewMe(account, permissions);
    }),
    signInOptions: os.signInOptions.handler(async () => ({
      wecom: (await listAllCorps(ground.db, {})).map(({ corpId, name }) => ({ corpId, name })),
    })),
    changePassword: os.changePassword.handler(async ({ input, context }) => {
      const at = { ip: context.ip, credential: context.credential ?? '' };
      await changePassword(ground, inPerson(context), input, at);
      return ok;
    }),
    enrolTotp: os.enrolTotp.handler(({ context }) => enrolTotp(ground, inPerson(context))),
    confirmTotp: os.confirmTotp.handler(async ({ input, context }) => ({
      recoveryCodes: await confirmTotp(ground, inPerson(context), input.code, context.ip),
    })),
    disableTotp: os.disableTotp.handler(async ({ input, context }) => {
      await disableTotp(ground, inPerson(context), input, context.ip);
      return ok;
    }),
    listSessions: os.listSessions.handler(async ({ context }) => {
      const { tenantId, userId } = inPerson(context);
      const nowMs = ground.wallClock.now();
      const tokenHash = hashToken(context.credential ?? '');
      const [current] = await findAccountBySession(ground.db, { tokenHash, nowMs });
      return whole(await listSessionsOf(ground.db, { tenantId, userId, nowMs }), (row) => ({
        sessionId: row.sessionId,
        method: row.method,
        createdAt: toIso(row.createdAtMs),
        lastSeenAt: toIso(row.lastSeenMs),
        expiresAt: toIso(row.expiresAtMs),
        current: row.sessionId === current?.sessionId,
      }));
    }),
    revokeSession: os.revokeSession.handler(async ({ input, context }) => {
      await revokeSession(ground, inPerson(context), input.id);
      return ok;
    }),
    revokeOtherSessions: os.revokeOtherSessions.handler(async ({ context }) => ({
      ended: await revokeOtherSessions(ground, inPerson(context), context.credential ?? ''),
    })),
    redeemPasswordLink: os.redeemPasswordLink.handler(async ({ input }) => {
      await redeemPasswordLink(ground, input);
      return ok;
    }),
  };
}
