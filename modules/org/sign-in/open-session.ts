// A session begins and ends.
import { type Actor, type Id, MS_PER_DAY, newId, notFound } from '@yutian/kernel';
import { audit, type Db, inTransaction, SESSION_COOKIE } from '@yutian/platform';
import type { OrgGround } from '../parts.ts';
import { readSettings } from '../tenant/settings.ts';
import {
  type AccountRow,
  deleteSession,
  deleteSessionsOf,
  insertSession,
  noteSignIn,
} from './account.sql.ts';
import { hashToken, newToken } from './tokens.ts';

export interface OpenedSession {
  readonly token: string;
  readonly maxAgeMs: number;
}

/** Opens a session for a person who has proved who he is. */
export async function openSession(
  ground: OrgGround,
  account: AccountRow,
  method: 'password' | 'wecom',
): Promise<OpenedSession> {
  const { tenantId, userId } = account;
  const token = newToken();
  const nowMs = ground.wallClock.now();
  const maxAgeMs = (await readSettings(ground.db, tenantId)).sessionDays * MS_PER_DAY;
  await inTransaction(ground.db, async (tx) => {
    await insertSession(tx, {
      tokenHash: hashToken(token),
      sessionId: newId(),
      tenantId,
      userId,
      method,
      nowMs,
      expiresAtMs: nowMs + maxAgeMs,
    });
    await noteSignIn(tx, { tenantId, userId, nowMs });
    await audit(
      tx,
      account,
      { action: 'org.signIn', subjectKind: 'user', subjectId: userId, detail: { method } },
      ground.clock.now(),
    );
  });
  return { token, maxAgeMs };
}

/** Ends the session of a token; an unknown one is no fault. */
export const closeSession = (db: Db, token: string) => deleteSession(db, { tokenHash: hashToken(token) });

/** Ends one of one's own sessions. */
export const revokeSession = (ground: OrgGround, actor: Actor, sessionId: Id): Promise<void> =>
  inTransaction(ground.db, async (tx) => {
    const { tenantId, userId } = actor;
    if ((await deleteSessionsOf.run(tx, { tenantId, userId, sessionId, exceptTokenHash: null })) === 0)
      throw notFound('SESSION_UNKNOWN', 'There is no such session.');
    const entry = { action: 'org.revokeSession', subjectKind: 'user', subjectId: userId };
    await audit(tx, actor, entry, ground.clock.now());
  });

/** Ends all of one's own sessions but the one that asks. @returns how many ended. */
export const revokeOtherSessions = (ground: OrgGround, actor: Actor, credential: string): Promise<number> =>
  inTransaction(ground.db, async (tx) => {
    const { tenantId, userId } = actor;
    const ended = await deleteSessionsOf.run(tx, {
      tenantId,
      userId,
      sessionId: null,
      exceptTokenHash: hashToken(credential),
    });
    const detail = { ended };
    const entry = { action: 'org.revokeOtherSessions', subjectKind: 'user', subjectId: userId, detail };
    await audit(tx, actor, entry, ground.clock.now());
    return ended;
  });

/** The `Set-Cookie` of a session; `Secure` where the product is reached by https. An age of 0 removes it. */
export function sessionCookie(publicUrl: string | undefined, token: string, maxAgeMs: number): string {
  const secure = publicUrl?.startsWith('https:') ? '; Secure' : '';
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeMs / 1_000)}${secure}`;
}
