// The contract of customers: one person per human, his relations, tags, timeline, consents, merges and privacy.
// The list as CSV is a plain download: GET /api/v1/customers.csv with the filters of `listCustomers`,
// `columns` (some of CUSTOMER_COLUMNS joined by commas; absent: all) and `bom=true`.
import { z } from 'zod';
import { done, id, instant, listOf, page } from './common.ts';
import * as shape from './customers-shapes.ts';

// Named one by one: the shapes' short names would collide with those of other modules.
export {
  CONSENT_PURPOSES,
  type ConsentPurpose,
  CUSTOMER_COLUMNS,
  type CustomerColumn,
  CUSTOMER_KINDS,
  type CustomerDetail,
  type CustomerFilter,
  customerFilter,
  type CustomerRow,
  customersEvents,
  FIELD_KINDS,
  LOST_BY,
  MARKS,
  MERGE_CONFLICTS,
  type MergeConflict,
  PUSHES,
  RELATION_EVENT_KINDS,
  REVIEW_STATUSES,
  type Standing,
  STANDINGS,
  type TagGroupView,
} from './customers-shapes.ts';
import { byId, edition, route } from './route.ts';

const people = {
  listCustomers: route('customers', 'GET', '/customers', 'Customers, latest added first')
    .input(shape.customerFilter.extend(page))
    .output(listOf(shape.customerRow)),
  countCustomers: route(
    'customers',
    'GET',
    '/customers/count',
    'How many customers fit',
    'Exact up to 10,000; beyond that an estimate (`exact` false, shown with 约).',
  )
    .input(shape.customerFilter)
    .output(z.object({ count: z.int(), exact: z.boolean() })),
  getCustomer: route('customers', 'GET', '/customers/{id}', 'One person, all around')
    .meta(edition('customer', 'id'))
    .input(byId)
    .output(shape.customerDetail),
  updateCustomer: route(
    'customers',
    'PATCH',
    '/customers/{id}',
    'Set the member number and custom fields',
    'A member number that belongs to somebody else becomes evidence that both are one person (mergePending).',
  )
    .meta(edition('customer', 'id'))
    .input(
      byId.extend({
        memberNo: z.string().trim().min(1).max(64).optional(),
        custom: z
          .record(z.string(), z.unknown())
          .optional()
          .describe('fieldId → value; null empties the field; fields not named stay'),
      }),
    )
    .output(z.object({ ok: z.literal(true), mergePending: z.boolean() })),
  addPhone: route(
    'customers',
    'POST',
    '/customers/{id}/phones',
    'Note a phone number',
    'It is sealed at once. A number that belongs to somebody else is evidence that both are one person.',
  )
    .input(byId.extend({ phone: z.string().trim().min(5).max(30) }))
    .output(z.object({ ok: z.literal(true), mergePending: z.boolean() })),
  revealPhones: route(
    'customers',
    'POST',
    '/customers/{id}/phones/reveal',
    'Show whole phone numbers; who looked is kept in the audit log',
  )
    .input(byId.extend({ reason: shape.reasonText }))
    .output(z.object({ phones: z.array(z.string()) })),
  editRemark: route(
    'customers',
    'PUT',
    '/customers/{id}/remark',
    'Set the remark a member of staff has for him; it is sent to the platform',
  )
    .meta(edition('customer', 'id'))
    .input(
      byId.extend({
        staffId: id,
        remark: z.string().trim().max(20),
        description: z.string().trim().max(150).default(''),
      }),
    )
    .output(done),
  listTimeline: route('customers', 'GET', '/customers/{id}/timeline', 'All that happened, newest first')
    .input(byId.extend(page))
    .output(listOf(shape.timelineItem)),
  listRelationHistory: route(
    'customers',
    'GET',
    '/customers/{id}/relation-history',
    'What happened between him and staff, newest first',
  )
    .input(byId.extend(page))
    .output(listOf(shape.relationEventView)),
  countPeople: route(
    'customers',
    'GET',
    '/person-count',
    'How many people the company holds data of',
    'From 900,000 on a warning; at 1,000,000 the report of the person in charge is due (R12).',
  ).output(shape.personCount),
};

const notes = {
  listNotes: route('customers', 'GET', '/customers/{id}/notes', 'Follow-up notes, newest first')
    .meta(edition('note'))
    .input(byId.extend(page))
    .output(listOf(shape.noteView)),
  addNote: route('customers', 'POST', '/customers/{id}/notes', 'Write a follow-up note')
    .input(byId.extend({ body: z.string().trim().min(1).max(2_000) }))
    .output(shape.noteView),
  editNote: route('customers', 'PATCH', '/customers/{id}/notes/{noteId}', 'Change one’s own note')
    .meta(edition('note', 'noteId'))
    .input(byId.extend({ noteId: id, body: z.string().trim().min(1).max(2_000) }))
    .output(shape.noteView),
  deleteNote: route('customers', 'DELETE', '/customers/{id}/notes/{noteId}', 'Delete one’s own note')
    .meta(edition('note', 'noteId'))
    .input(byId.extend({ noteId: id }))
    .output(done),
};

const tags = {
  listTagGroups: route('tags', 'GET', '/tag-groups', 'Tag groups with their tags and how many carry them')
    .meta(edition('tag'))
    .input(z.object({ corpId: z.string().max(64).optional() }))
    .output(listOf(shape.tagGroupView)),
  createTagGroup: route(
    'tags',
    'POST',
    '/tag-groups',
    'Make a group with its first tags; the platform knows no empty group',
  )
    .input(
      z.object({
        corpId: z.string().min(1).max(64),
        name: shape.tagName,
        tags: z.array(shape.tagName).min(1).max(100),
      }),
    )
    .output(z.object({ groupId: id })),
  editTagGroup: route('tags', 'PATCH', '/tag-groups/{id}', 'Rename or move a group')
    .meta(edition('tag', 'id'))
    .input(
      byId.extend({ name: shape.tagName.optional(), position: z.int().min(0).max(4_294_967_295).optional() }),
    )
    .output(done),
  deleteTagGroup: route('tags', 'DELETE', '/tag-groups/{id}', 'Delete a group, its tags and their marks')
    .meta(edition('tag', 'id'))
    .input(byId)
    .output(done),
  createTags: route('tags', 'POST', '/tag-groups/{id}/tags', 'Add tags to a group')
    .input(byId.extend({ names: z.array(shape.tagName).min(1).max(100) }))
    .output(z.object({ tagIds: z.array(id) })),
  editTag: route('tags', 'PATCH', '/tags/{id}', 'Rename or move a tag')
    .meta(edition('tag', 'id'))
    .input(
      byId.extend({ name: shape.tagName.optional(), position: z.int().min(0).max(4_294_967_295).optional() }),
    )
    .output(done),
  deleteTag: route('tags', 'DELETE', '/tags/{id}', 'Delete a tag from the corp and from everybody')
    .meta(edition('tag', 'id'))
    .input(byId)
    .output(done),
  getTagLimits: route('tags', 'GET', '/tag-limits', 'How many tags a corp may still make, and who says so')
    .meta(edition('tagLimit'))
    .input(z.object({ corpId: z.string().min(1).max(64) }))
    .output(shape.tagLimits),
  setTagCap: route(
    'tags',
    'PUT',
    '/tag-limits',
    'Choose which of the platform’s contradicting caps holds for this company',
  )
    .meta(edition('tagLimit'))
    .input(z.object({ cap: z.int().min(1).max(100_000) }))
    .output(done),
  previewTagging: route('tags', 'POST', '/tagging/preview', 'What bulk tagging will do, and to whom')
    .input(shape.taggingRequest)
    .output(shape.taggingPreview),
  tagCustomers: route(
    'tags',
    'POST',
    '/tagging',
    'Tag one or many',
    'Marks show at once and are pushed to the platform one relation after another; what it refuses is shown.',
  )
    .input(shape.taggingRequest)
    .output(z.object({ people: z.int(), relations: z.int() })),
};

const fields = {
  listCustomFields: route('customers', 'GET', '/custom-fields', 'Fields the company added to people')
    .meta(edition('customField'))
    .output(listOf(shape.customFieldView)),
  createCustomField: route('customers', 'POST', '/custom-fields', 'Add a field')
    .input(
      z.object({
        name: z.string().trim().min(1).max(30),
        kind: z.enum(shape.FIELD_KINDS),
        options: z.array(z.string().trim().min(1).max(30)).max(100).default([]),
      }),
    )
    .output(z.object({ fieldId: id })),
  editCustomField: route(
    'customers',
    'PATCH',
    '/custom-fields/{id}',
    'Rename, move, archive a field or change its options; values stay',
  )
    .meta(edition('customField', 'id'))
    .input(
      byId.extend({
        name: z.string().trim().min(1).max(30).optional(),
        options: z.array(z.string().trim().min(1).max(30)).max(100).optional(),
        position: z.int().min(0).max(10_000).optional(),
        archived: z.boolean().optional(),
      }),
    )
    .output(done),
};

const alerts = {
  listLossAlerts: route('customers', 'GET', '/loss-alerts', '谁不见了: who deleted whom, newest first')
    .input(
      z.object({
        ...page,
        open: z.boolean().default(true).describe('only those nobody has acknowledged'),
        staffId: id.optional(),
        storeId: id.optional().describe('left the staff of this store'),
      }),
    )
    .output(listOf(shape.lossAlert)),
  acknowledgeLossAlert: route(
    'customers',
    'POST',
    '/customers/{id}/loss-alerts/{alertId}/acknowledge',
    'Say that it was seen to',
  )
    .input(byId.extend({ alertId: id, comment: z.string().trim().max(300).default('') }))
    .output(done),
};

const oneId = {
  listMergeReviews: route(
    'customers',
    'GET',
    '/merge-reviews',
    'Pairs that may be one person but whose evidence conflicts',
  )
    .input(
      z.object({ ...page, status: z.enum(shape.REVIEW_STATUSES).default('open'), customerId: id.optional() }),
    )
    .output(listOf(shape.mergeReview)),
  acceptMergeReview: route('customers', 'POST', '/merge-reviews/{id}/accept', 'They are one person')
    .input(byId.extend({ reason: shape.reasonText }))
    .output(z.object({ mergeId: id, customerId: id })),
  rejectMergeReview: route(
    'customers',
    'POST',
    '/merge-reviews/{id}/reject',
    'They are two people; this evidence will not merge anybody by itself again',
  )
    .input(byId.extend({ reason: shape.reasonText }))
    .output(done),
  listMerges: route('customers', 'GET', '/merges', 'Merges, newest first')
    .input(z.object({ ...page, customerId: id.optional() }))
    .output(listOf(shape.mergeView)),
  previewMerge: route('customers', 'GET', '/merges/preview', 'What speaks against merging two people')
    .input(z.object({ keepId: id, otherId: id }))
    .output(
      z.object({ conflicts: z.array(z.enum(shape.MERGE_CONFLICTS)), relations: z.int(), messages: z.int() }),
    ),
  mergeCustomers: route('customers', 'POST', '/merges', 'Merge two people by hand')
    .input(z.object({ keepId: id, otherId: id, reason: shape.reasonText }))
    .output(z.object({ mergeId: id, customerId: id })),
  undoMerge: route(
    'customers',
    'POST',
    '/merges/{id}/undo',
    'Split two people again',
    'Every row goes back where it came from. A later merge of the same person has to be undone first.',
  )
    .input(byId.extend({ reason: shape.reasonText }))
    .output(done),
};

const privacy = {
  listConsents: route('customers', 'GET', '/customers/{id}/consents', 'All consent receipts, newest first')
    .input(byId)
    .output(listOf(shape.consentView)),
  recordConsent: route(
    'customers',
    'POST',
    '/customers/{id}/consents',
    'Keep the receipt of a consent or of its withdrawal (R11)',
  )
    .input(
      byId.extend({
        purpose: z.enum(shape.CONSENT_PURPOSES),
        granted: z.boolean().describe('false: withdrawn'),
        at: instant.optional().describe('when the person said so; absent: now'),
        channel: z.string().trim().min(1).max(40),
        noticeVersion: z.string().trim().min(1).max(60),
        evidence: z.string().trim().max(500).default(''),
      }),
    )
    .output(shape.consentView),
  getPersonalData: route(
    'customers',
    'GET',
    '/customers/{id}/personal-data',
    'Everything held about one person, of all modules',
  )
    .input(byId)
    .output(z.object({ customerId: id, at: instant, parts: z.record(z.string(), z.unknown()) })),
  previewErasure: route('customers', 'GET', '/customers/{id}/erasure', 'What deletion would remove and keep')
    .input(byId)
    .output(
      z.object({
        removed: z.record(z.string(), z.number()),
        kept: z.record(z.string(), z.number()),
        liveRelations: z.int().describe('friends on the platform: a later read makes him known again'),
      }),
    ),
  erasePerson: route(
    'customers',
    'POST',
    '/customers/{id}/erasure',
    'Delete a person’s data; cannot be undone',
  )
    .meta(edition('customer', 'id'))
    .input(byId.extend({ reason: shape.reasonText }))
    .output(shape.erasureReceipt),
  listErasures: route('customers', 'GET', '/erasures', 'Receipts of deletions, newest first')
    .input(z.object(page))
    .output(listOf(shape.erasureReceipt)),
};

export const customers = { ...people, ...notes, ...tags, ...fields, ...alerts, ...oneId, ...privacy };

/** customers ← every module that holds personal data: access, copy and deletion (R11). */
export interface PersonalDataHolder<Tx> {
  /** The part's name in the export, `orders`. */
  readonly part: string;
  /** All that is held about the person, as JSON. */
  exportPerson(tx: Tx, tenantId: number, customerId: string): Promise<unknown>;
  /** How many rows an erasure would remove and keep, by kind. */
  countPerson(
    tx: Tx,
    tenantId: number,
    customerId: string,
  ): Promise<{ removed: Record<string, number>; kept: Record<string, number> }>;
  /** Deletes what is personal; what law requires stays without a name. @returns counts by kind. */
  erasePerson(
    tx: Tx,
    tenantId: number,
    customerId: string,
    atMs: number,
  ): Promise<{ removed: Record<string, number>; kept: Record<string, number> }>;
}
