// Gathers how the connection to WeCom is doing, for the sync-health page.
import type { CorpHealth, SyncHealth } from '@yutian/contract';
import { addDays, type Clock, dayOf, type TenantId, toIso } from '@yutian/kernel';
import { type Db, type Disk, inTransaction, listParkedJobs, listSweeps } from '@yutian/platform';
import type { ApiMeter } from './api-meter.ts';
import { behaviourSpan, countConsents, listMessageSources } from './archive.sql.ts';
import { listRejections } from './callback.sql.ts';
import type { WeComGateway } from './gateway.ts';
import { inboxFigures } from './inbox.sql.ts';
import { type LinkRow, listLinks, sumApiUse } from './link.sql.ts';
import type { ConnectionPorts } from './ports.ts';
import { countDifferences } from './reconcile.sql.ts';
import type { RejectionCounter } from './rejection-counter.ts';
import { latestRuns, type RunRow } from './sync.sql.ts';
import {
  customersApiUse,
  PREFIX,
  viewBudget,
  viewMessageSource,
  viewReport,
  viewRun,
} from './views.rules.ts';

const REJECTIONS_DAYS = 7;
const PARKED_SHOWN = 1_000;

export interface HealthParts {
  db: Db;
  disk: Disk;
  clock: Clock;
  ports: ConnectionPorts;
  gateway: WeComGateway;
  meter: ApiMeter;
  rejections: RejectionCounter;
}

export async function readHealth(parts: HealthParts, tenantId: TenantId): Promise<SyncHealth> {
  const { db, clock, rejections, meter } = parts;
  const nowMs = clock.now();
  const room = parts.disk.look();
  await Promise.all([rejections.flush(), meter.flush()]);
  const since = addDays(dayOf(nowMs), 1 - REJECTIONS_DAYS);
  const [corps, [inbox], refused, parked, sweeps] = await Promise.all([
    corpsHealth(parts, tenantId, nowMs),
    inboxFigures(db, { tenantId, nowMs }),
    listRejections(db, { tenantId, since }),
    listParkedJobs(db, { tenantId, limit: PARKED_SHOWN }),
    listSweeps(db, { tenantId }),
  ]);
  return {
    at: toIso(nowMs),
    disk: { state: room.state, freeBytes: room.freeBytes, since: toIso(room.sinceMs) },
    corps,
    inbox: {
      waiting: inbox?.waiting ?? 0,
      failed: inbox?.failed ?? 0,
      kept: inbox?.kept ?? 0,
      oldestWaitingAt: inbox?.oldestMs == null ? null : toIso(inbox.oldestMs),
      lagMs: inbox?.oldestMs == null ? 0 : Math.max(0, nowMs - inbox.oldestMs),
      receivedPerMinute: inbox?.receivedMinute ?? 0,
      processedPerMinute: inbox?.processedMinute ?? 0,
      receivedLastHour: inbox?.receivedHour ?? 0,
      profilesWanted: inbox?.profilesWanted ?? 0,
    },
    rejections: refused.map(({ corpId, reason, count, lastMs }) => ({
      corpId: corpId || null,
      reason,
      count,
      lastAt: toIso(lastMs),
    })),
    parkedJobs: parked.length,
    sweeps: sweeps.map((sweep) => ({
      name: sweep.name,
      nextDueAt: toIso(sweep.nextDueMs),
      lastRunAt: sweep.lastRunMs === null ? null : toIso(sweep.lastRunMs),
      lastMoved: sweep.lastMoved,
      lastError: sweep.lastError,
    })),
  };
}

async function corpsHealth(
  { db, ports, gateway }: HealthParts,
  tenantId: TenantId,
  nowMs: number,
): Promise<CorpHealth[]> {
  const [all, links, uses, runs, sources, consents, spans] = await Promise.all([
    inTransaction(db, (tx) => ports.corps.corps(tx)),
    listLinks(db, { tenantId }),
    sumApiUse(db, { tenantId, nowMs }),
    latestRuns(db, { tenantId }),
    listMessageSources(db, { tenantId }),
    countConsents(db, { tenantId }),
    behaviourSpan(db, { tenantId }),
  ]);
  const counts = await countDifferences(db, { tenantId, runIds: runs.map((run) => run.runId) });
  const budgets = gateway.budgets(tenantId);
  const perMinute = customersApiUse(uses);
  return all
    .filter((corp) => corp.tenantId === tenantId)
    .map(({ corpId }): CorpHealth => {
      const own = <T extends { corpId: string }>(rows: readonly T[]) =>
        rows.find((row) => row.corpId === corpId);
      const latest = (kind: 'first' | 'reconcile') =>
        runs.find((run) => run.corpId === corpId && run.kind === kind);
      const [first, reconcile] = [latest('first'), latest('reconcile')];
      const newest = [first, reconcile]
        .filter((run) => run !== undefined)
        .reduce<RunRow | undefined>((a, b) => (a && a.startedMs > b.startedMs ? a : b), undefined);
      const progress = (run: RunRow) => viewRun(run, nowMs, perMinute.get(corpId) ?? 0);
      return {
        corpId,
        ...viewLink(own(links)),
        apis: viewApis(
          uses.filter((use) => use.corpId === corpId),
          own(budgets)?.apis ?? [],
        ),
        messages: viewMessageSource(corpId, own(sources), own(consents)?.agreed ?? 0, own(spans)),
        lastSync: first ? progress(first) : null,
        latestRun: newest ? progress(newest) : null,
        lastReconcile: reconcile
          ? viewReport(
              reconcile,
              counts.find((one) => one.runId === reconcile.runId),
            )
          : null,
      };
    });
}

function viewApis(
  uses: Parameters<typeof viewBudget>[1][],
  states: NonNullable<Parameters<typeof viewBudget>[2]>[],
) {
  const used = new Map(uses.flatMap((use) => (use ? [[use.api, use] as const] : [])));
  const live = new Map(states.map((state) => [state.path.slice(PREFIX.length), state]));
  return [...new Set([...used.keys(), ...live.keys()])]
    .sort()
    .map((api) => viewBudget(api, used.get(api), live.get(api)));
}

function viewLink(link: LinkRow | undefined) {
  if (!link)
    return { state: 'unknown' as const, since: null, reason: null, lastAnswerAt: null, nextTryAt: null };
  return {
    state: link.state,
    since: toIso(link.sinceMs),
    reason:
      link.code === null ? null : { code: link.code, message: link.message ?? '', errcode: link.errcode },
    lastAnswerAt: link.lastAnswerMs === null ? null : toIso(link.lastAnswerMs),
    nextTryAt: link.nextTryMs === null ? null : toIso(link.nextTryMs),
  };
}
