// Reads WeCom's group statistics, window by window and a hundred owners a call. Each window is marked when it is whole,
// so that a job that was cut off goes on where it stopped.
import { addDays, dayOf, minuteOfDay, MS_PER_SECOND, startOfDay, type TenantId } from '@yutian/kernel';
import { enqueue, inTransaction } from '@yutian/platform';
import { getGroupStatistics } from '@yutian/wecom';
import { readActivityJob } from '../jobs.ts';
import type { GroupsGround } from '../parts.ts';
import { groupStatistics as rules } from '../rules/group-statistics.2025-12.ts';
import { missingWindows, reaches, type Window } from './activity.rules.ts';
import {
  corpsWithoutDay,
  listOwners,
  listReadWindows,
  markWindowRead,
  writeActivity,
} from './activity.sql.ts';

const PAGE = 1_000;

/** Wakes the job of each corp whose figures of yesterday are ready and not read. Jobs are its work; it moves no row. */
export async function wakeReading({ db }: GroupsGround, tenantId: TenantId, nowMs: number): Promise<number> {
  if (minuteOfDay(nowMs) < rules.readyMinute) return 0;
  for (const { corpId } of await corpsWithoutDay(db, { tenantId, day: addDays(dayOf(nowMs), -1) }))
    await enqueue(
      db,
      readActivityJob,
      { tenantId, corpId },
      { key: `${readActivityJob.name}:${tenantId}:${corpId}` },
    );
  return 0;
}

export async function readActivity(
  ground: GroupsGround,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock } = ground;
  const yesterday = addDays(dayOf(clock.now()), -1);
  const owners = await listOwners(db, { tenantId, corpId });
  if (owners.length === 0) return;
  const read = await listReadWindows(db, { tenantId, corpId, from: addDays(yesterday, -rules.daysBack) });
  for (const window of missingWindows(yesterday, read, rules)) {
    signal.throwIfAborted();
    // Midnight may pass while this runs, and with it the earliest day.
    if (!reaches(window, dayOf(clock.now()), rules)) continue;
    await readWindow(ground, tenantId, corpId, window, owners, signal);
  }
}

async function readWindow(
  ground: GroupsGround,
  tenantId: TenantId,
  corpId: string,
  { days, end }: Window,
  owners: readonly { staffId: string; userid: string }[],
  signal: AbortSignal,
): Promise<void> {
  const staffOf = new Map(owners.map(({ staffId, userid }) => [userid.toLowerCase(), staffId]));
  const rows = new Map<string, object>();
  for (let at = 0; at < owners.length; at += rules.ownersPerCall) {
    const userids = owners.slice(at, at + rules.ownersPerCall).map((owner) => owner.userid);
    for await (const { owner, data } of figures(ground, tenantId, corpId, { days, end }, userids, signal)) {
      const staffId = staffOf.get(owner.toLowerCase());
      if (staffId !== undefined)
        rows.set(staffId, {
          staffId,
          newChats: data.new_chat_cnt,
          chats: data.chat_total,
          talkingChats: data.chat_has_msg,
          newMembers: data.new_member_cnt,
          members: data.member_total,
          wrote: data.member_has_msg,
          messages: data.msg_total,
        });
    }
  }
  await inTransaction(ground.db, async (tx) => {
    await writeActivity(tx, { tenantId, span: days, day: end, rows: JSON.stringify([...rows.values()]) });
    await markWindowRead(tx, { tenantId, corpId, span: days, day: end, nowMs: ground.clock.now() });
  });
}

async function* figures(
  { ports }: GroupsGround,
  tenantId: TenantId,
  corpId: string,
  { days, end }: Window,
  userids: string[],
  signal: AbortSignal,
) {
  const seconds = (day: string) => startOfDay(day) / MS_PER_SECOND;
  for (let offset = 0; ; ) {
    const page = await ports.callWeCom(
      tenantId,
      corpId,
      getGroupStatistics,
      {
        day_begin_time: seconds(addDays(end, 1 - days)),
        day_end_time: seconds(end),
        owner_filter: { userid_list: userids },
        offset,
        limit: PAGE,
      },
      { lane: 'sync', signal },
    );
    yield* page.items;
    offset += page.items.length;
    if (page.items.length === 0 || offset >= page.total) return;
  }
}
