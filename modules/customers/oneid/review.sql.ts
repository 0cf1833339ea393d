// Statements about evidence that two people are one, and what was decided about it.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface Evidence {
  reviewId: Id;
  lowId: Id;
  highId: Id;
  kind: string;
  value: string;
  /** The same key was rejected as evidence before. */
  rejectedBefore: boolean;
}

export const readDueEvidence = query({
  name: 'customers.readDueEvidence',
  examples: [{ tenantId: 1, limit: 200 }],
  sql: (p: { tenantId: TenantId; limit: number }) => sql<Evidence>`
    select v.review_id as "reviewId", v.low_id as "lowId", v.high_id as "highId", v.kind, v.value,
      exists (select 1 from customers.review j where j.tenant_id = ${p.tenantId} and j.kind = v.kind and j.value = v.value
        and j.status = 'rejected') as "rejectedBefore"
    from customers.review v where v.tenant_id = ${p.tenantId} and v.status = 'due' order by v.review_id limit ${p.limit}`,
});

export const decideEvidence = query({
  name: 'customers.decideEvidence',
  examples: [{ tenantId: 1, rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; atMs: number }) => sql`
    update customers.review v set status = f.status, conflicts = f.conflicts, decided_at_ms = case when f.status = 'open' then null else ${p.atMs}::bigint end
    from json_to_recordset(${p.rows}::json) as f("reviewId" uuid, status text, conflicts text[])
    where v.tenant_id = ${p.tenantId} and v.review_id = f."reviewId" and v.status = 'due'`,
});

export interface ReviewRow {
  reviewId: Id;
  lowId: Id;
  highId: Id;
  kind: string;
  status: string;
  conflicts: string[];
  atMs: number;
  decidedAtMs: number | null;
  decidedBy: string | null;
  reason: string | null;
}

const columns = sql`v.review_id as "reviewId", v.low_id as "lowId", v.high_id as "highId", v.kind, v.status, v.conflicts,
  v.at_ms as "atMs", v.decided_at_ms as "decidedAtMs", v.decided_by as "decidedBy", v.reason`;

export const readReview = query({
  name: 'customers.readReview',
  examples: [{ tenantId: 1, reviewId: newId() }],
  sql: (p: { tenantId: TenantId; reviewId: Id }) => sql<ReviewRow>`
    select ${columns} from customers.review v where v.tenant_id = ${p.tenantId} and v.review_id = ${p.reviewId}`,
});

export const listReviews = query({
  name: 'customers.listReviews',
  examples: [
    { tenantId: 1, status: 'open', customerId: null, before: null, limit: 50 },
    { tenantId: 1, status: 'open', customerId: newId(), before: { atMs: 0, id: newId() }, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    status: string;
    customerId: Id | null;
    before: { atMs: number; id: Id } | null;
    limit: number;
  }) => sql<ReviewRow>`
    select ${columns} from customers.review v
    where v.tenant_id = ${p.tenantId} and v.status = ${p.status}
      ${p.customerId === null ? sql`` : sql`and (v.low_id = ${p.customerId}::uuid or v.high_id = ${p.customerId}::uuid)`}
      ${p.before === null ? sql`` : sql`and (v.at_ms, v.review_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
    order by v.at_ms desc, v.review_id desc limit ${p.limit}`,
});

/** A person's word on a review. */
export const closeReview = query({
  name: 'customers.closeReview',
  examples: [{ tenantId: 1, reviewId: newId(), status: 'accepted', atMs: 0, byName: '', reason: '' }],
  sql: (p: {
    tenantId: TenantId;
    reviewId: Id;
    status: 'accepted' | 'rejected' | 'moot';
    atMs: number;
    byName: string;
    reason: string;
  }) => sql`
    update customers.review set status = ${p.status}, decided_at_ms = ${p.atMs}, decided_by = ${p.byName}, reason = ${p.reason}
    where tenant_id = ${p.tenantId} and review_id = ${p.reviewId} and status in ('open', 'due')`,
});

/** After an undo: what had merged them was wrong. */
export const rejectEvidenceBetween = query({
  name: 'customers.rejectEvidenceBetween',
  examples: [{ tenantId: 1, oneId: newId(), otherId: newId(), atMs: 0, byName: '', reason: '' }],
  sql: (p: {
    tenantId: TenantId;
    oneId: Id;
    otherId: Id;
    atMs: number;
    byName: string;
    reason: string;
  }) => sql`
    update customers.review set status = 'rejected', decided_at_ms = ${p.atMs}, decided_by = ${p.byName}, reason = ${p.reason}
    where tenant_id = ${p.tenantId} and low_id = least(${p.oneId}::uuid, ${p.otherId}::uuid)
      and high_id = greatest(${p.oneId}::uuid, ${p.otherId}::uuid)`,
});

export const countOpenReviews = query({
  name: 'customers.countOpenReviews',
  examples: [{ tenantId: 1, customerId: newId() }],
  sql: (p: { tenantId: TenantId; customerId: Id }) => sql<{ count: number }>`
    select count(*)::int as count from customers.review
    where tenant_id = ${p.tenantId} and (low_id = ${p.customerId} or high_id = ${p.customerId}) and status = 'open'`,
});

export const deleteReviewsOf = query({
  name: 'customers.deleteReviewsOf',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql`
    delete from customers.review
    where tenant_id = ${p.tenantId} and (low_id = any(${p.customerIds}::uuid[]) or high_id = any(${p.customerIds}::uuid[]))`,
});

export interface MergeListRow {
  mergeId: Id;
  winnerId: Id;
  loserId: Id;
  winnerName: string | null;
  loserName: string | null;
  evidence: string;
  explanation: string;
  atMs: number;
  byName: string;
  undoneAtMs: number | null;
  undoneBy: string | null;
  undoReason: string | null;
}

/** Merges, newest first; of one person, or of all. Names are those at the time of the merge. */
export const listMerges = query({
  name: 'customers.listMerges',
  examples: [
    { tenantId: 1, customerId: null, before: null, limit: 50 },
    { tenantId: 1, customerId: newId(), before: { atMs: 0, id: newId() }, limit: 50 },
  ],
  sql: (p: {
    tenantId: TenantId;
    customerId: Id | null;
    before: { atMs: number; id: Id } | null;
    limit: number;
  }) => sql<MergeListRow>`
    select m.merge_id as "mergeId", m.winner_id as "winnerId", m.loser_id as "loserId", m.kept->'winnerBefore'->>'name' as "winnerName",
      m.kept->'loser'->>'name' as "loserName", m.evidence, m.explanation, m.at_ms as "atMs", m.by_name as "byName",
      m.undone_at_ms as "undoneAtMs", m.undone_by as "undoneBy", m.undo_reason as "undoReason"
    from customers.merge m
    where m.tenant_id = ${p.tenantId}
      ${p.customerId === null ? sql`` : sql`and (m.winner_id = ${p.customerId}::uuid or m.loser_id = ${p.customerId}::uuid)`}
      ${p.before === null ? sql`` : sql`and (m.at_ms, m.merge_id) < (${p.before.atMs}::bigint, ${p.before.id}::uuid)`}
    order by m.at_ms desc, m.merge_id desc limit ${p.limit}`,
});
