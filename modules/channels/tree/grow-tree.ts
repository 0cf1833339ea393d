// People shape the tree of channels: grow, rename, move, archive.
import type { ChannelKind } from '@yutian/contract';
import { conflict, type Id, invalid, newId, notFound } from '@yutian/kernel';
import { audit, inTransaction, type Tx } from '@yutian/platform';
import type { By, ChannelsGround } from '../parts.ts';
import { requireWelcome } from '../welcomes/require-welcome.ts';
import {
  archiveBranch,
  countCodesBelow,
  findChannels,
  insertChannel,
  moveBranch,
  nameTaken,
  restoreChannel,
  updateChannel,
} from './channel.sql.ts';

/** A channel that may be used; a Fault when it is unknown or archived. */
export async function requireChannel(tx: Tx, tenantId: number, channelId: Id) {
  const [channel] = await findChannels(tx, { tenantId, channelIds: [channelId] });
  if (!channel) throw notFound('CHANNEL_UNKNOWN', 'There is no such channel.', { channelId });
  if (channel.archived)
    throw conflict('CHANNEL_ARCHIVED', 'This channel is archived. Restore it first.', { channelId });
  return channel;
}

async function requireFreeName(tx: Tx, tenantId: number, parentId: Id | null, name: string, but: Id) {
  const [taken] = await nameTaken(tx, { tenantId, parentId, name, but });
  if (taken)
    throw conflict('CHANNEL_NAME_TAKEN', 'There is already a channel of this name at this place.', { name });
}

export function createChannel(
  { db, clock }: ChannelsGround,
  actor: By,
  input: {
    parentId: Id | null;
    kind: ChannelKind;
    name: string;
    ownerDepartment: string;
    welcomeId: Id | null;
  },
): Promise<Id> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const parent = input.parentId === null ? null : await requireChannel(tx, tenantId, input.parentId);
    if (input.welcomeId !== null) await requireWelcome(tx, tenantId, [input.welcomeId]);
    const channelId = newId();
    await requireFreeName(tx, tenantId, input.parentId, input.name, channelId);
    const path = [...(parent?.path ?? []), channelId];
    await insertChannel(tx, { tenantId, channelId, ...input, path, nowMs: clock.now() });
    const detail = { name: input.name, kind: input.kind, parentId: input.parentId };
    await audit(
      tx,
      actor,
      { action: 'channels.createChannel', subjectKind: 'channel', subjectId: channelId, detail },
      clock.now(),
    );
    return channelId;
  });
}

export interface ChannelChange {
  kind?: ChannelKind | undefined;
  name?: string | undefined;
  ownerDepartment?: string | undefined;
  welcomeId?: Id | null | undefined;
}

export function changeChannel(
  { db, clock }: ChannelsGround,
  actor: By,
  channelId: Id,
  change: ChannelChange,
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const channel = await requireChannel(tx, tenantId, channelId);
    if (change.name !== undefined)
      await requireFreeName(tx, tenantId, channel.parentId, change.name, channelId);
    if (change.welcomeId) await requireWelcome(tx, tenantId, [change.welcomeId]);
    const { kind = null, name = null, ownerDepartment = null, welcomeId = null } = change;
    const setWelcome = change.welcomeId !== undefined;
    await updateChannel(tx, { tenantId, channelId, kind, name, ownerDepartment, welcomeId, setWelcome });
    const detail = { ...change };
    await audit(
      tx,
      actor,
      { action: 'channels.changeChannel', subjectKind: 'channel', subjectId: channelId, detail },
      clock.now(),
    );
  });
}

export function moveChannel(
  { db, clock }: ChannelsGround,
  actor: By,
  channelId: Id,
  parentId: Id | null,
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const channel = await requireChannel(tx, tenantId, channelId);
    const parent = parentId === null ? null : await requireChannel(tx, tenantId, parentId);
    if (parent?.path.includes(channelId))
      throw invalid('CHANNEL_INTO_ITSELF', 'A channel cannot be moved below itself.', { channelId });
    await requireFreeName(tx, tenantId, parentId, channel.name, channelId);
    await moveBranch(tx, { tenantId, channelId, parentId, parentPath: parent?.path ?? [] });
    const detail = { from: channel.parentId, to: parentId };
    await audit(
      tx,
      actor,
      { action: 'channels.moveChannel', subjectKind: 'channel', subjectId: channelId, detail },
      clock.now(),
    );
  });
}

export function archiveChannel({ db, clock }: ChannelsGround, actor: By, channelId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    await requireChannel(tx, tenantId, channelId);
    const [used] = await countCodesBelow(tx, { tenantId, channelId });
    if (used && used.codes > 0)
      throw conflict('CHANNEL_IN_USE', 'Codes or links of this channel are in use. Archive them first.', {
        codes: used.codes,
      });
    await archiveBranch(tx, { tenantId, channelId });
    await audit(
      tx,
      actor,
      { action: 'channels.archiveChannel', subjectKind: 'channel', subjectId: channelId },
      clock.now(),
    );
  });
}

export function takeBackChannel({ db, clock }: ChannelsGround, actor: By, channelId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const [channel] = await findChannels(tx, { tenantId, channelIds: [channelId] });
    if (!channel) throw notFound('CHANNEL_UNKNOWN', 'There is no such channel.', { channelId });
    await requireFreeName(tx, tenantId, channel.parentId, channel.name, channelId);
    await restoreChannel(tx, { tenantId, channelIds: channel.path });
    await audit(
      tx,
      actor,
      { action: 'channels.restoreChannel', subjectKind: 'channel', subjectId: channelId },
      clock.now(),
    );
  });
}
