// Handlers of the channel tree.
import { implement } from '@orpc/server';
import { type ChannelNode, contract } from '@yutian/contract';
import { type Actor, addDays, dayOf, type Id, notFound, toIso } from '@yutian/kernel';
import { permit, type RequestContext } from '@yutian/platform';
import type { ChannelsGround } from '../parts.ts';
import { adoptStates, readAdoptedStates } from './adopt-states.ts';
import { type ChannelRow, listChannels } from './channel.sql.ts';
import { archiveChannel, changeChannel, createChannel, moveChannel, takeBackChannel } from './grow-tree.ts';

const ADDS_OF_DAYS = 30;

const viewChannel = ({ createdAtMs, ...row }: ChannelRow): ChannelNode => ({
  ...row,
  createdAt: toIso(createdAtMs),
});

export function treeHandlers(ground: ChannelsGround) {
  const os = implement(contract.channels).$context<RequestContext>();
  const read = ({ tenantId, scope }: Actor, channelId: Id | null, archived: boolean) =>
    listChannels(ground.db, {
      tenantId,
      scope,
      channelId,
      archived,
      since: addDays(dayOf(ground.clock.now()), 1 - ADDS_OF_DAYS),
    });
  const view = async (actor: Actor, channelId: Id) => {
    const [row] = await read(actor, channelId, true);
    if (!row) throw notFound('CHANNEL_UNKNOWN', 'There is no such channel.', { channelId });
    return viewChannel(row);
  };
  return {
    listChannels: os.listChannels.handler(async ({ input, context }) => {
      const rows = await read(permit(context, 'channels.read'), null, input.archived);
      return { items: rows.map(viewChannel), nextCursor: null };
    }),
    listAdoptedStates: os.listAdoptedStates.handler(async ({ input, context }) => ({
      items: await readAdoptedStates(ground, permit(context, 'channels.read').tenantId, input.id),
      nextCursor: null,
    })),
    adoptStates: os.adoptStates.handler(async ({ input: { id, ...states }, context }) => ({
      adopted: await adoptStates(ground, permit(context, 'channels.write'), { channelId: id, ...states }),
    })),
    createChannel: os.createChannel.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      return view(actor, await createChannel(ground, actor, input));
    }),
    updateChannel: os.updateChannel.handler(async ({ input: { id, ...change }, context }) => {
      const actor = permit(context, 'channels.write');
      await changeChannel(ground, actor, id, change);
      return view(actor, id);
    }),
    moveChannel: os.moveChannel.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await moveChannel(ground, actor, input.id, input.parentId);
      return view(actor, input.id);
    }),
    archiveChannel: os.archiveChannel.handler(async ({ input, context }) => {
      await archiveChannel(ground, permit(context, 'channels.write'), input.id);
      return { ok: true as const };
    }),
    restoreChannel: os.restoreChannel.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await takeBackChannel(ground, actor, input.id);
      return view(actor, input.id);
    }),
  };
}
