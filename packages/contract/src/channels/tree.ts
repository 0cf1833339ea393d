// The tree of channels: where customers come from, and states of codes made elsewhere.
import { z } from 'zod';
import { done, id, instant, listOf } from '../common.ts';
import { byId, edition, route } from '../route.ts';
import { corpId } from './fields.ts';

export const CHANNEL_KINDS = [
  'tmall',
  'jd',
  'douyin',
  'store',
  'official_account',
  'package_card',
  'advertising',
  'mini_program',
  'group',
  'live',
  'moments',
  'other',
] as const;
export const channelKind = z.enum(CHANNEL_KINDS).describe('phrase key `channelKind.<kind>`');
export type ChannelKind = z.infer<typeof channelKind>;

export const channelNode = z.object({
  channelId: id,
  parentId: id.nullable(),
  kind: channelKind,
  name: z.string(),
  ownerDepartment: z.string().describe('who is credited for this source; empty: the parent’s owner'),
  path: z.array(id).describe('ids from the root to the channel itself'),
  archived: z.boolean(),
  codes: z.int().describe('codes in use on this very channel'),
  adds: z.int().describe('adds of the last 30 days on this very channel, within the asker’s scope'),
  welcomeId: id.nullable().describe('greets adds of codes that name no welcome of their own'),
  createdAt: instant,
});
export type ChannelNode = z.infer<typeof channelNode>;

const adoptedState = z.object({ state: z.string().min(1).max(64), name: z.string().trim().min(1).max(60) });

export const channelRoutes = {
  listChannels: route('channels', 'GET', '/channels', 'The tree of channels, parents first')
    .meta(edition('channel'))
    .input(z.object({ archived: z.boolean().default(false).describe('archived ones too') }))
    .output(listOf(channelNode)),
  createChannel: route('channels', 'POST', '/channels', 'Add a channel')
    .input(
      z.object({
        parentId: id.nullable().default(null),
        kind: channelKind,
        name: z.string().trim().min(1).max(60),
        ownerDepartment: z.string().trim().max(60).default(''),
        welcomeId: id.nullable().default(null),
      }),
    )
    .output(channelNode),
  updateChannel: route('channels', 'PATCH', '/channels/{id}', 'Change a channel')
    .meta(edition('channel', 'id'))
    .input(
      z.object({
        id,
        kind: channelKind.optional(),
        name: z.string().trim().min(1).max(60).optional(),
        ownerDepartment: z.string().trim().max(60).optional(),
        welcomeId: id.nullable().optional(),
      }),
    )
    .output(channelNode),
  moveChannel: route(
    'channels',
    'POST',
    '/channels/{id}/move',
    'Hang a channel, with all below it, under another parent',
    'Fault CHANNEL_INTO_ITSELF.',
  )
    .meta(edition('channel', 'id'))
    .input(z.object({ id, parentId: id.nullable() }))
    .output(channelNode),
  archiveChannel: route(
    'channels',
    'POST',
    '/channels/{id}/archive',
    'Archive a channel and all below it; its codes must be archived first',
    'Fault CHANNEL_IN_USE with the number of codes.',
  )
    .meta(edition('channel', 'id'))
    .input(byId)
    .output(done),
  restoreChannel: route('channels', 'POST', '/channels/{id}/restore', 'Take a channel back into use')
    .meta(edition('channel', 'id'))
    .input(byId)
    .output(channelNode),
  listAdoptedStates: route(
    'channels',
    'GET',
    '/channels/{id}/adopted-states',
    'States of codes made elsewhere that belong to the channel',
  )
    .input(byId)
    .output(listOf(adoptedState)),
  adoptStates: route(
    'channels',
    'POST',
    '/channels/{id}/adopted-states',
    'Say that adds with these states came by this channel',
    'For codes made by another tool: Yutian cannot change them, but their adds find their source, in the past too. A state that a code already carries is left alone.',
  )
    .input(z.object({ id, corpId, states: z.array(adoptedState).min(1).max(1_000) }))
    .output(z.object({ adopted: z.int() })),
};
