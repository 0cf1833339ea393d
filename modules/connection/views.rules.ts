// From rows to the shapes of the contract. Pure.
import type {
  ApiBudget,
  Difference,
  InboxEvent,
  MessageSource,
  ParkedJobView,
  ReconcileReport,
  SyncRun,
} from '@yutian/contract';
import { toIso } from '@yutian/kernel';
import type { ParkedJob } from '@yutian/platform';
import { type BudgetState, wecomLimits } from '@yutian/wecom';
import type { MessageSourceRow } from './archive.sql.ts';
import type { EventRow } from './inbox.sql.ts';
import { progressOf } from './progress.rules.ts';
import type { DifferenceRow, ReportCounts } from './reconcile.sql.ts';
import type { RunRow } from './sync.sql.ts';

const iso = (ms: number | null) => (ms === null ? null : toIso(ms));
const failure = (code: string | null, message: string | null, errcode: number | null) =>
  code === null ? null : { code, message: message ?? '', errcode };

export const PREFIX = '/cgi-bin/';
const MINUTE_S = 60;
const HOUR_S = 3_600;
const CUSTOMERS_API = 'externalcontact/batch/get_by_user';

/** How many calls an API allows in a minute and an hour, by the rule pack. */
export function limitsOf(api: string): { minute: number; hour: number } {
  const windows = wecomLimits.byPath[`${PREFIX}${api}`] ?? wecomLimits.standard;
  const within = (seconds: number) =>
    Math.min(...windows.filter((one) => one.seconds >= seconds).map((one) => one.calls));
  return { minute: within(MINUTE_S), hour: within(HOUR_S) };
}

export interface ApiUseSum {
  api: string;
  hour: number;
  minute: number;
  failed: number;
}

/** One API: calls of all processes, and what waits in this one. */
export function viewBudget(
  api: string,
  use: ApiUseSum | undefined,
  state: BudgetState | undefined,
): ApiBudget {
  const limits = limitsOf(api);
  const own = (seconds: number) => state?.windows.find((one) => one.seconds === seconds)?.used ?? 0;
  return {
    api,
    minute: { used: Math.max(use?.minute ?? 0, own(MINUTE_S)), limit: limits.minute },
    hour: { used: Math.max(use?.hour ?? 0, own(HOUR_S)), limit: limits.hour },
    waiting: state?.waiting ?? { welcome: 0, guide: 0, mass: 0, sync: 0 },
    failed: use?.failed ?? 0,
    blockedUntil: iso(state?.blockedUntil ?? null),
    blockedBecause: state?.blockedUntil == null ? null : '45009',
  };
}

export function viewRun(run: RunRow, nowMs: number, usedPerMinute: number): SyncRun {
  const { perSecond, etaMs } = progressOf(run, nowMs);
  const limit = limitsOf(CUSTOMERS_API).minute;
  const ownShare = Math.floor(limit * wecomLimits.ceilings.sync);
  return {
    id: run.runId,
    corpId: run.corpId,
    kind: run.kind,
    state: run.state,
    phase: run.phase,
    staff: { done: run.staffDone, total: run.chunks === 0 ? null : run.staffTotal },
    relations: run.relations,
    added: run.added,
    changed: run.changed,
    lost: run.lost,
    groups: run.groups,
    calls: run.calls,
    perSecond,
    eta: iso(etaMs),
    budget: { usedPerMinute, limitPerMinute: ownShare, keptForOthers: limit - ownShare },
    startedAt: toIso(run.startedMs),
    updatedAt: toIso(Math.max(run.startedMs, run.beatMs)),
    finishedAt: iso(run.finishedMs),
    reason: failure(run.code, run.message, run.errcode),
  };
}

/** Calls of the customers' API in the last minute, by corp. */
export function customersApiUse(uses: readonly (ApiUseSum & { corpId: string })[]): Map<string, number> {
  return new Map(uses.filter((use) => use.api === CUSTOMERS_API).map((use) => [use.corpId, use.minute]));
}

export function viewReport(run: RunRow, counts: ReportCounts | undefined): ReconcileReport {
  return {
    id: run.runId,
    corpId: run.corpId,
    state: run.state,
    added: counts?.added ?? 0,
    lost: counts?.lost ?? 0,
    changed: counts?.changed ?? 0,
    relations: run.relations,
    callbacks: run.callbacks,
    startedAt: toIso(run.startedMs),
    finishedAt: iso(run.finishedMs),
  };
}

export const viewDifference = ({ foundMs, ...row }: DifferenceRow): Difference => ({
  ...row,
  foundAt: toIso(foundMs),
});

export const viewEvent = (row: EventRow): InboxEvent => ({
  id: String(row.id),
  corpId: row.corpId,
  event: row.event,
  change: row.change,
  state: row.state,
  happenedAt: toIso(row.happenedMs),
  receivedAt: toIso(row.receivedMs),
  processedAt: iso(row.processedMs),
  attempts: row.attempts,
  reason: row.reason,
});

export const viewParked = (job: ParkedJob): ParkedJobView => ({
  id: job.id,
  name: job.name,
  code: job.code,
  message: job.message,
  attempts: job.attempts,
  parkedAt: toIso(job.parkedAtMs),
});

export interface BehaviourSpan {
  firstDay: string;
  lastDay: string;
  rows: number;
}

export function viewMessageSource(
  corpId: string,
  row: MessageSourceRow | undefined,
  agreed: number,
  span: BehaviourSpan | undefined,
): MessageSource {
  const hasArchive = (row?.messages ?? 0) > 0;
  return {
    corpId,
    source: hasArchive ? 'archive' : row?.behaviourReadMs == null ? 'none' : 'behaviour',
    archive: {
      seq: row?.seq ?? 0,
      messages: row?.messages ?? 0,
      skipped: row?.skipped ?? 0,
      agreed,
      lastPullAt: iso(row?.pullMs ?? null),
      reason: failure(row?.archiveCode ?? null, row?.archiveMessage ?? null, row?.archiveErrcode ?? null),
    },
    behaviour: {
      firstDay: span?.firstDay ?? null,
      lastDay: span?.lastDay ?? null,
      rows: span?.rows ?? 0,
      lastReadAt: iso(row?.behaviourReadMs ?? null),
      reason: failure(
        row?.behaviourCode ?? null,
        row?.behaviourMessage ?? null,
        row?.behaviourErrcode ?? null,
      ),
    },
  };
}
