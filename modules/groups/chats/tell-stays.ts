// Stays of known customers leave as facts and as lines of their timelines.
import { groupsEvents, type TimelineEntry } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import { emit, type Tx } from '@yutian/platform';
import type { GroupsGround } from '../parts.ts';
import type { Changed } from './stays.sql.ts';

interface Of {
  chatId: Id;
  name: string;
  ownerStaffId: Id | null;
}

const SCENES: Readonly<Record<number, string>> = { 1: 'invited', 2: 'link', 3: 'qr' };

export function tellJoined(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  chat: Of,
  stays: readonly Changed[],
): Promise<void> {
  return tell(ground, tx, tenantId, chat, stays, 'joined');
}

export function tellLeft(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  chat: Of,
  stays: readonly Changed[],
): Promise<void> {
  return tell(ground, tx, tenantId, chat, stays, 'left');
}

async function tell(
  { ports, clock }: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  { chatId, name, ownerStaffId }: Of,
  stays: readonly Changed[],
  what: 'joined' | 'left',
): Promise<void> {
  const people = stays.flatMap((stay) => {
    const atMs = what === 'joined' ? stay.joinedAtMs : stay.leftAtMs;
    return stay.personId === null || atMs === null ? [] : [{ ...stay, customerId: stay.personId, atMs }];
  });
  if (people.length === 0) return;
  const entries = people.map(
    (stay): TimelineEntry => ({
      customerId: stay.customerId,
      atMs: stay.atMs,
      kind: `groups.${what}`,
      staffId: ownerStaffId,
      key: `${chatId}:${stay.externalUserid}:${stay.joinedAtMs}`,
      detail: { groupId: chatId, group: name || '—', scene: SCENES[stay.scene ?? 0] ?? 'unknown' },
    }),
  );
  await ports.timeline.append(tx, tenantId, entries);
  const members = people.map(({ customerId, atMs, state }) => ({ customerId, chatId, atMs, state }));
  await emit(tx, groupsEvents[what], tenantId, { members }, clock.now());
}
