// Applies what groupchat/get says of one group, by sets: who is known, who came, who went. Idempotent; an older reading
// never undoes a newer one.
import { type Id, MS_PER_SECOND, type TenantId } from '@yutian/kernel';
import { inTransaction, type Tx } from '@yutian/platform';
import { judgeCodesOf } from '../codes/judge-codes.ts';
import type { GroupsGround } from '../parts.ts';
import { groupReading } from '../rules/group-reading.2025-12.ts';
import { type ChatToRead, holdChats, writeChat } from './chat.sql.ts';
import { leftAt, type PlatformChat, type Seat, seatsOf } from './reading.rules.ts';
import { recognise } from './recognise.ts';
import { type Changed, customerStays, staffStays, type Stay, strangerStays } from './stays.sql.ts';
import { tellJoined, tellLeft } from './tell-stays.ts';

/** @param readAtMs when the call was begun: the reading shows at least what was so then, less the platform's delay. */
export function applyReading(
  ground: GroupsGround,
  tenantId: TenantId,
  corpId: string,
  platformChat: PlatformChat,
  readAtMs: number,
): Promise<void> {
  return inTransaction(ground.db, async (tx) => {
    const [chat] = await holdChats(tx, { tenantId, corpId, platformIds: [platformChat.chat_id] });
    if (!chat || (chat.readAtMs !== null && readAtMs < chat.readAtMs)) return;
    const seats = seatsOf(platformChat);
    const staffOf = await resolveStaff(ground, tx, tenantId, corpId, platformChat, seats);
    const known = await ground.ports.lookup.resolveExternal(
      tx,
      tenantId,
      corpId,
      seats.flatMap((seat) => (seat.kind === 'external' ? [seat.userid] : [])),
    );
    const stays = sortStays(seats, staffOf, known);
    const now = { ...chat, name: platformChat.name, ownerStaffId: staffOf(platformChat.owner) };
    await applyStays(ground, tx, tenantId, now, stays, known, readAtMs);
    await writeChat(tx, {
      tenantId,
      chatId: chat.chatId,
      chat: {
        name: platformChat.name,
        notice: platformChat.notice ?? '',
        ownerStaffId: now.ownerStaffId,
        adminStaffIds: platformChat.admin_list.flatMap((admin) => staffOf(admin.userid) ?? []),
        openedAtMs: platformChat.create_time * MS_PER_SECOND,
        customers: stays.customers.length,
        strangers: stays.strangers.length,
        staff: stays.staff.length,
      },
      readAtMs,
      behindMs: groupReading.behindEventsMs,
    });
    const states = [...new Set(seats.flatMap((seat) => seat.state ?? []))];
    await judgeCodesOf(ground, tx, tenantId, { chatIds: [chat.chatId], states });
  });
}

interface Stays {
  customers: Stay[];
  strangers: Stay[];
  staff: Stay[];
}

async function resolveStaff(
  { ports }: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  chat: PlatformChat,
  seats: readonly Seat[],
): Promise<(userid: string | null) => Id | null> {
  const userids = new Set([chat.owner, ...chat.admin_list.map((admin) => admin.userid)]);
  for (const seat of seats) {
    if (seat.kind === 'staff') userids.add(seat.userid);
    if (seat.invitorUserid !== null) userids.add(seat.invitorUserid);
  }
  userids.delete('');
  const found = await ports.staff.resolveStaff(tx, tenantId, corpId, [...userids]);
  return (userid) => (userid === null ? null : (found.get(userid) ?? null));
}

function sortStays(
  seats: readonly Seat[],
  staffOf: (userid: string | null) => Id | null,
  known: ReadonlyMap<string, Id>,
): Stays {
  const stays: Stays = { customers: [], strangers: [], staff: [] };
  for (const { kind, userid, joinedAtMs, scene, invitorUserid, state, nickname, name } of seats) {
    const personId = (kind === 'staff' ? staffOf(userid) : known.get(userid)) ?? null;
    const stay = {
      personId,
      externalUserid: userid,
      joinedAtMs,
      scene,
      invitorId: staffOf(invitorUserid),
      state,
      nickname,
      name,
    };
    if (kind === 'external') (personId === null ? stays.strangers : stays.customers).push(stay);
    else if (personId !== null) stays.staff.push({ ...stay, externalUserid: null });
  }
  return stays;
}

async function applyStays(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  chat: ChatToRead,
  stays: Stays,
  known: ReadonlyMap<string, Id>,
  readAtMs: number,
): Promise<void> {
  const { chatId, corpId } = chat;
  const leftAtMs = leftAt(chat, readAtMs);
  await recognise(ground, tx, tenantId, [chat], known);
  const joined: Changed[] = [];
  const left: Changed[] = [];
  for (const [statements, present] of [
    [customerStays, stays.customers],
    [strangerStays, stays.strangers],
    [staffStays, stays.staff],
  ] as const) {
    const step = { tenantId, corpId, chatId, rows: JSON.stringify(present) };
    const closed = await statements.close(tx, { ...step, leftAtMs });
    const opened = await statements.open(tx, step);
    await statements.correct(tx, step);
    if (statements !== customerStays) continue;
    joined.push(...opened);
    left.push(...closed);
  }
  await tellJoined(ground, tx, tenantId, chat, joined);
  await tellLeft(ground, tx, tenantId, chat, left);
}
