// Receipts of pushes by Idempotency-Key.
import type { TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export const findReceipt = query({
  name: 'orders.findPushReceipt',
  examples: [{ tenantId: 1, key: '' }],
  sql: (p: { tenantId: TenantId; key: string }) => sql<{ bodyHash: string; answer: unknown }>`
    select body_hash as "bodyHash", answer from orders.push_receipt where tenant_id = ${p.tenantId} and key = ${p.key}`,
});

export const insertReceipt = query({
  name: 'orders.insertPushReceipt',
  examples: [{ tenantId: 1, key: '', bodyHash: '', answer: '[]', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; key: string; bodyHash: string; answer: string; nowMs: number }) => sql`
    insert into orders.push_receipt (tenant_id, key, body_hash, answer, at_ms)
    values (${p.tenantId}, ${p.key}, ${p.bodyHash}, ${p.answer}::jsonb, ${p.nowMs})`,
});

export const dropReceipts = query({
  name: 'orders.dropPushReceipts',
  examples: [{ tenantId: 1, beforeMs: 0 }],
  sql: (p: { tenantId: TenantId; beforeMs: number }) => sql`
    delete from orders.push_receipt where tenant_id = ${p.tenantId} and at_ms < ${p.beforeMs}`,
});
