// 社群活跃率 as people see it: each window with its own distinct members, never days added up.
import type { GroupActivity, Rate } from '@yutian/contract';
import { type Actor, addDays, type Id } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import { wilson } from '@yutian/stats/proportion';
import { type ActivitySums, lastReadDay, sumActivity } from './activity.sql.ts';

const WINDOWS = [1, 7, 30] as const;
const source = 'groupchat_statistic' as const;

export async function groupActivity(
  db: Db,
  { tenantId, scope }: Actor,
  asked: { ownerId?: Id | undefined; storeId?: Id | undefined; days: number },
): Promise<GroupActivity> {
  const lastDay = (await lastReadDay(db, { tenantId }))[0]?.day ?? null;
  if (lastDay === null) return { source, lastDay, windows: [], days: [] };
  const sums = await sumActivity(db, {
    tenantId,
    scope,
    ownerId: asked.ownerId ?? null,
    storeId: asked.storeId ?? null,
    from: addDays(lastDay, 1 - asked.days),
    to: lastDay,
  });
  return {
    source,
    lastDay,
    windows: WINDOWS.flatMap((days) =>
      sums
        .filter((row) => row.span === days && row.day === lastDay)
        .map((row) => ({
          days,
          endDay: lastDay,
          ...ratesOf(row),
          messages: row.messages,
          newMembers: row.newMembers,
          newGroups: row.newChats,
        })),
    ),
    days: sums
      // Days before the first group have nothing to measure.
      .filter((row) => row.span === 1 && row.chats > 0)
      .map((row) => ({
        day: row.day,
        ...ratesOf(row),
        messages: row.messages,
        newMembers: row.newMembers,
        members: row.members,
        groups: row.chats,
      })),
  };
}

const ratesOf = (row: ActivitySums) => ({
  memberRate: rateOf(row.wrote, row.members),
  groupRate: rateOf(row.talkingChats, row.chats),
});

/** With its Wilson 95 % interval; without one where somebody who wrote has left since, so that more wrote than are there. */
function rateOf(numerator: number, denominator: number): Rate {
  if (denominator === 0) return { numerator, denominator, value: null, low: null, high: null };
  const value = numerator / denominator;
  if (numerator > denominator) return { numerator, denominator, value, low: null, high: null };
  const { lower, upper } = wilson({ successes: numerator, trials: denominator });
  return { numerator, denominator, value, low: lower, high: upper };
}
