// Shapes of the customers' part of the contract: people, relations, tags, merges, consents.
import { z } from 'zod';
import { day, id, instant } from './common.ts';

export const CUSTOMER_KINDS = ['wechat', 'wecom', 'unknown'] as const;
export const STANDINGS = ['friend', 'half', 'lost'] as const;
export const LOST_BY = ['staff', 'customer', 'transfer', 'unknown'] as const;
export const RELATION_EVENT_KINDS = [
  'added',
  'half_added',
  'deleted_by_staff',
  'deleted_by_customer',
  'transferred',
  'transfer_failed',
  'missing',
  'remark',
  'tags',
] as const;
export const CONSENT_PURPOSES = [
  'marketing',
  'profiling',
  'archive',
  'sharing',
  'sensitive',
  'minor',
] as const;
export const MARKS = ['on', 'adding', 'removing', 'refused'] as const;
export const PUSHES = ['none', 'pending', 'refused'] as const;
export const FIELD_KINDS = ['text', 'number', 'date', 'choice', 'choices'] as const;
export const REVIEW_STATUSES = ['due', 'merged', 'open', 'accepted', 'rejected', 'moot'] as const;
export const MERGE_CONFLICTS = [
  'different_unionid',
  'different_member_no',
  'two_accounts_in_one_corp',
  'rejected_before',
] as const;

export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];
export type Standing = (typeof STANDINGS)[number];
export type MergeConflict = (typeof MERGE_CONFLICTS)[number];

const idList = z
  .string()
  .max(4_000)
  .regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36})*$/)
  .describe('ids joined by commas');

/** Filters of the customer list, its count, its CSV and of bulk tagging. */
export const customerFilter = z.object({
  text: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .optional()
    .describe(
      'any fragment of name, remark, phone tail or member number; a whole phone number finds its owner',
    ),
  staffId: id.optional(),
  storeId: id.optional().describe('customers of the staff of this store'),
  corpId: z.string().max(64).optional(),
  tagsAny: idList.optional().describe('carries at least one of these tags'),
  tagsAll: idList.optional().describe('carries each of these tags'),
  tagsNone: idList.optional().describe('carries none of these tags'),
  state: z.string().min(1).max(64).optional().describe('state of the channel code or link of the latest add'),
  addWay: z.coerce.number().int().min(0).optional().describe('the platform’s number of the way of adding'),
  addedFrom: day.optional(),
  addedTo: day.optional().describe('inclusive'),
  standing: z
    .enum(['live', 'lost'])
    .optional()
    .describe('live: still a friend of somebody (who fits the other filters); lost: deleted by one side'),
  provisional: z.boolean().optional().describe('true: known by orders only'),
  hasPhone: z.boolean().optional(),
});
export type CustomerFilter = z.infer<typeof customerFilter>;

/** Columns of the list as a file. Where a person has several relations, a cell names all of them. */
export const CUSTOMER_COLUMNS = [
  'id',
  'name',
  'memberNo',
  'phone',
  'provisional',
  'firstAdded',
  'recent',
  'inbound',
  'tags',
  'staff',
  'store',
  'standing',
  'remark',
  'from',
] as const;
export type CustomerColumn = (typeof CUSTOMER_COLUMNS)[number];

export const customerTagView = z.object({
  tagId: id,
  name: z.string(),
  groupName: z.string().nullable(),
  staffId: id,
  mark: z
    .enum(MARKS)
    .describe('on: as on the platform; adding, removing: being pushed; refused: see refusedCode'),
  refusedCode: z.string().nullable(),
});

const source = z
  .string()
  .nullable()
  .describe('channel and code that the state names; the state itself where no code is known by it');

/** A line of the customer list. */
export const customerRow = z.object({
  id,
  name: z.string(),
  avatar: z.string().nullable(),
  gender: z.int().describe('0 unknown, 1 male, 2 female'),
  kind: z.enum(CUSTOMER_KINDS),
  corpName: z.string().nullable(),
  provisional: z.boolean(),
  memberNo: z.string().nullable(),
  phoneTails: z.array(z.string()).describe('last four digits of each known phone'),
  firstAddedAt: instant.nullable(),
  recentAt: instant.describe('latest add, or when he became known'),
  lastInboundAt: instant.nullable(),
  tags: z.array(z.object({ tagId: id, name: z.string() })),
  relations: z
    .array(
      z.object({
        staffId: id,
        staffName: z.string().nullable(),
        storeName: z.string().nullable(),
        standing: z.enum(STANDINGS),
        remark: z.string(),
        state: z.string().nullable(),
        source,
        addWay: z.int().nullable(),
        addedAt: instant.nullable(),
        lostAt: instant.nullable(),
      }),
    )
    .describe('within the reader’s data scope, latest first, at most five'),
});
export type CustomerRow = z.infer<typeof customerRow>;

export const customerRelation = z.object({
  staffId: id,
  staffName: z.string().nullable(),
  storeName: z.string().nullable(),
  corpId: z.string(),
  standing: z.enum(STANDINGS),
  state: z.string().nullable(),
  source,
  addWay: z.int().nullable(),
  remark: z.string(),
  description: z.string(),
  firstAddedAt: instant.nullable(),
  addedAt: instant.nullable(),
  lostAt: instant.nullable(),
  lostBy: z.enum(LOST_BY).nullable(),
  firstOutboundAt: instant.nullable(),
  firstInboundAt: instant.nullable(),
  lastInboundAt: instant.nullable(),
});

export const consentView = z.object({
  consentId: id,
  purpose: z.enum(CONSENT_PURPOSES),
  granted: z.boolean(),
  at: instant,
  channel: z.string().describe('where it was given: form, chat, store, hotline …'),
  noticeVersion: z.string().describe('which text was shown'),
  evidence: z
    .string()
    .nullable()
    .describe('null, as recordedBy: taken by a store the reader does not answer for'),
  recordedBy: z.string().nullable(),
});

export const mergeView = z.object({
  mergeId: id,
  winnerId: id,
  loserId: id,
  winnerName: z.string().nullable(),
  loserName: z.string().nullable(),
  evidence: z.string().describe('unionid, phone, member_no, shop_buyer or manual'),
  explanation: z.string(),
  at: instant,
  byName: z.string(),
  undoneAt: instant.nullable(),
  undoneBy: z.string().nullable(),
  undoReason: z.string().nullable(),
});

/** The 360° page. */
export const customerDetail = z.object({
  id,
  name: z.string(),
  avatar: z.string().nullable(),
  gender: z.int(),
  kind: z.enum(CUSTOMER_KINDS),
  corpName: z.string().nullable(),
  provisional: z.boolean(),
  memberNo: z.string().nullable(),
  phoneTails: z.array(z.string()),
  firstAddedAt: instant.nullable(),
  createdAt: instant,
  lastInboundAt: instant.nullable(),
  custom: z.record(z.string(), z.unknown()).describe('fieldId → value'),
  identities: z
    .array(z.object({ kind: z.string(), hint: z.string() }))
    .describe('which keys are known; hints are masked'),
  relations: z.array(customerRelation).describe('with staff in the reader’s scope'),
  others: z
    .object({ stores: z.int(), staff: z.int() })
    .describe('how many stores and staff outside the reader’s scope are his friends too; 0 for who sees all'),
  tags: z.array(customerTagView),
  consents: z.array(consentView).describe('the latest receipt of each purpose'),
  stats: z.object({
    liveRelations: z.int(),
    lostRelations: z.int(),
    inbound: z.int().describe('messages from him'),
    outbound: z.int().describe('messages by staff, without automatic ones'),
    automatic: z.int(),
    daysTalked: z.int().describe('days with a message from him'),
    lastOutboundAt: instant.nullable(),
  }),
  merges: z.array(mergeView).describe('people merged into him, not undone'),
  openReviews: z.int(),
});
export type CustomerDetail = z.infer<typeof customerDetail>;

/** A line of the timeline; the console words `kind` with `detail`. */
export const timelineItem = z.object({
  kind: z.string(),
  key: z.string(),
  at: instant,
  staffId: id.nullable(),
  staffName: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});

export const relationEventView = z.object({
  kind: z.enum(RELATION_EVENT_KINDS),
  at: instant,
  staffId: id,
  staffName: z.string().nullable(),
  state: z.string().nullable(),
  source,
  addWay: z.int().nullable(),
  detail: z.record(z.string(), z.unknown()),
});

export const noteView = z.object({
  noteId: id,
  body: z.string(),
  authorName: z.string(),
  mine: z.boolean(),
  createdAt: instant,
  editedAt: instant.nullable(),
});

export const tagView = z.object({
  tagId: id,
  name: z.string(),
  position: z.number(),
  people: z.int().describe('people who carry it'),
  push: z.enum(PUSHES).describe('pending: not yet on the platform; refused: see pushMessage'),
  pushCode: z.string().nullable(),
  pushMessage: z.string().nullable(),
});

export const tagGroupView = z.object({
  groupId: id,
  corpId: z.string(),
  name: z.string(),
  position: z.number(),
  push: z.enum(PUSHES),
  pushCode: z.string().nullable(),
  pushMessage: z.string().nullable(),
  tags: z.array(tagView),
});
export type TagGroupView = z.infer<typeof tagGroupView>;

export const tagName = z.string().trim().min(1).max(30);

/** Whom bulk tagging is for: listed people, or everybody who fits a filter. */
export const taggingRequest = z.object({
  customerIds: z.array(id).max(1_000).optional(),
  filter: customerFilter.optional(),
  add: z.array(id).max(20).default([]),
  remove: z.array(id).max(20).default([]),
});

export const taggingPreview = z.object({
  people: z.int().describe('whose tags will change'),
  relations: z.int().describe('pairs of customer and staff that will change'),
  calls: z.int().describe('platform calls it takes'),
  minutes: z.number().describe('how long that takes at the budget of bulk work'),
  unchanged: z.int().describe('people who already are as wanted'),
  unreachable: z.int().describe('people without a live relation in the tags’ corp'),
  byStaff: z
    .array(z.object({ staffId: id, staffName: z.string().nullable(), people: z.int() }))
    .describe('most first, at most twenty'),
  sample: z.array(z.object({ id, name: z.string() })).describe('at most ten of them'),
});

export const tagLimits = z.object({
  corpId: z.string(),
  tags: z.int().describe('live tags, those on their way included'),
  cap: z.int(),
  left: z.int(),
  level: z.enum(['fine', 'near', 'full']),
  capChoices: z.array(z.object({ cap: z.int(), source: z.string(), read: z.string() })),
  nameLength: z.int(),
  source: z.string(),
});

export const customFieldView = z.object({
  fieldId: id,
  name: z.string(),
  kind: z.enum(FIELD_KINDS),
  options: z.array(z.string()),
  position: z.int(),
  archived: z.boolean(),
});

export const lossAlert = z.object({
  alertId: id,
  customerId: id,
  customerName: z.string(),
  kind: z.enum(['deleted_by_customer', 'deleted_by_staff', 'missing']),
  staffId: id,
  staffName: z.string().nullable(),
  storeName: z.string().nullable(),
  at: instant,
  cameBack: z.boolean().describe('he is a friend of the same member of staff again'),
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  comment: z.string().nullable(),
});

const reviewSide = z.object({
  id,
  name: z.string(),
  provisional: z.boolean(),
  memberNo: z.string().nullable(),
  phoneTails: z.array(z.string()),
  firstAddedAt: instant.nullable(),
  relations: z.int(),
});

export const mergeReview = z.object({
  reviewId: id,
  a: reviewSide.nullable().describe('null when he was erased'),
  b: reviewSide.nullable(),
  evidence: z.string().describe('the kind of key both have'),
  conflicts: z.array(z.enum(MERGE_CONFLICTS)),
  status: z.enum(REVIEW_STATUSES),
  at: instant,
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
});

export const erasureReceipt = z.object({
  erasureId: id,
  customerId: id,
  at: instant,
  byName: z.string(),
  reason: z.string(),
  removed: z.record(z.string(), z.number()).describe('what was deleted, by kind, with counts'),
  kept: z.record(z.string(), z.number()).describe('what stays as anonymous facts, by kind, with counts'),
});

export const personCount = z.object({
  people: z.int(),
  provisional: z.int(),
  friends: z.int().describe('people with a live relation'),
  countedAt: instant,
  warnFrom: z.int(),
  reportFrom: z.int(),
  level: z.enum(['fine', 'warn', 'report']),
  source: z.string(),
});

export const reasonText = z.string().trim().min(1).max(300);

// Facts that other modules answer to. Payloads carry ids only.

/** People were merged: every row of `from` now belongs to `to`. A set, at most some hundreds of pairs. */
export const customersMerged = {
  topic: 'customers.merged',
  payload: z.object({ merges: z.array(z.object({ from: id, to: id })) }),
};

/**
 * A merge was undone: `restored` lives again. Rows that were first written for one of `bornIds` go back from `from` to
 * `restored`; what was written after the merge stays with `from`.
 */
export const customersUnmerged = {
  topic: 'customers.unmerged',
  payload: z.object({ from: id, restored: id, bornIds: z.array(id) }),
};

/** A person's data was deleted; what law requires stays without a name. */
export const customersErased = {
  topic: 'customers.erased',
  payload: z.object({ customerId: id }),
};

export const customersEvents = {
  merged: customersMerged,
  unmerged: customersUnmerged,
  erased: customersErased,
};
