// Reads the platform's daily figures per member of staff. It keeps them for 180 days and answers 30 days a call, T+1;
// several members are summed into one row, so each is asked alone.
import { addDays, type Day, dayOf, Fault, type Id, startOfDay, type TenantId } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import { type AnswerOf, getUserBehavior, listFollowUsers } from '@yutian/wecom';
import { type BehaviourRow, lastBehaviourDays, noteBehaviour, upsertBehaviour } from './archive.sql.ts';
import { firstMissing, spansOf } from './behaviour.rules.ts';
import type { SyncParts } from './parts.ts';
import { errcodeOf } from './refusals.rules.ts';

const AT_ONCE = 4;

/** Reads what is missing up to yesterday. @returns how many days of staff were read; the same again changes nothing. */
export async function readBehaviour(
  parts: SyncParts,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<number> {
  const today = dayOf(parts.clock.now());
  try {
    const { follow_user: userids } = await parts.gateway.call(
      tenantId,
      corpId,
      listFollowUsers,
      {},
      { lane: 'sync', signal },
    );
    const staff = await inTransaction(parts.db, (tx) =>
      parts.ports.staff.resolveStaff(tx, tenantId, corpId, userids),
    );
    const held = new Map(
      (await lastBehaviourDays(parts.db, { tenantId, corpId })).map((row) => [row.staffId, row.day]),
    );
    const queue = [...staff].map(([userid, staffId]) => ({
      userid,
      staffId,
      from: firstMissing(held.get(staffId), today),
    }));
    let rows = 0;
    const worker = async (): Promise<void> => {
      for (let one = queue.pop(); one && !signal.aborted; one = queue.pop())
        for (const span of spansOf(one.from, addDays(today, -1)))
          rows += await readSpan(parts, { tenantId, corpId }, one, span, signal);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (!signal.aborted)
      await noteBehaviour.run(parts.db, {
        tenantId,
        corpId,
        readMs: parts.clock.now(),
        code: null,
        message: null,
        errcode: null,
      });
    return rows;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message } = error;
    await noteBehaviour.run(parts.db, {
      tenantId,
      corpId,
      readMs: null,
      code,
      message,
      errcode: errcodeOf(error),
    });
    return 0;
  }
}

async function readSpan(
  parts: SyncParts,
  corp: { tenantId: TenantId; corpId: string },
  staff: { userid: string; staffId: Id },
  span: { from: Day; to: Day },
  signal: AbortSignal,
): Promise<number> {
  const seconds = (day: Day) => startOfDay(day) / 1_000;
  const { behavior_data: days } = await parts.gateway.call(
    corp.tenantId,
    corp.corpId,
    getUserBehavior,
    { userid: [staff.userid], start_time: seconds(span.from), end_time: seconds(span.to) },
    { lane: 'sync', signal },
  );
  const rows = days.map((day) => rowOf(staff.staffId, day));
  if (rows.length > 0) await upsertBehaviour.run(parts.db, { ...corp, rows, nowMs: parts.clock.now() });
  return rows.length;
}

function rowOf(staffId: Id, day: AnswerOf<typeof getUserBehavior>['behavior_data'][number]): BehaviourRow {
  return {
    staffId,
    day: dayOf(day.stat_time * 1_000),
    chatCnt: day.chat_cnt,
    messageCnt: day.message_cnt,
    replyPercentage: day.reply_percentage ?? null,
    avgReplyMinutes: day.avg_reply_time ?? null,
    negativeFeedbackCnt: day.negative_feedback_cnt,
    newApplyCnt: day.new_apply_cnt,
    newContactCnt: day.new_contact_cnt,
  };
}
