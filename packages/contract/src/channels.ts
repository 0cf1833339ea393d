// The contract of channels: where customers come from, the codes they scan, how they are greeted, what it brings.
// Reading needs `channels.read`, changing `channels.write`; lists of people (greetings, funnel rows, personal links) need
// `customers.read` as well. Plain routes beside it (cookie or bearer, same rights):
// GET /codes/{id}/qr.png|qr.svg|card.svg · GET /codes/qr.zip?ids=…&format=png|svg|card · POST /welcome-media?kind=&name=
// (raw body) · GET /welcome-media/{id} · POST /package-cards/{id}/exposures.csv (raw body).
import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  answerSpan,
  cardPlan,
  cardTest,
  channelKind,
  channelNode,
  codeDetail,
  codeFields,
  codeLinkState,
  codeRota,
  codeRow,
  exposureEntry,
  FUNNEL_STEPS,
  funnelPerson,
  funnelRow,
  greeting,
  linkFields,
  linkView,
  mediaView,
  quotaView,
  welcomeCounts,
  welcomeFields,
  welcomeOutcome,
  welcomeView,
} from './channels-shapes.ts';
import { day, done, id, instant, listOf, page } from './common.ts';

export * from './channels-shapes.ts';

const route = (
  tag: string,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: `/${string}`,
  summary: string,
  description?: string,
) => oc.route({ method, path, summary, tags: [tag], ...(description && { description }) });

const byId = z.object({ id });
const text = z.string().trim().min(1).max(100).optional().describe('any fragment');
const corpId = z.string().min(1).max(64);
const period = {
  from: day.describe('first day, inclusive'),
  to: day.describe('last day, inclusive; at most 366 days after `from`'),
};

const adoptedState = z.object({ state: z.string().min(1).max(64), name: z.string().trim().min(1).max(60) });

const tree = {
  listChannels: route('channels', 'GET', '/channels', 'The tree of channels, parents first')
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
    .input(z.object({ id, parentId: id.nullable() }))
    .output(channelNode),
  archiveChannel: route(
    'channels',
    'POST',
    '/channels/{id}/archive',
    'Archive a channel and all below it; its codes must be archived first',
    'Fault CHANNEL_IN_USE with the number of codes.',
  )
    .input(byId)
    .output(done),
  restoreChannel: route('channels', 'POST', '/channels/{id}/restore', 'Take a channel back into use')
    .input(byId)
    .output(channelNode),
  listAdoptedStates: route(
    'channels',
    'GET',
    '/channels/{id}/adopted-states',
    'States of codes made elsewhere that belong to the channel',
  )
    .input(byId)
    .output(z.object({ items: z.array(adoptedState) })),
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

const codes = {
  listCodes: route('codes', 'GET', '/codes', 'Live codes, newest first')
    .input(
      z.object({
        ...page,
        channelId: id.optional().describe('the channel and all below it'),
        corpId: corpId.optional(),
        linkState: codeLinkState.optional(),
        staffId: id.optional().describe('codes with this member in the rota'),
        storeId: id.optional(),
        archived: z.boolean().default(false).describe('only archived ones'),
        text,
      }),
    )
    .output(listOf(codeRow)),
  getCode: route('codes', 'GET', '/codes/{id}', 'One live code').input(byId).output(codeDetail),
  createCode: route(
    'codes',
    'POST',
    '/codes',
    'Make a live code; WeCom makes the picture seconds later',
    'Faults: ROTA_NEEDS_SPARE (hours without a shift), ROTA_INVALID, STAFF_OF_OTHER_CORP, CHANNEL_UNKNOWN, WELCOME_UNKNOWN.',
  )
    .input(z.object({ corpId, ...codeFields }))
    .output(codeDetail),
  updateCode: route(
    'codes',
    'PATCH',
    '/codes/{id}',
    'Change a live code; WeCom is told only what differs',
    'Fault CODE_CHANGED_MEANWHILE when `version` is stale.',
  )
    .input(
      z.object({
        id,
        version: z.int(),
        name: codeFields.name.optional(),
        channelId: id.optional(),
        remark: z.string().trim().max(30).optional(),
        skipVerify: z.boolean().optional(),
        exclusive: z.boolean().optional(),
        routing: z.enum(['direct', 'nearest', 'owned']).optional(),
        storeId: id.nullable().optional(),
        welcomeId: id.nullable().optional(),
        rota: codeRota.optional(),
      }),
    )
    .output(codeDetail),
  archiveCode: route('codes', 'DELETE', '/codes/{id}', 'Take a code off WeCom; what it brought stays known')
    .input(byId)
    .output(done),
  retryCode: route('codes', 'POST', '/codes/{id}/retry', 'Tell WeCom again after a refusal')
    .input(byId)
    .output(codeDetail),
  previewCode: route(
    'codes',
    'POST',
    '/codes/preview',
    'Who would answer over the coming days, given today’s adds; nothing is saved',
  )
    .input(
      z.object({
        corpId,
        rota: codeRota,
        codeId: id.optional().describe('whose adds of today to count'),
        days: z.int().min(1).max(14).default(7),
      }),
    )
    .output(z.object({ at: instant, spans: z.array(answerSpan) })),
  codeStats: route('codes', 'GET', '/codes/{id}/stats', 'Adds by day and guide, and how they were greeted')
    .input(z.object({ id, ...period }))
    .output(
      z.object({
        days: z.array(z.object({ day, adds: z.int(), people: z.int(), half: z.int() })),
        staff: z.array(
          z.object({
            staffId: id,
            staffName: z.string().nullable(),
            adds: z.int(),
            today: z.int(),
            cap: z.int().nullable(),
          }),
        ),
        welcome: welcomeCounts,
      }),
    ),
  personalLink: route(
    'codes',
    'POST',
    '/codes/{id}/personal-link',
    'The address of an `owned` code for one customer: it leads him to his own guide',
  )
    .input(z.object({ id, customerId: id }))
    .output(z.object({ url: z.string() })),
};

const welcomes = {
  listWelcomes: route('welcomes', 'GET', '/welcomes', 'Welcomes by name')
    .input(z.object({ ...page, text }))
    .output(listOf(welcomeView)),
  getWelcome: route('welcomes', 'GET', '/welcomes/{id}', 'One welcome').input(byId).output(welcomeView),
  createWelcome: route(
    'welcomes',
    'POST',
    '/welcomes',
    'Write a welcome',
    'Faults: WELCOME_EMPTY, WELCOME_TEXT_TOO_LONG {bytes, most}, WELCOME_TOO_MANY_ATTACHMENTS, WELCOME_TITLE_TOO_LONG, WELCOME_DESCRIPTION_TOO_LONG, WELCOME_URL_TOO_LONG, WELCOME_VARIABLE_UNKNOWN, MEDIA_UNKNOWN.',
  )
    .input(z.object(welcomeFields))
    .output(welcomeView),
  updateWelcome: route('welcomes', 'PUT', '/welcomes/{id}', 'Rewrite a welcome')
    .input(z.object({ id, ...welcomeFields }))
    .output(welcomeView),
  deleteWelcome: route(
    'welcomes',
    'DELETE',
    '/welcomes/{id}',
    'Delete a welcome that nothing uses',
    'Fault WELCOME_IN_USE.',
  )
    .input(byId)
    .output(done),
  listFallbackWelcomes: route(
    'welcomes',
    'GET',
    '/fallback-welcomes',
    'The welcome of each corp for adds without one',
  ).output(z.object({ items: z.array(z.object({ corpId, welcomeId: id.nullable() })) })),
  setFallbackWelcome: route('welcomes', 'PUT', '/fallback-welcomes/{corpId}', 'Set it; null greets nobody')
    .input(z.object({ corpId, welcomeId: id.nullable() }))
    .output(done),
  listGreetings: route('welcomes', 'GET', '/greetings', 'Who was greeted and how it ended, newest first')
    .input(
      z.object({
        ...page,
        codeId: id.optional(),
        welcomeId: id.optional(),
        staffId: id.optional(),
        outcome: welcomeOutcome.optional(),
      }),
    )
    .output(listOf(greeting)),
  greetingTotals: route('welcomes', 'GET', '/greetings/totals', 'The same, counted')
    .input(z.object({ ...period, codeId: id.optional() }))
    .output(welcomeCounts),
  listMedia: route('welcomes', 'GET', '/welcome-media', 'Uploaded pictures, videos and files, newest first')
    .input(z.object({ ...page, kind: z.enum(['image', 'video', 'file']).optional() }))
    .output(listOf(mediaView)),
};

const cards = {
  listCards: route(
    'package cards',
    'GET',
    '/package-cards',
    'Package cards with their versions, newest first',
  )
    .input(z.object({ ...page, sku: z.string().max(60).optional(), archived: z.boolean().default(false) }))
    .output(listOf(cardTest)),
  getCard: route('package cards', 'GET', '/package-cards/{id}', 'One card: versions, conversion, comparison')
    .input(byId)
    .output(cardTest),
  createCard: route(
    'package cards',
    'POST',
    '/package-cards',
    'Make a card; every version gets a code of its own',
  )
    .input(
      z.object({
        corpId,
        name: z.string().trim().min(1).max(50),
        channelId: id,
        sku: z.string().trim().max(60).default(''),
        batch: z.string().trim().max(40).default(''),
        skipVerify: z.boolean().default(true),
        rota: codeRota.describe('of every version’s code'),
        versions: z
          .array(
            z.object({
              label: z.string().trim().min(1).max(4),
              script: z.string().trim().max(500).default(''),
              prize: z.string().trim().max(100).default(''),
              welcomeId: id.nullable().default(null),
            }),
          )
          .min(1)
          .max(8),
      }),
    )
    .output(cardTest),
  archiveCard: route(
    'package cards',
    'DELETE',
    '/package-cards/{id}',
    'Archive a card and take its codes off WeCom',
  )
    .input(byId)
    .output(done),
  recordExposures: route(
    'package cards',
    'POST',
    '/package-cards/{id}/exposures',
    'Enter how many parcels carried which version; by file: POST …/exposures.csv (version,day,batch,cards)',
  )
    .input(z.object({ id, entries: z.array(exposureEntry).min(1).max(1_000) }))
    .output(cardTest),
  listExposures: route(
    'package cards',
    'GET',
    '/package-cards/{id}/exposures',
    'What was entered, newest day first',
  )
    .input(z.object({ id, ...page }))
    .output(listOf(z.object({ label: z.string(), day, batch: z.string(), cards: z.int() }))),
  planCard: route(
    'package cards',
    'GET',
    '/package-card-plan',
    'How many cards a test needs (two-sided, Fleiss, Levin & Paik 2003)',
  )
    .input(
      z.object({
        baseRate: z.number().gt(0).lt(1),
        targetRate: z.number().gt(0).lt(1),
        versions: z.int().min(2).max(8).default(2),
        alpha: z.number().gt(0).lt(1).default(0.05),
        power: z.number().gt(0).lt(1).default(0.8),
        cardsPerDay: z.int().min(1).optional().describe('all versions together'),
      }),
    )
    .output(cardPlan),
};

const links = {
  listLinks: route('acquisition links', 'GET', '/acquisition-links', 'Acquisition links, newest first')
    .input(z.object({ ...page, corpId: corpId.optional(), archived: z.boolean().default(false), text }))
    .output(listOf(linkView)),
  getLink: route('acquisition links', 'GET', '/acquisition-links/{id}', 'One link')
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
    .input(
      z.object({
        id,
        version: z.int(),
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
  getQuota: route('acquisition links', 'GET', '/acquisition-quota', 'The prepaid quota of each corp').output(
    z.object({ items: z.array(quotaView) }),
  ),
  setQuotaAlarm: route(
    'acquisition links',
    'PUT',
    '/acquisition-quota/{corpId}',
    'From which balance to warn',
  )
    .input(z.object({ corpId, alarmBelow: z.int().min(0).max(1_000_000) }))
    .output(done),
};

const funnel = {
  funnel: route(
    'funnel',
    'GET',
    '/channel-funnel',
    'Exposed → scanned → added → replied → first order, by channel, code or card version',
    'The cohort is who was added in the period; replies and orders are theirs, until now. Within the asker’s scope.',
  )
    .input(
      z.object({
        ...period,
        by: z.enum(['channel', 'code', 'card']).default('channel'),
        channelId: id.optional().describe('only this channel and all below it'),
      }),
    )
    .output(
      z.object({
        asOf: instant,
        notes: z.array(
          z.enum(['SCANS_ONLY_OWN_PAGES_AND_LINKS', 'EXPOSURE_ONLY_CARDS', 'NO_MESSAGE_SOURCE']),
        ),
        total: funnelRow,
        items: z.array(funnelRow),
      }),
    ),
  funnelRows: route('funnel', 'GET', '/channel-funnel/rows', 'The people behind a number, newest add first')
    .input(
      z.object({
        ...period,
        ...page,
        step: z.enum(['added', 'replied', 'bought', 'pending']),
        channelId: id.optional().describe('the channel and all below it'),
        codeId: id.optional(),
        cardId: id.optional(),
        label: z.string().max(4).optional().describe('version of the card'),
      }),
    )
    .output(listOf(funnelPerson)),
  funnelSteps: route(
    'funnel',
    'GET',
    '/channel-funnel/steps',
    'Which steps can be known, and from what',
  ).output(
    z.object({
      items: z.array(
        z.object({
          step: z.enum(FUNNEL_STEPS),
          known: z.enum(['always', 'partly', 'never']),
          source: z.string(),
        }),
      ),
    }),
  ),
};

export const channels = { ...tree, ...codes, ...welcomes, ...cards, ...links, ...funnel };

/** What channels tells others. */
export const channelsEvents = {
  /** People became friends, with the source of each: journeys by origin begin here (S3-25). */
  added: {
    topic: 'channels.added',
    payload: z.object({
      adds: z.array(
        z.object({
          customerId: id,
          staffId: id,
          codeId: id.nullable(),
          channelId: id.nullable(),
          atMs: z.int(),
          half: z.boolean(),
        }),
      ),
    }),
  },
  /** States of codes made elsewhere found their channel: numbers by channel change for the past too. */
  statesAdopted: { topic: 'channels.statesAdopted', payload: z.object({ channelId: id, states: z.int() }) },
  /** WeCom refused a code or link; somebody must look at it. */
  codeFailed: {
    topic: 'channels.codeFailed',
    payload: z.object({ codeId: id, code: z.string() }),
  },
  /** The quota of acquisition links fell below the alarm. */
  quotaLow: {
    topic: 'channels.quotaLow',
    payload: z.object({ corpId: z.string(), balance: z.int() }),
  },
};
