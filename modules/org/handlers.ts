// Contract → access → verb → view.
import { contract, type Me, type Permission, type Role } from '@yutian/contract';
import { type Ground, type RequestContext, SESSION_COOKIE } from '@yutian/platform';
import { implement } from '@orpc/server';
import { Fault } from '@yutian/kernel';
import { permissionsOf } from './access.ts';
import { findUserBySession, type UserRow } from './account.sql.ts';
import { hashToken, signIn, signOut } from './sign-in.ts';

const viewMe = (user: UserRow): Me => ({
  userId: user.userId,
  name: user.name,
  role: user.role as Role,
  permissions: [...permissionsOf(user.role)] as Permission[],
  tenant: { name: user.tenantName },
});

const cookie = (token: string, maxAgeMs: number) =>
  `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeMs / 1_000)}`;

export function orgRouter(ground: Ground) {
  const os = implement(contract.org).$context<RequestContext>();
  return os.router({
    signIn: os.signIn.handler(async ({ input, context }) => {
      const { user, token, maxAgeMs } = await signIn(ground, input);
      context.setHeader('set-cookie', cookie(token, maxAgeMs));
      return viewMe(user);
    }),
    signOut: os.signOut.handler(async ({ context }) => {
      if (context.credential) await signOut(ground, context.credential);
      context.setHeader('set-cookie', cookie('', 0));
      return { ok: true };
    }),
    me: os.me.handler(async ({ context }) => {
      const tokenHash = hashToken(context.credential ?? '');
      const [user] = await findUserBySession(ground.db, { tokenHash, nowMs: Date.now() });
      if (!user) throw new Fault('unauthenticated', 'SIGN_IN_FIRST', 'Sign in first.');
      return viewMe(user);
    }),
  });
}
