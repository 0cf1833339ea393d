// Live codes: who answers them when, how they stand on WeCom, what they brought.
import { z } from 'zod';
import { day, done, id, instant, listOf, page } from '../common.ts';
import { byId, edition, route } from '../route.ts';
import { corpId, period, text } from './fields.ts';
import { welcomeCounts } from './welcomes.ts';

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

export const codeRoutes = {
  listCodes: route('codes', 'GET', '/codes', 'Live codes, newest first')
    .meta(edition('code'))
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
  getCode: route('codes', 'GET', '/codes/{id}', 'One live code')
    .meta(edition('code', 'id'))
    .input(byId)
    .output(codeDetail),
  createCode: route(
    'codes',
    'POST',
    '/codes',
    'Make a live code; WeCom makes the picture seconds later',
    'Faults: ROTA_NEEDS_SPARE (hours without a shift), ROTA_INVALID, STAFF_OF_OTHER_CORP, STAFF_OUT_OF_SCOPE, STORE_UNKNOWN, CHANNEL_UNKNOWN, WELCOME_UNKNOWN.',
  )
    .input(z.object({ corpId, ...codeFields }))
    .output(codeDetail),
  updateCode: route('codes', 'PATCH', '/codes/{id}', 'Change a live code; WeCom is told only what differs')
    .meta(edition('code', 'id'))
    .input(
      z.object({
        id,
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
    .meta(edition('code', 'id'))
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
