// Statements about WeCom corps. Sealed columns leave this file only to be opened by the corp directory.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

export interface CorpRow {
  corpId: string;
  name: string;
  agentId: number;
  state: 'untested' | 'connected' | 'refused';
  stateAtMs: number | null;
  hasArchiveSecret: boolean;
  hasCallback: boolean;
  callbackKey: string;
  run: {
    state: 'queued' | 'running' | 'done' | 'failed';
    startedAtMs: number | null;
    finishedAtMs: number | null;
    departments: number;
    staff: number;
    added: number;
    changed: number;
    gone: number;
    code: string | null;
  } | null;
}

/** The corps of a tenant, or one, each with its latest directory read. */
export const listCorps = query({
  name: 'org.listCorps',
  examples: [
    { tenantId: 1, corpId: null },
    { tenantId: 1, corpId: '' },
  ],
  sql: (p: { tenantId: TenantId; corpId: string | null }) => sql<CorpRow>`
    select c.corp_id as "corpId", c.name, c.agent_id as "agentId", c.state, c.state_at_ms as "stateAtMs",
      c.archive_secret_sealed is not null as "hasArchiveSecret", c.callback_given as "hasCallback",
      c.callback_key as "callbackKey",
      (select jsonb_build_object('state', d.state, 'startedAtMs', d.started_at_ms, 'finishedAtMs', d.finished_at_ms,
          'departments', d.departments, 'staff', d.staff, 'added', d.added, 'changed', d.changed, 'gone', d.gone, 'code', d.code)
        from org.directory_run d where d.tenant_id = ${p.tenantId} and d.corp_id = c.corp_id
        order by d.queued_at_ms desc, d.run_id desc limit 1) as run
    from org.corp c where c.tenant_id = ${p.tenantId} ${p.corpId === null ? sql`` : sql`and c.corp_id = ${p.corpId}`}
    order by c.name, c.corp_id`,
});

export interface SealedCorpRow {
  tenantId: TenantId;
  corpId: string;
  agentId: number;
  secretSealed: Buffer;
  archiveSecretSealed: Buffer | null;
  callbackTokenSealed: Buffer;
  callbackAesKeySealed: Buffer;
}

const sealed = sql`tenant_id as "tenantId", corp_id as "corpId", agent_id as "agentId", secret_sealed as "secretSealed",
  archive_secret_sealed as "archiveSecretSealed", callback_token_sealed as "callbackTokenSealed",
  callback_aes_key_sealed as "callbackAesKeySealed"`;

export const findSealedCorp = query({
  name: 'org.findSealedCorp',
  examples: [{ tenantId: 1, corpId: '' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<SealedCorpRow>`
    select ${sealed} from org.corp where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}`,
});

/** Of any tenant: the key is the random part of a callback address, and all that is known when a callback comes. */
export const findSealedCorpByKey = query({
  name: 'org.findSealedCorpByKey',
  examples: [{ callbackKey: '' }],
  sql: (p: { callbackKey: string }) =>
    sql<SealedCorpRow>`select ${sealed} from org.corp where callback_key = ${p.callbackKey}`,
});

/** Corps of all tenants. */
export const listAllCorps = query({
  name: 'org.listAllCorps',
  examples: [{}],
  sql: () => sql<{ tenantId: TenantId; corpId: string; name: string; agentId: number }>`
    select tenant_id as "tenantId", corp_id as "corpId", name, agent_id as "agentId" from org.corp
    order by tenant_id, name, corp_id`,
});

export const lockCorps = query({
  name: 'org.lockCorps',
  examples: [{}],
  sql: () => sql<{ held: string }>`select pg_advisory_xact_lock(7402242)::text as held`,
});

export interface CorpColumns {
  name: string;
  agentId: number;
  secretSealed: Buffer;
  archiveSecretSealed: Buffer | null;
  callbackTokenSealed: Buffer;
  callbackAesKeySealed: Buffer;
  callbackGiven: boolean;
}

const corpExample: CorpColumns = {
  name: '',
  agentId: 1,
  secretSealed: Buffer.alloc(0),
  archiveSecretSealed: null,
  callbackTokenSealed: Buffer.alloc(0),
  callbackAesKeySealed: Buffer.alloc(0),
  callbackGiven: false,
};

export const insertCorp = query({
  name: 'org.insertCorp',
  examples: [{ tenantId: 1, corpId: '', callbackKey: '', nowMs: 0, ...corpExample }],
  sql: (p: CorpColumns & { tenantId: TenantId; corpId: string; callbackKey: string; nowMs: number }) => sql`
    insert into org.corp (tenant_id, corp_id, name, agent_id, secret_sealed, archive_secret_sealed, callback_token_sealed,
      callback_aes_key_sealed, callback_given, callback_key, created_at_ms)
    values (${p.tenantId}, ${p.corpId}, ${p.name}, ${p.agentId}, ${p.secretSealed}, ${p.archiveSecretSealed},
      ${p.callbackTokenSealed}, ${p.callbackAesKeySealed}, ${p.callbackGiven}, ${p.callbackKey}, ${p.nowMs})`,
});

export const updateCorp = query({
  name: 'org.updateCorp',
  examples: [{ tenantId: 1, corpId: '', ...corpExample }],
  sql: (p: CorpColumns & { tenantId: TenantId; corpId: string }) => sql`
    update org.corp set name = ${p.name}, agent_id = ${p.agentId}, secret_sealed = ${p.secretSealed},
      archive_secret_sealed = ${p.archiveSecretSealed}, callback_token_sealed = ${p.callbackTokenSealed},
      callback_aes_key_sealed = ${p.callbackAesKeySealed}, callback_given = ${p.callbackGiven}
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}`,
});

export const setCorpState = query({
  name: 'org.setCorpState',
  examples: [{ tenantId: 1, corpId: '', state: 'connected', atMs: 0 }],
  sql: (p: { tenantId: TenantId; corpId: string; state: 'connected' | 'refused'; atMs: number }) => sql`
    update org.corp set state = ${p.state}, state_at_ms = ${p.atMs}
    where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}
      and (state <> ${p.state} or coalesce(state_at_ms, 0) < ${p.atMs}::bigint - 60000)`,
});

export const readDirectoryRule = query({
  name: 'org.readDirectoryRule',
  examples: [{ tenantId: 1, corpId: '' }],
  sql: (p: { tenantId: TenantId; corpId: string }) => sql<{ rule: unknown }>`
    select directory_rule as rule from org.corp where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}`,
});

export const writeDirectoryRule = query({
  name: 'org.writeDirectoryRule',
  examples: [{ tenantId: 1, corpId: '', rule: '{}' }],
  sql: (p: { tenantId: TenantId; corpId: string; rule: string }) => sql`
    update org.corp set directory_rule = ${p.rule}::jsonb where tenant_id = ${p.tenantId} and corp_id = ${p.corpId}`,
});

export const insertRun = query({
  name: 'org.insertRun',
  examples: [{ tenantId: 1, runId: newId(), corpId: '', nowMs: 0 }],
  sql: (p: { tenantId: TenantId; runId: Id; corpId: string; nowMs: number }) => sql`
    insert into org.directory_run (tenant_id, run_id, corp_id, state, queued_at_ms)
    values (${p.tenantId}, ${p.runId}, ${p.corpId}, 'queued', ${p.nowMs})`,
});

/** Begins a read unless it is done. */
export const startRun = query({
  name: 'org.startRun',
  examples: [{ tenantId: 1, runId: newId(), nowMs: 0 }],
  sql: (p: { tenantId: TenantId; runId: Id; nowMs: number }) => sql<{ corpId: string }>`
    update org.directory_run set state = 'running', started_at_ms = ${p.nowMs}, code = null
    where tenant_id = ${p.tenantId} and run_id = ${p.runId} and state <> 'done' returning corp_id as "corpId"`,
});

export const finishRun = query({
  name: 'org.finishRun',
  examples: [
    {
      tenantId: 1,
      runId: newId(),
      nowMs: 0,
      state: 'done',
      departments: 0,
      staff: 0,
      added: 0,
      changed: 0,
      gone: 0,
      code: null,
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    runId: Id;
    nowMs: number;
    state: 'done' | 'failed';
    departments: number;
    staff: number;
    added: number;
    changed: number;
    gone: number;
    code: string | null;
  }) => sql`
    update org.directory_run set state = ${p.state}, finished_at_ms = ${p.nowMs}, departments = ${p.departments},
      staff = ${p.staff}, added = ${p.added}, changed = ${p.changed}, gone = ${p.gone}, code = ${p.code}
    where tenant_id = ${p.tenantId} and run_id = ${p.runId}`,
});
