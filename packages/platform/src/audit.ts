// Who changed what, when. Written in the transaction of the change; searched and exported in the console.
import { type Actor, newId } from '@yutian/kernel';
import { sql } from 'kysely';
import type { Db, Tx } from './db/db.ts';
import { query } from './db/query.ts';

export interface AuditEntry {
  /** What was done, `module.verb`. */
  action: string;
  subjectKind: string;
  subjectId: string;
  /** What changed: field names and harmless values; never personal data or a secret. */
  detail?: Record<string, unknown>;
}

const insertAudit = query({
  name: 'platform.insertAudit',
  examples: [
    {
      tenantId: 1,
      id: newId(),
      atMs: 0,
      userId: null,
      actorName: '',
      action: '',
      subjectKind: '',
      subjectId: '',
      detail: '{}',
      requestId: null,
    },
  ],
  sql: (p: {
    tenantId: number;
    id: string;
    atMs: number;
    userId: string | null;
    actorName: string;
    action: string;
    subjectKind: string;
    subjectId: string;
    detail: string;
    requestId: string | null;
  }) => sql`
    insert into platform.audit (tenant_id, id, at_ms, user_id, actor_name, action, subject_kind, subject_id, detail, request_id)
    values (${p.tenantId}, ${p.id}, ${p.atMs}, ${p.userId}, ${p.actorName}, ${p.action}, ${p.subjectKind}, ${p.subjectId}, ${p.detail}::jsonb, ${p.requestId})`,
});

/** Records a change with the transaction that makes it. */
export async function audit(
  tx: Tx | Db,
  by: Pick<Actor, 'tenantId' | 'name'> & { userId: string | null },
  entry: AuditEntry,
  atMs: number,
  requestId: string | null = null,
): Promise<void> {
  await insertAudit(tx, {
    tenantId: by.tenantId,
    id: newId(),
    atMs,
    userId: by.userId,
    actorName: by.name,
    action: entry.action,
    subjectKind: entry.subjectKind,
    subjectId: entry.subjectId,
    detail: JSON.stringify(entry.detail ?? {}),
    requestId,
  });
}

export interface AuditRow {
  id: string;
  atMs: number;
  userId: string | null;
  actorName: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail: Record<string, unknown>;
}

/** The audit log, newest first, by keyset. `text` is searched in actor, action and subject. */
export const listAudit = query({
  name: 'platform.listAudit',
  examples: [
    { tenantId: 1, text: null, action: null, fromMs: null, toMs: null, before: null, limit: 50 },
    {
      tenantId: 1,
      text: 'a',
      action: 'org.',
      fromMs: 0,
      toMs: 1,
      before: { atMs: 0, id: newId() },
      limit: 50,
    },
  ],
  sql: (p: {
    tenantId: number;
    text: string | null;
    action: string | null;
    fromMs: number | null;
    toMs: number | null;
    before: { atMs: number; id: string } | null;
    limit: number;
  }) => sql<AuditRow>`
    select id, at_ms as "atMs", user_id as "userId", actor_name as "actorName", action, subject_kind as "subjectKind",
      subject_id as "subjectId", detail
    from platform.audit
    where tenant_id = ${p.tenantId}
      ${p.text === null ? sql`` : sql`and (actor_name ilike '%' || ${p.text}::text || '%' or subject_id ilike '%' || ${p.text}::text || '%' or action ilike '%' || ${p.text}::text || '%')`}
      ${p.action === null ? sql`` : sql`and starts_with(action, ${p.action})`}
      ${p.fromMs === null ? sql`` : sql`and at_ms >= ${p.fromMs}`}
      ${p.toMs === null ? sql`` : sql`and at_ms < ${p.toMs}`}
      ${p.before === null ? sql`` : sql`and (at_ms, id) < (${p.before.atMs}, ${p.before.id}::uuid)`}
    order by at_ms desc, id desc limit ${p.limit}`,
});
