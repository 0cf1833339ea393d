// Shapes of channels: the tree, live codes with their shifts, welcomes, package cards, acquisition links, the funnel.
import { z } from 'zod';
import { day, id, instant, rate } from './common.ts';

// ── The tree ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Who answers a code, and when ──────────────────────────────────────────────────────────────────────────────────

export const CODE_MODES = ['everyone', 'round_robin', 'least_loaded'] as const;
export const codeMode = z
  .enum(CODE_MODES)
  .describe(
    '`everyone` on duty is behind the code and WeCom picks; `round_robin` only those who have had fewest adds by this code today; `least_loaded` those with fewest adds today by any code',
  );
export type CodeMode = z.infer<typeof codeMode>;

export const CODE_ROUTINGS = ['direct', 'nearest', 'owned'] as const;
export const codeRouting = z
  .enum(CODE_ROUTINGS)
  .describe(
    '`direct`: the code is WeCom’s; `nearest`: it opens a page that asks for the location and shows the code of the nearest store; `owned`: its page shows returning customers (personal links) their own guide, others this code',
  );

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)
  .describe('HH:MM in the tenant’s zone; 24:00 is the end of the day');

const shiftBase = {
  label: z.string().trim().max(20).default(''),
  from: clockTime,
  to: clockTime.describe('earlier than `from`: it ends on the next day, and belongs to the day it begins'),
  staffIds: z.array(id).min(1).max(100),
  welcomeId: id.nullable().default(null).describe('greets during this shift, instead of the code’s welcome'),
};
export const shift = z.object({
  ...shiftBase,
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).describe('1 Monday … 7 Sunday'),
});
export type Shift = z.output<typeof shift>;

export const specialDate = z.object({
  label: z.string().trim().max(20).default(''),
  from: day,
  to: day.describe('inclusive'),
  shifts: z
    .array(z.object(shiftBase))
    .max(12)
    .describe('the only shifts that begin on these days; none: nobody but the spare staff'),
});
export type SpecialDate = z.output<typeof specialDate>;

export const codeRota = z.object({
  mode: codeMode.default('everyone'),
  slack: z
    .int()
    .min(1)
    .max(50)
    .default(1)
    .describe(
      'round_robin and least_loaded: how many adds ahead of the last one may be; more means fewer changes on WeCom',
    ),
  shifts: z.array(shift).min(1).max(40),
  specialDates: z.array(specialDate).max(60).default([]).describe('the first one that covers a day holds'),
  dailyCap: z.int().min(1).max(5_000).nullable().default(null).describe('adds a day by this code, for each'),
  caps: z
    .array(z.object({ staffId: id, perDay: z.int().min(0).max(5_000) }))
    .max(100)
    .default([])
    .describe('instead of `dailyCap` for these'),
  capacity: z
    .int()
    .min(1)
    .max(20_000)
    .nullable()
    .default(null)
    .describe('customers a member may have; null: the rule pack’s number'),
  spareStaffIds: z
    .array(id)
    .max(100)
    .default([])
    .describe('take over when nobody on duty may; needed when the rota has hours without a shift'),
});
export type CodeRota = z.output<typeof codeRota>;

export const CODE_LINK_STATES = ['waiting', 'live', 'failed', 'removing', 'removed'] as const;
export const codeLinkState = z
  .enum(CODE_LINK_STATES)
  .describe(
    'how the code stands on WeCom: `waiting` for its first creation, `failed`: WeCom refused it, see `failure`',
  );
export type CodeLinkState = z.infer<typeof codeLinkState>;

export const codeFailure = z.object({
  code: z.string().describe('phrase key'),
  message: z.string(),
  errcode: z.int().nullable(),
  at: instant,
});

export const WHY_ANSWER = ['shift', 'spare', 'over_cap', 'nobody'] as const;
export const WHY_LEFT_OUT = ['daily_cap', 'capacity', 'inactive', 'had_turn', 'beyond_limit'] as const;

export const codeAnswer = z.object({
  why: z
    .enum(WHY_ANSWER)
    .describe(
      '`over_cap`: everybody on duty has reached the cap and there are no spare staff, so they stay; `nobody`: WeCom keeps the answer before',
    ),
  staffIds: z.array(id),
  shifts: z.array(z.string()).describe('labels of the shifts in force'),
  leftOut: z.array(z.object({ staffId: id, why: z.enum(WHY_LEFT_OUT) })),
});
export type CodeAnswer = z.infer<typeof codeAnswer>;

export const codeRow = z.object({
  codeId: id,
  name: z.string(),
  channelId: id,
  channelName: z.string(),
  corpId: z.string(),
  state: z.string().describe('what WeCom sends back with an add; unique'),
  kind: z.enum(['way', 'link']).describe('`way` 联系我 code, `link` acquisition link'),
  mode: codeMode,
  routing: codeRouting,
  storeId: id.nullable(),
  linkState: codeLinkState,
  failure: codeFailure.nullable(),
  answer: codeAnswer
    .nullable()
    .describe('who is behind it now; null for links and before the first computation'),
  nextChangeAt: instant.nullable(),
  qrCode: z.string().nullable().describe('what scanning opens; draw it or download it as PNG or SVG'),
  addsToday: z.int().describe('within the asker’s scope'),
  adds: z.int().describe('all time, within the asker’s scope'),
  archived: z.boolean(),
  createdAt: instant,
});
export type CodeRow = z.infer<typeof codeRow>;

export const codeDetail = codeRow.extend({
  remark: z.string(),
  skipVerify: z.boolean(),
  exclusive: z.boolean(),
  rota: codeRota.nullable().describe('null for links'),
  welcomeId: id.nullable(),
  entryUrl: z.string().nullable().describe('address of the page, for `nearest` and `owned`'),
  configId: z.string().nullable(),
  answerOnPlatform: z.boolean().describe('whether WeCom already has the answer'),
  version: z.int().describe('send it back with an edit; a stale one is refused'),
});
export type CodeDetail = z.infer<typeof codeDetail>;

export const codeFields = {
  name: z.string().trim().min(1).max(60),
  channelId: id,
  remark: z.string().trim().max(30).default('').describe('shown in the WeCom console; at most 30 characters'),
  skipVerify: z.boolean().default(true).describe('customers are added without the member’s confirmation'),
  exclusive: z
    .boolean()
    .default(false)
    .describe('a returning customer keeps the member of this code he already has'),
  routing: codeRouting.default('direct'),
  storeId: id.nullable().default(null).describe('the store this code stands in; `nearest` pages lead to it'),
  welcomeId: id.nullable().default(null).describe('null: the channel’s welcome, else the corp’s'),
  rota: codeRota,
};

export const answerSpan = z.object({ from: instant, to: instant, answer: codeAnswer });

// ── Welcomes ──────────────────────────────────────────────────────────────────────────────────────────────────────

const mediaId = id.describe('of an upload to POST /welcome-media');
export const welcomeAttachment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), mediaId }),
  z.object({
    kind: z.literal('link'),
    title: z.string().min(1),
    description: z.string().default(''),
    url: z.url(),
    imageUrl: z.url().nullable().default(null),
  }),
  z.object({
    kind: z.literal('miniprogram'),
    title: z.string().min(1),
    appId: z.string().min(1).max(64),
    page: z.string().min(1).max(1_024),
    mediaId,
  }),
  z.object({ kind: z.literal('video'), mediaId }),
  z.object({ kind: z.literal('file'), mediaId }),
]);
export type WelcomeAttachment = z.output<typeof welcomeAttachment>;

export const WELCOME_VARIABLES = ['customer', 'guide', 'brand', 'store', 'date'] as const;
/** Bytes a variable may fill; a longer name is cut, so that a text that was accepted fits everybody. */
export const WELCOME_VARIABLE_BYTES = { customer: 96, guide: 96, brand: 96, store: 96, date: 24 } as const;

export const welcomeFields = {
  name: z.string().trim().min(1).max(60),
  text: z
    .string()
    .default('')
    .describe('may hold {customer}, {guide}, {brand}, {store}, {date}; at most 4,000 bytes when filled in'),
  attachments: z.array(welcomeAttachment).default([]).describe('at most 9'),
};

export const WELCOME_OUTCOMES = [
  'due',
  'sent',
  'late',
  'chat_started',
  'other_app',
  'no_consent',
  'refused',
  'unknown',
] as const;
export const welcomeOutcome = z
  .enum(WELCOME_OUTCOMES)
  .describe(
    '`late` 41050 or 20 s gone, `chat_started` 41051, `other_app` 41096 until the end, `no_consent` 41053, `unknown`: unanswered and the code is used since',
  );
export type WelcomeOutcome = z.infer<typeof welcomeOutcome>;

export const welcomeCounts = z.object({
  due: z.int(),
  sent: z.int(),
  late: z.int(),
  chatStarted: z.int(),
  otherApp: z.int(),
  noConsent: z.int(),
  refused: z.int(),
  unknown: z.int(),
  p95Seconds: z.number().nullable().describe('from the add to the platform’s answer, of those sent'),
});
export type WelcomeCounts = z.infer<typeof welcomeCounts>;

export const welcomeView = z.object({
  welcomeId: id,
  ...welcomeFields,
  usedBy: z.int().describe('codes, shifts, channels and corps that name it'),
  mediaReadyUntil: instant
    .nullable()
    .describe(
      'until when all its uploads are valid on WeCom (they live 3 days and are renewed by themselves)',
    ),
  updatedAt: instant,
});
export type WelcomeView = z.infer<typeof welcomeView>;

export const greeting = z.object({
  customerId: id,
  customerName: z.string(),
  staffId: id,
  staffName: z.string().nullable(),
  codeId: id.nullable(),
  welcomeId: id.nullable(),
  addedAt: instant,
  outcome: welcomeOutcome,
  errcode: z.int().nullable(),
  seconds: z.number().nullable().describe('from the add to the outcome'),
});
export type Greeting = z.infer<typeof greeting>;

export const mediaView = z.object({
  mediaId: id,
  kind: z.enum(['image', 'video', 'file']),
  name: z.string(),
  bytes: z.int(),
  createdAt: instant,
});
export type MediaView = z.infer<typeof mediaView>;

// ── Package cards ─────────────────────────────────────────────────────────────────────────────────────────────────

export const cardVersion = z.object({
  label: z.string().describe('A, B …'),
  codeId: id,
  codeName: z.string(),
  script: z.string().describe('the words on the card'),
  prize: z.string().describe('what it promises'),
  cards: z.int().describe('parcels that carried it: the denominator'),
  adds: z.int().describe('people who became friends by its code'),
  conversion: rate,
  archived: z.boolean(),
});
export type CardVersion = z.infer<typeof cardVersion>;

export const cardComparison = z.object({
  base: z.string().describe('label of the version compared with: the first'),
  label: z.string(),
  differencePoints: z.number().describe('percentage points, `label` minus `base`'),
  lowPoints: z.number().describe('Newcombe 95 % interval'),
  highPoints: z.number(),
  pValue: z.number(),
  decided: z.boolean().describe('the interval leaves out 0'),
  cardsMissing: z
    .int()
    .nullable()
    .describe(
      'cards more per version to find a difference as large as seen (α 5 %, power 80 %); null when none is seen',
    ),
  statement: z.object({ zh: z.string(), en: z.string() }),
});

export const cardTest = z.object({
  cardId: id,
  name: z.string(),
  channelId: id,
  sku: z.string(),
  batch: z.string(),
  versions: z.array(cardVersion),
  comparisons: z.array(cardComparison),
  archived: z.boolean(),
  createdAt: instant,
});
export type CardTest = z.infer<typeof cardTest>;

export const exposureEntry = z.object({
  label: z.string().min(1).max(4).describe('version'),
  day,
  batch: z.string().trim().max(40).default(''),
  cards: z
    .int()
    .min(0)
    .max(10_000_000)
    .describe('parcels packed with it that day; replaces what was entered before'),
});

export const cardPlan = z.object({
  perVersion: z.int().describe('cards for each version'),
  total: z.int(),
  days: z.int().nullable().describe('with `cardsPerDay` given'),
  power: z.number(),
  alpha: z.number(),
});

// ── Acquisition links ─────────────────────────────────────────────────────────────────────────────────────────────

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
  version: z.int(),
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

// ── Funnel ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const FUNNEL_STEPS = ['exposed', 'scanned', 'added', 'replied', 'bought'] as const;
export type FunnelStep = (typeof FUNNEL_STEPS)[number];

export const funnelRow = z.object({
  key: z.string().describe('channel, code, or `<cardId>:<label>`'),
  name: z.string(),
  channelId: id.nullable(),
  codeId: id.nullable(),
  exposed: z
    .int()
    .nullable()
    .describe('package cards only: parcels; null elsewhere, since nobody counts views'),
  scanned: z
    .int()
    .nullable()
    .describe(
      'only our pages and acquisition links tell who opened them; WeCom does not report scans of a 联系我 code',
    ),
  added: z.int().describe('people, each once'),
  pending: z.int().describe('people who are only half added: the guide has not confirmed'),
  replied: z
    .int()
    .nullable()
    .describe('of those added, who wrote to their guide; null without a message source'),
  bought: z.int().describe('of those added, whose first order came after the add'),
});
export type FunnelRow = z.infer<typeof funnelRow>;

export const funnelPerson = z.object({
  customerId: id,
  customerName: z.string(),
  staffId: id,
  staffName: z.string().nullable(),
  codeId: id.nullable(),
  codeName: z.string().nullable(),
  channelId: id.nullable(),
  addedAt: instant,
  repliedAt: instant.nullable(),
  boughtAt: instant.nullable(),
});
export type FunnelPerson = z.infer<typeof funnelPerson>;
