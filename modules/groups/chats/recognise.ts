// A stranger in a group turns out to be a customer: somebody added him, or he was known all along. What he did as a
// stranger becomes his.
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import type { GroupsGround } from '../parts.ts';
import { type ChatToRead, countRecognised, holdChatsById } from './chat.sql.ts';
import { adoptStrangers, dropStrangers, strangersAmong } from './stays.sql.ts';
import { tellJoined, tellLeft } from './tell-stays.ts';

/** @param chats groups of one corp, whose rows the caller holds; @param known customers by platform id. */
export async function recognise(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  chats: readonly ChatToRead[],
  known: ReadonlyMap<string, Id>,
): Promise<void> {
  const [first] = chats;
  if (!first || known.size === 0) return;
  const step = {
    tenantId,
    corpId: first.corpId,
    chatIds: chats.map((chat) => chat.chatId),
    known: JSON.stringify([...known].map(([externalUserid, customerId]) => ({ externalUserid, customerId }))),
  };
  const adopted = Map.groupBy(await adoptStrangers(tx, step), (stay) => stay.chatId);
  await dropStrangers(tx, step);
  const counts = [];
  for (const chat of chats) {
    const stays = adopted.get(chat.chatId) ?? [];
    if (stays.length === 0) continue;
    await tellJoined(ground, tx, tenantId, chat, stays);
    await tellLeft(ground, tx, tenantId, chat, stays);
    counts.push({ chatId: chat.chatId, people: stays.filter((stay) => stay.leftAtMs === null).length });
  }
  if (counts.length > 0) await countRecognised(tx, { tenantId, rows: JSON.stringify(counts) });
}

/** These people were added by staff of ours: those among them who are strangers in a group are no longer. */
export async function recogniseAdded(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  customerIds: readonly Id[],
): Promise<void> {
  const strangers = await strangersAmong(tx, { tenantId, customerIds });
  if (strangers.length === 0) return;
  const chats = await holdChatsById(tx, {
    tenantId,
    chatIds: [...new Set(strangers.map((one) => one.chatId))],
  });
  for (const [corpId, ofCorp] of Map.groupBy(strangers, (one) => one.corpId)) {
    const externalUserids = [...new Set(ofCorp.map((one) => one.externalUserid))];
    const known = await ground.ports.lookup.resolveExternal(tx, tenantId, corpId, externalUserids);
    await recognise(
      ground,
      tx,
      tenantId,
      chats.filter((chat) => chat.corpId === corpId),
      known,
    );
  }
}
