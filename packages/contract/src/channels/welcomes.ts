// Welcomes: what a new friend is told, with which picture or link, and how it ended.
import { z } from 'zod';
import { done, id, instant, listOf, page } from '../common.ts';
import { byId, edition, route } from '../route.ts';
import { corpId, period, text } from './fields.ts';

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
  p95Seconds: z.number().nullable().describe('from the welcome code to the platform’s answer, of those sent'),
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
  seconds: z
    .number()
    .nullable()
    .describe(
      'from the welcome code (given with the add, or with the consent to the chat archive) to the outcome',
    ),
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

export const welcomeRoutes = {
  listWelcomes: route('welcomes', 'GET', '/welcomes', 'Welcomes by name')
    .meta(edition('welcome'))
    .input(z.object({ ...page, text }))
    .output(listOf(welcomeView)),
  getWelcome: route('welcomes', 'GET', '/welcomes/{id}', 'One welcome')
    .meta(edition('welcome', 'id'))
    .input(byId)
    .output(welcomeView),
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
    .meta(edition('welcome', 'id'))
    .input(z.object({ id, ...welcomeFields }))
    .output(welcomeView),
  deleteWelcome: route(
    'welcomes',
    'DELETE',
    '/welcomes/{id}',
    'Delete a welcome that nothing uses',
    'Fault WELCOME_IN_USE.',
  )
    .meta(edition('welcome', 'id'))
    .input(byId)
    .output(done),
  listFallbackWelcomes: route(
    'welcomes',
    'GET',
    '/fallback-welcomes',
    'The welcome of each corp for adds without one',
  )
    .meta(edition('fallbackWelcome'))
    .output(listOf(z.object({ corpId, welcomeId: id.nullable() }))),
  setFallbackWelcome: route('welcomes', 'PUT', '/fallback-welcomes/{corpId}', 'Set it; null greets nobody')
    .meta(edition('fallbackWelcome', 'corpId'))
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
