// The port by which connection tells of groups. A callback names a group that changed; what changed is read two seconds
// later, since groupchat/get is that far behind.
import type { GroupIntake, GroupStanding } from '@yutian/contract';
import { newId, type TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import type { GroupsGround } from '../parts.ts';
import { groupReading } from '../rules/group-reading.2025-12.ts';
import { holdChats, noteChats, noteListed } from './chat.sql.ts';
import { endChats } from './end-chats.ts';

const STANDINGS: readonly GroupStanding[] = ['normal', 'owner_left', 'inheriting', 'inherited'];

export function groupIntake(ground: GroupsGround): GroupIntake<Tx> {
  const { clock } = ground;
  return {
    async applyGroupEvents(tx, tenantId, corpId, events) {
      await noteHeardOf(tx, tenantId, corpId, events, clock.now());
      const ended = new Map(
        events.filter((event) => event.change === 'dismiss').map(({ chatId, atMs }) => [chatId, atMs]),
      );
      if (ended.size === 0) return;
      const chats = await holdChats(tx, { tenantId, corpId, platformIds: [...ended.keys()] });
      await endChats(
        ground,
        tx,
        tenantId,
        chats.flatMap((chat) =>
          chat.standing === 'dismissed' ? [] : [{ chat, atMs: ended.get(chat.platformId) ?? clock.now() }],
        ),
      );
    },
    async applyGroupList(tx, tenantId, corpId, chats, atMs) {
      const rows = chats.map(({ chatId, status }) => ({
        chatId: newId(),
        platformId: chatId,
        standing: STANDINGS[status] ?? 'normal',
      }));
      const staleBeforeMs = atMs - groupReading.staleAfterMs;
      await noteListed(tx, { tenantId, corpId, rows: JSON.stringify(rows), nowMs: atMs, staleBeforeMs });
    },
  };
}

/** Notes groups by their platform ids; they are read as soon as a reading can show what is known now. */
export async function noteHeardOf(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  heard: readonly { chatId: string; atMs: number | null }[],
  nowMs: number,
): Promise<void> {
  // The latest event of each, since one statement may not touch a row twice.
  const latest = new Map<string, number | null>();
  for (const { chatId, atMs } of heard)
    latest.set(chatId, Math.max(atMs ?? 0, latest.get(chatId) ?? 0) || null);
  const rows = [...latest].map(([platformId, atMs]) => ({ chatId: newId(), platformId, atMs }));
  const dueAtMs = nowMs + groupReading.behindEventsMs;
  await noteChats(tx, { tenantId, corpId, rows: JSON.stringify(rows), nowMs, dueAtMs });
}
