// The prepaid quota of acquisition links, and WeCom's statistics, which it forgets after 180 days: read daily and kept.
import { channelsEvents, type QuotaView } from '@yutian/contract';
import {
  addDays,
  dayOf,
  type Id,
  MS_PER_DAY,
  MS_PER_SECOND,
  startOfDay,
  type TenantId,
  toIso,
} from '@yutian/kernel';
import { type Db, emit, inTransaction, type Tx } from '@yutian/platform';
import { getAcquisitionQuota, getAcquisitionStatistics } from '@yutian/wecom';
import { findCodes } from '../codes/code.sql.ts';
import { enqueueMany } from '../enqueue-many.sql.ts';
import { readLinkStatisticsJob, readQuotaJob } from '../jobs.ts';
import type { ChannelsGround } from '../parts.ts';
import { acquisitionRules } from '../rules/acquisition.2025.ts';
import { listCorpSettings } from '../welcomes/welcome.sql.ts';
import {
  corpsWithLinks,
  findLinks,
  listQuota,
  noteAlarm,
  noteLinkDay,
  noteQuota,
  noteStatsUntil,
  type QuotaRow,
  takeDueStatistics,
} from './link.sql.ts';

const HISTORY_DAYS = 30;
const MEAN_OF_DAYS = 7;
const BATCH = 200;

/** Enqueues a read of each corp's quota. */
export function wantQuota(tx: Tx, tenantId: TenantId, corpIds: readonly string[]): Promise<void> {
  const jobs = corpIds.map((corpId) => ({
    payload: { tenantId, corpId },
    key: `${readQuotaJob.name}/${tenantId}/${corpId}`,
  }));
  return enqueueMany(tx, readQuotaJob, jobs);
}

export async function wantQuotaOfAll(db: Db, tenantId: TenantId): Promise<number> {
  await inTransaction(db, async (tx) => {
    const corps = await corpsWithLinks(tx, { tenantId });
    await wantQuota(
      tx,
      tenantId,
      corps.map((row) => row.corpId),
    );
  });
  return 0;
}

/** Reads the quota; the alarm is told once, when the balance falls below its mark. */
export async function readQuota(
  { db, clock, ports }: ChannelsGround,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<void> {
  const { total, balance, quota_list } = await ports.wecom.call(
    tenantId,
    corpId,
    getAcquisitionQuota,
    {},
    { lane: 'sync', signal },
  );
  const nowMs = clock.now();
  const batches = quota_list.map((batch) => ({
    expiresAtMs: batch.expire_date * MS_PER_SECOND,
    balance: batch.balance,
  }));
  await inTransaction(db, async (tx) => {
    await noteQuota(tx, {
      tenantId,
      corpId,
      day: dayOf(nowMs),
      total,
      balance,
      batches: JSON.stringify(batches),
      nowMs,
    });
    const settings = await listCorpSettings(tx, { tenantId });
    const alarmed = balance < alarmOf(settings.find((row) => row.corpId === corpId)?.quotaAlarmBelow ?? null);
    const [news] = await noteAlarm(tx, { tenantId, corpId, alarmed });
    if (news && alarmed) await emit(tx, channelsEvents.quotaLow, tenantId, { corpId, balance }, nowMs);
  });
}

const alarmOf = (own: number | null) => own ?? acquisitionRules.alarmBelow;

/** The quota of every corp that uses links or was read. */
export async function showQuota(db: Db, tenantId: TenantId, nowMs: number): Promise<QuotaView[]> {
  const rows = await listQuota(db, { tenantId, since: addDays(dayOf(nowMs), 1 - HISTORY_DAYS) });
  const settings = await listCorpSettings(db, { tenantId });
  const corpIds = new Set([
    ...(await corpsWithLinks(db, { tenantId })).map((row) => row.corpId),
    ...rows.map((row) => row.corpId),
  ]);
  return [...corpIds].sort().map((corpId) => {
    const alarmBelow = alarmOf(settings.find((row) => row.corpId === corpId)?.quotaAlarmBelow ?? null);
    return viewQuota(
      corpId,
      alarmBelow,
      rows.filter((row) => row.corpId === corpId),
    );
  });
}

function viewQuota(corpId: string, alarmBelow: number, rows: readonly QuotaRow[]): QuotaView {
  const last = rows.at(-1);
  const usedPerDay = meanUse(rows);
  return {
    corpId,
    total: last?.total ?? null,
    balance: last?.balance ?? null,
    alarmBelow,
    alarm: last !== undefined && last.balance < alarmBelow,
    readAt: last ? toIso(last.readAtMs) : null,
    batches: (last?.batches ?? []).map((batch) => ({
      expiresAt: toIso(batch.expiresAtMs),
      balance: batch.balance,
    })),
    history: rows.map(({ day, balance, total }) => ({ day, balance, total })),
    usedPerDay,
    daysLeft: last && usedPerDay !== null && usedPerDay > 0 ? last.balance / usedPerDay : null,
  };
}

/** Falls of the balance over the last days; a rise is a purchase and no use. Null with fewer than two readings. */
function meanUse(rows: readonly QuotaRow[]): number | null {
  const recent = rows.slice(-MEAN_OF_DAYS - 1);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || first === last) return null;
  const used = recent
    .slice(1)
    .reduce((sum, row, i) => sum + Math.max(0, (recent[i]?.balance ?? 0) - row.balance), 0);
  return used / ((startOfDay(last.day) - startOfDay(first.day)) / MS_PER_DAY);
}

/** Enqueues the links whose figures are due. */
export function wantDueStatistics(db: Db, tenantId: TenantId, nowMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const nextMs = startOfDay(addDays(dayOf(nowMs), 1));
    const due = await takeDueStatistics(tx, { tenantId, nowMs, nextMs, limit: BATCH });
    const jobs = due.map(({ codeId }) => ({
      payload: { tenantId, codeId },
      key: `${readLinkStatisticsJob.name}/${tenantId}/${codeId}`,
    }));
    await enqueueMany(tx, readLinkStatisticsJob, jobs);
    return due.length;
  });
}

/** Reads day by day what is missing up to yesterday; each day is kept as soon as it is read. */
export async function readStatistics(
  { db, clock, ports }: ChannelsGround,
  tenantId: TenantId,
  codeId: Id,
  signal: AbortSignal,
): Promise<void> {
  const [code] = await findCodes(db, { tenantId, codeIds: [codeId] });
  const [link] = await findLinks(db, { tenantId, codeIds: [codeId] });
  if (!code || !link?.linkId || code.archived) return;
  const today = dayOf(clock.now());
  const earliest = addDays(today, 1 - acquisitionRules.statisticsDaysBack);
  const next = link.statsUntil === null ? dayOf(code.createdAtMs) : addDays(link.statsUntil, 1);
  for (let day = next > earliest ? next : earliest; day < today; day = addDays(day, 1)) {
    const start_time = startOfDay(day) / MS_PER_SECOND;
    const end_time = startOfDay(addDays(day, 1)) / MS_PER_SECOND - 1;
    const figures = await ports.wecom.call(
      tenantId,
      code.corpId,
      getAcquisitionStatistics,
      { link_id: link.linkId, start_time, end_time },
      { lane: 'sync', signal },
    );
    const { click_link_customer_cnt: clicks, new_customer_cnt: newCustomers } = figures;
    await noteLinkDay(db, { tenantId, codeId, day, clicks, newCustomers });
    await noteStatsUntil(db, { tenantId, codeId, day });
  }
}
