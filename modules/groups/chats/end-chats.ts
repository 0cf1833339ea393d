// A group is dissolved: everybody's stay ends, and its join codes do without it.
import type { TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { judgeCodesOf } from '../codes/judge-codes.ts';
import type { GroupsGround } from '../parts.ts';
import { type ChatToRead, dismissChats } from './chat.sql.ts';
import { customerStays, staffStays, strangerStays } from './stays.sql.ts';
import { tellLeft } from './tell-stays.ts';

/** @param ended groups that are not dissolved yet, with when they were. */
export async function endChats(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  ended: readonly { chat: ChatToRead; atMs: number }[],
): Promise<void> {
  if (ended.length === 0) return;
  for (const { chat, atMs } of ended) {
    const nobody = { tenantId, corpId: chat.corpId, chatId: chat.chatId, rows: '[]', leftAtMs: atMs };
    const left = await customerStays.close(tx, nobody);
    await strangerStays.close(tx, nobody);
    await staffStays.close(tx, nobody);
    await tellLeft(ground, tx, tenantId, chat, left);
  }
  const rows = ended.map(({ chat, atMs }) => ({ chatId: chat.chatId, atMs }));
  await dismissChats(tx, { tenantId, rows: JSON.stringify(rows) });
  await judgeCodesOf(ground, tx, tenantId, { chatIds: ended.map(({ chat }) => chat.chatId), states: [] });
}
