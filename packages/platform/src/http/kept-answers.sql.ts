// Claims of Idempotency-Keys and the answers kept under them.
import { newId, type TenantId } from '@yutian/kernel';
import { sql } from 'kysely';
import { query } from '../db/query.ts';

export interface Claim {
  tenantId: TenantId;
  userId: string;
  call: string;
  key: string;
  attempt: string;
}

const demo: Claim = { tenantId: 1, userId: newId(), call: 'a.b', key: 'k', attempt: newId() };
const mine = (p: Claim) => sql`
  tenant_id = ${p.tenantId} and user_id = ${p.userId}::uuid and call = ${p.call} and key = ${p.key}`;

interface Times {
  nowMs: number;
  leaseMs: number;
  expiresMs: number;
}

// @NOTE only for a key that was not found: it would wait for the open transaction of the request that holds the key.
export const claimKey = query({
  name: 'platform.claimKey',
  examples: [{ ...demo, requestHash: '', nowMs: 0, leaseMs: 1, expiresMs: 2 }],
  sql: (p: Claim & Times & { requestHash: string }) => sql<{ attempt: string }>`
    insert into platform.kept_answer
      (tenant_id, user_id, call, key, attempt, request_hash, lease_until_ms, expires_ms)
    values (${p.tenantId}, ${p.userId}::uuid, ${p.call}, ${p.key}, ${p.attempt}::uuid, ${p.requestHash}, ${p.leaseMs},
      ${p.expiresMs})
    on conflict (tenant_id, user_id, call, key) do nothing
    returning attempt`,
});

/** Takes a key over that is out of date, or whose holder died before it began the same request. */
export const takeKeyOver = query({
  name: 'platform.takeKeyOver',
  examples: [{ ...demo, requestHash: '', nowMs: 0, leaseMs: 1, expiresMs: 2 }],
  sql: (p: Claim & Times & { requestHash: string }) => sql<{ attempt: string }>`
    update platform.kept_answer set attempt = ${p.attempt}::uuid, request_hash = ${p.requestHash}, began = false,
      answer = null, lease_until_ms = ${p.leaseMs}, expires_ms = ${p.expiresMs}
    where ${mine(p)} and (expires_ms <= ${p.nowMs}
      or (answer is null and not began and lease_until_ms <= ${p.nowMs} and request_hash = ${p.requestHash}))
    returning attempt`,
});

export const findClaim = query({
  name: 'platform.findClaim',
  examples: [demo],
  sql: (p: Claim) => sql<{
    requestHash: string;
    began: boolean;
    answer: Buffer | null;
    leaseUntilMs: number;
    expiresMs: number;
  }>`
    select request_hash as "requestHash", began, answer, lease_until_ms as "leaseUntilMs", expires_ms as "expiresMs"
    from platform.kept_answer where ${mine(p)}`,
});

export const markBegun = query({
  name: 'platform.markBegun',
  examples: [demo],
  sql: (p: Claim) => sql<{ attempt: string }>`
    update platform.kept_answer set began = true where ${mine(p)} and attempt = ${p.attempt}::uuid returning attempt`,
});

export const keepAnswer = query({
  name: 'platform.keepAnswer',
  examples: [{ ...demo, answer: Buffer.alloc(1) }],
  sql: (p: Claim & { answer: Buffer }) => sql`
    update platform.kept_answer set answer = ${p.answer} where ${mine(p)} and attempt = ${p.attempt}::uuid`,
});

export const releaseKey = query({
  name: 'platform.releaseKey',
  examples: [demo],
  sql: (p: Claim) => sql`
    delete from platform.kept_answer where ${mine(p)} and attempt = ${p.attempt}::uuid and not began`,
});

export const forgetAnswers = query({
  name: 'platform.forgetAnswers',
  examples: [{ tenantId: 1, nowMs: 0 }],
  sql: (p: { tenantId: TenantId; nowMs: number }) => sql<{ call: string }>`
    delete from platform.kept_answer where tenant_id = ${p.tenantId} and expires_ms <= ${p.nowMs} returning call`,
});
