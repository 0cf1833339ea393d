// Acquisition links and their prepaid quota.
import { z } from 'zod';
import { day, done, id, instant, listOf, page } from '../common.ts';
import { byId, edition, route } from '../route.ts';
import { corpId, period, text } from './fields.ts';
import { codeLinkState, codeFailure } from './codes.ts';

export const linkView = z.object({
  codeId: id,
  name: z.string(),
  channelId: id,
  corpId: z.string(),
  customerChannel: z.string().describe('returns as the state of an add'),
  url: z.string().nullable().describe('with the customer channel; null until WeCom has made it'),
  staffIds: z.array(id),
  skipVerify: z.boolean(),
  linkState: codeLinkState,
  failure: codeFailure.nullable(),
  unavailableSince: instant
    .nullable()
    .describe('WeCom said so: nobody behind it can take anybody, or the quota is gone'),
  fallbackCodeId: id.nullable().describe('the live code its page shows while it is unavailable'),
  entryUrl: z
    .string()
    .describe('our own address: opens the link, or the fallback code while it is unavailable'),
  opened: z.int().describe('profile pages opened'),
  requested: z.int(),
  adds: z.int(),
  welcomeId: id.nullable(),
  createdAt: instant,
});
export type LinkView = z.infer<typeof linkView>;

export const linkFields = {
  name: z.string().trim().min(1).max(30),
  channelId: id,
  staffIds: z.array(id).min(1).max(500),
  skipVerify: z.boolean().default(true),
  fallbackCodeId: id.nullable().default(null),
  welcomeId: id.nullable().default(null),
};

export const quotaView = z.object({
  corpId: z.string(),
  total: z.int().nullable(),
  balance: z.int().nullable(),
  alarmBelow: z.int(),
  alarm: z.boolean(),
  readAt: instant.nullable(),
  batches: z.array(z.object({ expiresAt: instant, balance: z.int() })),
  history: z.array(z.object({ day, balance: z.int(), total: z.int() })).describe('the last 30 days'),
  usedPerDay: z.number().nullable().describe('mean of the last 7 days on which the balance was read'),
  daysLeft: z.number().nullable(),
});
export type QuotaView = z.infer<typeof quotaView>;

export const linkRoutes = {
  listLinks: route('acquisition links', 'GET', '/acquisition-links', 'Acquisition links, newest first')
    .meta(edition('acquisitionLink'))
    .input(z.object({ ...page, corpId: corpId.optional(), archived: z.boolean().default(false), text }))
    .output(listOf(linkView)),
  getLink: route('acquisition links', 'GET', '/acquisition-links/{id}', 'One link')
    .meta(edition('acquisitionLink', 'id'))
    .input(byId)
    .output(linkView),
  createLink: route(
    'acquisition links',
    'POST',
    '/acquisition-links',
    'Make a link; WeCom answers seconds later',
  )
    .input(z.object({ corpId, ...linkFields }))
    .output(linkView),
  updateLink: route('acquisition links', 'PATCH', '/acquisition-links/{id}', 'Change a link')
    .meta(edition('acquisitionLink', 'id'))
    .input(
      z.object({
        id,
        name: linkFields.name.optional(),
        channelId: id.optional(),
        staffIds: linkFields.staffIds.optional(),
        skipVerify: z.boolean().optional(),
        fallbackCodeId: id.nullable().optional(),
        welcomeId: id.nullable().optional(),
      }),
    )
    .output(linkView),
  deleteLink: route('acquisition links', 'DELETE', '/acquisition-links/{id}', 'Delete a link on WeCom')
    .meta(edition('acquisitionLink', 'id'))
    .input(byId)
    .output(done),
  retryLink: route(
    'acquisition links',
    'POST',
    '/acquisition-links/{id}/retry',
    'Tell WeCom again after a refusal',
  )
    .input(byId)
    .output(linkView),
  linkStats: route(
    'acquisition links',
    'GET',
    '/acquisition-links/{id}/stats',
    'WeCom’s own figures by day (kept beyond its 180 days), next to our count of adds',
  )
    .input(z.object({ id, ...period }))
    .output(
      z.object({
        days: z.array(
          z.object({ day, clicks: z.int().nullable(), newCustomers: z.int().nullable(), adds: z.int() }),
        ),
        syncedUntil: day.nullable(),
      }),
    ),
  getQuota: route('acquisition links', 'GET', '/acquisition-quota', 'The prepaid quota of each corp')
    .meta(edition('quotaAlarm'))
    .output(listOf(quotaView)),
  setQuotaAlarm: route(
    'acquisition links',
    'PUT',
    '/acquisition-quota/{corpId}',
    'From which balance to warn',
  )
    .meta(edition('quotaAlarm', 'corpId'))
    .input(z.object({ corpId, alarmBelow: z.int().min(0).max(1_000_000) }))
    .output(done),
};
