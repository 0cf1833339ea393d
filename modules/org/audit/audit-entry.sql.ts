// Reading the audit log that the platform writes.
import { everything, type Id, newId, type Scope, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface AuditFilter {
  text: string | null;
  action: string | null;
  userId: Id | null;
  subjectKind: string | null;
  subjectId: string | null;
  fromMs: number | null;
  toMs: number | null;
}

export interface AuditEntryRow {
  id: Id;
  atMs: number;
  userId: Id | null;
  actorName: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail: Record<string, unknown>;
}

const none: AuditFilter = {
  text: null,
  action: null,
  userId: null,
  subjectKind: null,
  subjectId: null,
  fromMs: null,
  toMs: null,
};

/** Newest first. A part scope sees what its own staff and he himself did. */
export const listAuditEntries = query({
  name: 'org.listAuditEntries',
  examples: [
    { tenantId: 1, scope: everything, asker: newId(), ...none, before: null, limit: 50 },
    {
      tenantId: 1,
      scope: { kind: 'part', staffIds: [], storeIds: [] },
      asker: newId(),
      limit: 50,
      text: 'a',
      action: 'org.',
      userId: newId(),
      subjectKind: 'user',
      subjectId: 'x',
      fromMs: 0,
      toMs: 1,
      before: { atMs: 0, id: newId() },
    },
  ],
  sql: (
    p: AuditFilter & {
      tenantId: TenantId;
      scope: Scope;
      asker: Id;
      before: { atMs: number; id: Id } | null;
      limit: number;
    },
  ) => sql<AuditEntryRow>`
    select a.id, a.at_ms as "atMs", a.user_id as "userId", a.actor_name as "actorName", a.action,
      a.subject_kind as "subjectKind", a.subject_id as "subjectId", a.detail
    from platform.audit a
    where a.tenant_id = ${p.tenantId}
      ${
        p.scope.kind === 'all'
          ? sql``
          : sql`and (a.user_id = ${p.asker}::uuid or a.user_id in (
        select u.user_id from org.user_account u
        where u.tenant_id = ${p.tenantId} and u.staff_id = any(${p.scope.staffIds}::uuid[])))`
      }
      ${p.text === null ? sql`` : sql`and (strpos(lower(a.actor_name), lower(${p.text}::text)) > 0 or strpos(lower(a.action), lower(${p.text}::text)) > 0 or strpos(lower(a.subject_id), lower(${p.text}::text)) > 0 or strpos(lower(a.detail::text), lower(${p.text}::text)) > 0)`}
      ${p.action === null ? sql`` : sql`and starts_with(a.action, ${p.action})`}
      ${p.userId === null ? sql`` : sql`and a.user_id = ${p.userId}::uuid`}
      ${p.subjectKind === null ? sql`` : sql`and a.subject_kind = ${p.subjectKind}`}
      ${p.subjectId === null ? sql`` : sql`and a.subject_id = ${p.subjectId}`}
      ${p.fromMs === null ? sql`` : sql`and a.at_ms >= ${p.fromMs}`}
      ${p.toMs === null ? sql`` : sql`and a.at_ms < ${p.toMs}`}
      ${p.before === null ? sql`` : sql`and (a.at_ms, a.id) < (${p.before.atMs}, ${p.before.id}::uuid)`}
    order by a.at_ms desc, a.id desc limit ${p.limit}`,
});
