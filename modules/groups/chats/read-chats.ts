// Reads groups that are due. A group that WeCom refuses is noted and passed over; when WeCom itself is away, the job is
// tried again and goes on with those not read yet.
import { Fault, type Id, type TenantId } from '@yutian/kernel';
import { enqueue, inTransaction, type JobContext } from '@yutian/platform';
import { getGroupChat } from '@yutian/wecom';
import { readChatsJob } from '../jobs.ts';
import type { GroupsGround } from '../parts.ts';
import { groupReading } from '../rules/group-reading.2025-12.ts';
import { applyReading } from './apply-reading.ts';
import { type ChatToRead, claimDueChats, findChats, holdChats, refuseChat } from './chat.sql.ts';
import { endChats } from './end-chats.ts';

const CLAIM = 400;
const PER_JOB = 20;
/** The platform's «no such chat». */
const GONE = 90_501;

/** Hands due groups to jobs. @returns how many. */
export function claimDue({ db }: GroupsGround, tenantId: TenantId, nowMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const leaseUntilMs = nowMs + groupReading.leaseMs;
    const due = await claimDueChats(tx, { tenantId, nowMs, leaseUntilMs, limit: CLAIM });
    for (const [, ofCorp] of Map.groupBy(due, (chat) => chat.corpId))
      for (let at = 0; at < ofCorp.length; at += PER_JOB) {
        const chatIds = ofCorp.slice(at, at + PER_JOB).map((chat) => chat.chatId);
        await enqueue(tx, readChatsJob, { tenantId, chatIds, claimedAtMs: nowMs });
      }
    return due.length;
  });
}

/** The job: reads each of the groups that nobody has read since they were claimed. */
export async function readChats(
  ground: GroupsGround,
  job: { tenantId: TenantId; chatIds: readonly Id[]; claimedAtMs: number },
  { signal, attempt }: JobContext,
): Promise<void> {
  const chats = await findChats(ground.db, job);
  for (const chat of chats) {
    signal.throwIfAborted();
    // @NOTE only a repeat may pass over what was read: a clock that stands still makes the first reading look done.
    if (attempt > 1 && chat.readAtMs !== null && chat.readAtMs >= job.claimedAtMs) continue;
    await readOne(ground, job.tenantId, chat, signal);
  }
}

async function readOne(
  ground: GroupsGround,
  tenantId: TenantId,
  chat: ChatToRead,
  signal: AbortSignal,
): Promise<void> {
  const { corpId, chatId, platformId } = chat;
  const startedAtMs = ground.clock.now();
  try {
    const { group_chat } = await ground.ports.callWeCom(
      tenantId,
      corpId,
      getGroupChat,
      { chat_id: platformId, need_name: 1 },
      { lane: 'sync', signal },
    );
    await applyReading(ground, tenantId, corpId, group_chat, startedAtMs);
  } catch (error) {
    if (
      !(error instanceof Fault) ||
      error.kind === 'upstream' ||
      error.kind === 'rate_limited' ||
      error.kind === 'bug'
    )
      throw error;
    await refused(ground, tenantId, { corpId, chatId, platformId }, error);
  }
}

async function refused(
  ground: GroupsGround,
  tenantId: TenantId,
  { corpId, chatId, platformId }: { corpId: string; chatId: Id; platformId: string },
  fault: Fault,
): Promise<void> {
  const nowMs = ground.clock.now();
  const errcode = typeof fault.data.errcode === 'number' ? fault.data.errcode : null;
  await inTransaction(ground.db, async (tx) => {
    if (errcode !== GONE)
      return void (await refuseChat(tx, {
        tenantId,
        chatId,
        code: fault.code,
        message: fault.message,
        errcode,
        nowMs,
      }));
    const chats = await holdChats(tx, { tenantId, corpId, platformIds: [platformId] });
    await endChats(
      ground,
      tx,
      tenantId,
      chats.map((chat) => ({ chat, atMs: chat.eventAtMs ?? nowMs })),
    );
  });
}
