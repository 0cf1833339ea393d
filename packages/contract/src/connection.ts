// The contract of connection: how Yutian stands with WeCom. The sync-health page (budgets, inbox, refusals, outages),
// synchronisation runs, nightly reconciles and what was given up. Reading needs `connection.read` and a data scope of
// everything (differences excepted), changing `connection.write`.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { done, id, instant, listOf, page } from './common.ts';

/** Who goes first when calls to one API have to wait, most urgent first. */
export const GATEWAY_LANES = ['welcome', 'guide', 'mass', 'sync'] as const;
export type GatewayLane = (typeof GATEWAY_LANES)[number];

export const CORP_LINK_STATES = ['unknown', 'connected', 'refused', 'unreachable'] as const;
export const INBOX_STATES = ['new', 'done', 'kept', 'failed'] as const;
export const SYNC_KINDS = ['first', 'reconcile'] as const;
export const SYNC_STATES = ['running', 'paused', 'done', 'cancelled', 'failed'] as const;
export const SYNC_PHASES = ['directory', 'tags', 'customers', 'groups', 'finished'] as const;
export const DIFFERENCE_KINDS = ['added', 'lost', 'changed'] as const;
export const DISK_STATES = ['ok', 'low', 'full'] as const;
export const MESSAGE_SOURCES = ['archive', 'behaviour', 'none'] as const;

const failure = z.object({
  code: z.string().describe('phrase key'),
  message: z.string(),
  errcode: z.int().nullable().describe('the platform’s error number'),
});

const apiBudget = z.object({
  api: z.string().describe('path below /cgi-bin, e.g. `externalcontact/get`'),
  minute: z.object({ used: z.int(), limit: z.int() }),
  hour: z.object({ used: z.int(), limit: z.int() }),
  waiting: z.object({ welcome: z.int(), guide: z.int(), mass: z.int(), sync: z.int() }),
  failed: z.int().describe('calls refused or unanswered in the last hour'),
  blockedUntil: instant.nullable(),
  blockedBecause: z.string().nullable().describe('errcode of the block, e.g. `45009`'),
});
export type ApiBudget = z.infer<typeof apiBudget>;

const syncRun = z.object({
  id,
  corpId: z.string(),
  kind: z
    .enum(SYNC_KINDS)
    .describe('`first` reads everything; `reconcile` also reports what callbacks missed'),
  state: z.enum(SYNC_STATES),
  phase: z.enum(SYNC_PHASES),
  staff: z.object({ done: z.int(), total: z.int().nullable().describe('null until the directory is read') }),
  relations: z.int().describe('relations read so far (a customer of two staff counts twice)'),
  added: z.int(),
  changed: z.int(),
  lost: z.int().describe('relations closed because the platform no longer has them'),
  groups: z.int(),
  calls: z.int().describe('answered API calls'),
  perSecond: z.number().nullable().describe('relations a second over the time actually worked'),
  eta: instant
    .nullable()
    .describe('when it should be done; null while too little is known to say, and when not running'),
  budget: z
    .object({ usedPerMinute: z.int(), limitPerMinute: z.int(), keptForOthers: z.int() })
    .describe('what this run’s API has left for welcome messages and guides'),
  startedAt: instant,
  updatedAt: instant,
  finishedAt: instant.nullable(),
  reason: failure.nullable().describe('why it failed, or why it is waiting now'),
});
export type SyncRun = z.infer<typeof syncRun>;

const reconcileReport = z.object({
  id,
  corpId: z.string(),
  state: z.enum(SYNC_STATES),
  added: z.int().describe('relations the platform has and callbacks had not told'),
  lost: z.int().describe('relations the platform no longer has and callbacks had not told'),
  changed: z.int().describe('relations with another remark or other tags than we had'),
  relations: z.int().describe('relations compared'),
  callbacks: z.int().describe('callbacks received since the reconcile before'),
  startedAt: instant,
  finishedAt: instant.nullable(),
});
export type ReconcileReport = z.infer<typeof reconcileReport>;

const difference = z.object({
  id,
  kind: z.enum(DIFFERENCE_KINDS),
  customerId: id.nullable(),
  customerName: z.string().nullable(),
  staffId: id,
  staffName: z.string().nullable(),
  fields: z.array(z.string()).describe('for `changed`: what differed: `remark`, `tags`'),
  foundAt: instant,
});
export type Difference = z.infer<typeof difference>;

const messageSource = z.object({
  corpId: z.string(),
  source: z.enum(MESSAGE_SOURCES).describe('what the corp’s message figures stand on'),
  archive: z.object({
    seq: z.int(),
    messages: z.int(),
    skipped: z.int().describe('records of people who have not agreed, and of colleagues among themselves'),
    agreed: z.int().describe('customers who agreed to archiving'),
    lastPullAt: instant.nullable(),
    reason: failure.nullable(),
  }),
  behaviour: z.object({
    firstDay: z.iso.date().nullable(),
    lastDay: z.iso.date().nullable(),
    rows: z.int(),
    lastReadAt: instant.nullable(),
    reason: failure.nullable(),
  }),
});
export type MessageSource = z.infer<typeof messageSource>;

const corpHealth = z.object({
  corpId: z.string(),
  state: z
    .enum(CORP_LINK_STATES)
    .describe('`refused`: the secret is not accepted; `unreachable`: the platform does not answer'),
  since: instant.nullable(),
  reason: failure.nullable(),
  lastAnswerAt: instant.nullable(),
  nextTryAt: instant.nullable().describe('while unreachable: when the next call is let through'),
  apis: z.array(apiBudget),
  messages: messageSource,
  lastSync: syncRun.nullable().describe('the newest first synchronisation'),
  latestRun: syncRun
    .nullable()
    .describe('the newest run of either kind: the one whose progress is of interest'),
  lastReconcile: reconcileReport.nullable(),
});
export type CorpHealth = z.infer<typeof corpHealth>;

const inboxHealth = z.object({
  waiting: z.int(),
  failed: z.int(),
  kept: z.int().describe('events of kinds Yutian does not know yet; nothing is dropped'),
  oldestWaitingAt: instant.nullable(),
  lagMs: z.int().describe('age of the oldest waiting event; 0 when none waits'),
  receivedPerMinute: z.int(),
  processedPerMinute: z.int(),
  receivedLastHour: z.int(),
  profilesWanted: z.int().describe('customers whose name and picture are still to be read'),
});

const rejection = z.object({
  corpId: z.string().nullable(),
  reason: z
    .string()
    .describe('`bad_signature`, `wrong_receiver`, `too_large`, `bad_xml` …; nothing of the body is kept'),
  count: z.int(),
  lastAt: instant,
});

const syncHealth = z.object({
  at: instant,
  disk: z
    .object({
      state: z.enum(DISK_STATES),
      freeBytes: z.int().nullable().describe('null when the disks cannot be asked'),
      since: instant,
    })
    .describe('`full`: callbacks, uploads, imports and synchronisation wait until there is room'),
  corps: z.array(corpHealth),
  inbox: inboxHealth,
  rejections: z.array(rejection).describe('callbacks refused in the last 7 days'),
  parkedJobs: z.int(),
  sweeps: z.array(
    z.object({
      name: z.string(),
      nextDueAt: instant,
      lastRunAt: instant.nullable(),
      lastMoved: z.int().nullable(),
      lastError: z.string().nullable(),
    }),
  ),
});
export type SyncHealth = z.infer<typeof syncHealth>;

const inboxEvent = z.object({
  id: z.string(),
  corpId: z.string(),
  event: z.string(),
  change: z.string().nullable(),
  state: z.enum(INBOX_STATES),
  happenedAt: instant,
  receivedAt: instant,
  processedAt: instant.nullable(),
  attempts: z.int(),
  reason: z.string().nullable(),
});
export type InboxEvent = z.infer<typeof inboxEvent>;

const parkedJob = z.object({
  id,
  name: z.string(),
  code: z.string(),
  message: z.string(),
  attempts: z.int(),
  parkedAt: instant,
});
export type ParkedJobView = z.infer<typeof parkedJob>;

const tags = ['connection'];
const ref = z.object({ id });

export const connection = {
  health: oc
    .route({ method: 'GET', path: '/sync-health', summary: 'How the connection to WeCom is doing', tags })
    .output(syncHealth),
  listEvents: oc
    .route({ method: 'GET', path: '/inbox-events', summary: 'Callbacks, newest first', tags })
    .input(
      z.object({
        ...page,
        state: z.enum(INBOX_STATES).optional(),
        event: z.string().max(64).optional(),
        corpId: z.string().max(64).optional(),
      }),
    )
    .output(listOf(inboxEvent)),
  retryEvents: oc
    .route({
      method: 'POST',
      path: '/inbox-events/retry',
      summary: 'Process failed callbacks again: the given ones, or all',
      tags,
    })
    .input(z.object({ ids: z.array(z.string().max(20)).max(1_000).optional() }))
    .output(z.object({ retried: z.int() })),
  listSyncRuns: oc
    .route({ method: 'GET', path: '/sync-runs', summary: 'Synchronisation runs, newest first', tags })
    .input(z.object({ ...page, kind: z.enum(SYNC_KINDS).optional(), corpId: z.string().max(64).optional() }))
    .output(listOf(syncRun)),
  getSyncRun: oc
    .route({ method: 'GET', path: '/sync-runs/{id}', summary: 'Progress of one run', tags })
    .input(ref)
    .output(syncRun),
  startSync: oc
    .route({
      method: 'POST',
      path: '/sync-runs',
      summary: 'Read a corp from the platform; the running run, if there is one',
      tags,
    })
    .input(z.object({ corpId: z.string().max(64), kind: z.enum(SYNC_KINDS).default('first') }))
    .output(syncRun),
  pauseSync: oc
    .route({ method: 'POST', path: '/sync-runs/{id}/pause', summary: 'Pause; the cursor is kept', tags })
    .input(ref)
    .output(syncRun),
  resumeSync: oc
    .route({
      method: 'POST',
      path: '/sync-runs/{id}/resume',
      summary: 'Go on where a paused or failed run stopped',
      tags,
    })
    .input(ref)
    .output(syncRun),
  cancelSync: oc
    .route({ method: 'POST', path: '/sync-runs/{id}/cancel', summary: 'Give up; what was read stays', tags })
    .input(ref)
    .output(syncRun),
  listReconciles: oc
    .route({
      method: 'GET',
      path: '/reconcile-reports',
      summary: 'What nightly reconciles found, newest first',
      tags,
    })
    .input(z.object({ ...page, corpId: z.string().max(64).optional() }))
    .output(listOf(reconcileReport)),
  listDifferences: oc
    .route({
      method: 'GET',
      path: '/reconcile-reports/{id}/differences',
      summary: 'The rows behind a reconcile’s numbers, within the reader’s data scope',
      tags,
    })
    .input(z.object({ id, ...page, kind: z.enum(DIFFERENCE_KINDS).optional() }))
    .output(listOf(difference)),
  listParkedJobs: oc
    .route({ method: 'GET', path: '/parked-jobs', summary: 'Jobs that need a person, newest first', tags })
    .output(listOf(parkedJob)),
  rerunParkedJob: oc
    .route({ method: 'POST', path: '/parked-jobs/{id}/rerun', summary: 'Run a parked job again', tags })
    .input(ref)
    .output(done),
};

/** What connection tells others. */
export const connectionEvents = {
  /** A corp was read to its end; derived figures may be rebuilt. */
  synchronised: {
    topic: 'connection.synchronised',
    payload: z.object({ corpId: z.string(), runId: id, kind: z.enum(SYNC_KINDS) }),
  },
  /** It became known of many friends whether they agreed to the chat archive; figures about messages change with it. */
  consentsRead: { topic: 'connection.consentsRead', payload: z.object({ corpId: z.string() }) },
  /** Customers agreed to the chat archive; where archiving is on, only now may they be greeted (code lives 20 s). */
  archiveAgreed: {
    topic: 'connection.archiveAgreed',
    payload: z.object({
      corpId: z.string(),
      agreed: z.array(
        z.object({
          staffId: id,
          externalUserid: z.string(),
          welcomeCode: z.string().nullable(),
          atMs: z.int(),
        }),
      ),
    }),
  },
};
