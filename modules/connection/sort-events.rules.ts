// Which callback is whose business. Pure: from stored events to the facts that customers, channels and groups take,
// the follow-up work they ask for, and the events that Yutian does not know yet (kept) or cannot read (broken).
import type { RelationFact } from '@yutian/contract';
import type { XmlObject } from '@yutian/wecom';
import { text } from './inbox-key.rules.ts';

export interface StoredEvent {
  id: number;
  corpId: string;
  event: string;
  change: string | null;
  fields: XmlObject;
  happenedMs: number;
}

export interface RelationEvent {
  kind: RelationFact['kind'];
  userid: string;
  externalUserid: string;
  atMs: number;
  state: string | null;
  welcomeCode: string | null;
  byTransfer: boolean;
}

export interface ConsentEvent {
  userid: string;
  externalUserid: string;
  welcomeCode: string | null;
  atMs: number;
}

/** The events of one corp, sorted by who takes them. */
export interface SortedEvents {
  relations: RelationEvent[];
  consents: ConsentEvent[];
  groups: { change: 'create' | 'update' | 'dismiss'; chatId: string; atMs: number }[];
  acquisitions: { change: string; linkId: string | null; fields: Record<string, string>; atMs: number }[];
  directoryChanged: boolean;
  tagsChanged: boolean;
  archiveFilled: boolean;
  kept: number[];
  broken: { id: number; reason: string }[];
}

const RELATION_KINDS: Readonly<Record<string, RelationFact['kind']>> = {
  add_external_contact: 'added',
  add_half_external_contact: 'half_added',
  edit_external_contact: 'edited',
  del_external_contact: 'deleted_by_staff',
  del_follow_user: 'deleted_by_customer',
  transfer_fail: 'transfer_failed',
};
const GROUP_CHANGES = ['create', 'update', 'dismiss'] as const;

/** Sorts the events of one corp, in order of when they happened. */
export function sortEvents(events: readonly StoredEvent[]): SortedEvents {
  const sorted: SortedEvents = {
    relations: [],
    consents: [],
    groups: [],
    acquisitions: [],
    directoryChanged: false,
    tagsChanged: false,
    archiveFilled: false,
    kept: [],
    broken: [],
  };
  for (const event of events.toSorted((a, b) => a.happenedMs - b.happenedMs || a.id - b.id))
    sortOne(event, sorted);
  return sorted;
}

function sortOne(event: StoredEvent, sorted: SortedEvents): void {
  switch (event.event) {
    case 'change_external_contact':
      return sortRelation(event, sorted);
    case 'change_external_chat':
      return sortGroup(event, sorted);
    case 'change_external_tag':
      sorted.tagsChanged = true;
      return;
    case 'change_contact':
      sorted.directoryChanged = true;
      return;
    case 'customer_acquisition':
      return sortAcquisition(event, sorted);
    case 'msgaudit_notify':
      sorted.archiveFilled = true;
      return;
    default:
      sorted.kept.push(event.id);
  }
}

function sortRelation(event: StoredEvent, sorted: SortedEvents): void {
  const kind = RELATION_KINDS[event.change ?? ''];
  if (!kind && event.change !== 'msg_audit_approved') return void sorted.kept.push(event.id);
  const userid = text(event.fields, 'UserID');
  const externalUserid = text(event.fields, 'ExternalUserID');
  const missing = userid === '' ? 'UserID' : externalUserid === '' ? 'ExternalUserID' : undefined;
  if (missing) return void sorted.broken.push({ id: event.id, reason: `EVENT_FIELD_MISSING: ${missing}` });
  const welcomeCode = text(event.fields, 'WelcomeCode') || null;
  const atMs = event.happenedMs;
  if (!kind) return void sorted.consents.push({ userid, externalUserid, welcomeCode, atMs });
  sorted.relations.push({
    kind,
    userid,
    externalUserid,
    atMs,
    state: text(event.fields, 'State') || null,
    welcomeCode,
    byTransfer: text(event.fields, 'Source') === 'DELETE_BY_TRANSFER',
  });
}

function sortGroup(event: StoredEvent, sorted: SortedEvents): void {
  const change = GROUP_CHANGES.find((one) => one === event.change);
  if (!change) return void sorted.kept.push(event.id);
  const chatId = text(event.fields, 'ChatId');
  if (chatId === '') sorted.broken.push({ id: event.id, reason: 'EVENT_FIELD_MISSING: ChatId' });
  else sorted.groups.push({ change, chatId, atMs: event.happenedMs });
}

function sortAcquisition(event: StoredEvent, sorted: SortedEvents): void {
  if (!event.change) return void sorted.kept.push(event.id);
  const fields = Object.fromEntries(
    Object.entries(event.fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  sorted.acquisitions.push({
    change: event.change,
    linkId: fields.LinkId ?? null,
    fields,
    atMs: event.happenedMs,
  });
}
