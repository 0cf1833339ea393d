// Private chats between a member and a customer, and what a message sets off: statistics, the archive,
// the end of a welcome code, and the events of 获客助手.
import type { Events } from '../callbacks/events.ts';
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import { externalUserId, publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import { ControlError } from '../core/errors.ts';
import type { Archive } from './archive.ts';
import type { Daily } from './daily.ts';
import type { Deliveries } from './deliveries.ts';
import { type Groups, STAFF_MEMBER } from './groups.ts';
import type { Corp, Organisation, Staff } from './organisation.ts';
import { FRIENDS, type Relation, type Relations } from './relations.ts';
import type { Shelves } from './shelves.ts';

export interface Said {
  byCustomer: boolean;
  msgtype: string;
  /** The body under the key named like the type. */
  body: Record<string, unknown>;
}

interface Parts {
  db: Database;
  clock: SimClock;
  organisation: Organisation;
  relations: Relations;
  shelves: Shelves;
  daily: Daily;
  archive: Archive;
  groups: Groups;
  deliveries: Deliveries;
  events: Events;
}

/** customer_acquisition reports the customer's 3rd, 5th and 10th message. */
const REPORTED_MESSAGES = new Set([3, 5, 10]);

/** Whether messages of this pair go to the archive. */
export function archived(corp: Corp, member: Staff, agree: number): boolean {
  if (corp.settings.archive === 'off' || !member.archive) return false;
  return agree === 1 || (agree === 0 && corp.settings.archive === 'default_agree');
}

/** The private chats of every corp. */
export class Conversations {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.clock.on('chat', ({ relation, by_customer, text }) => {
      const found = parts.relations.byId(Number(relation));
      if (found?.status !== FRIENDS) return;
      this.say(found, {
        byCustomer: Number(by_customer) === 1,
        msgtype: 'text',
        body: { text: { content: String(text) } },
      });
    });
  }

  /** One message now. */
  say(relation: Relation, said: Said): void {
    const { clock, relations, daily, archive, organisation, deliveries } = this.#parts;
    const at = clock.ms();
    const corp = organisation.corpByNo(relation.corp);
    const member = organisation.staffByNo(relation.staff);
    const person = relations.person(relation.person);
    const external = externalUserId(corp.no, relation.person, person?.type ?? 1);
    const inbound = relation.inbound + Number(said.byCustomer);
    relations.set(relation.id, { opened: relation.opened ?? at, last_talk: at, inbound });
    daily.message(member.no, relation.id, said.byCustomer, at);
    const [from, to] = said.byCustomer ? [external, member.userid] : [member.userid, external];
    deliveries.add({ at, kind: 'chat', to, from, body: { msgtype: said.msgtype, ...said.body } });
    if (archived(corp, member, relation.agree))
      archive.record(
        corp,
        { from, tolist: [to], roomid: '', msgtype: said.msgtype, body: said.body, external: true },
        at,
      );
    if (said.byCustomer && relation.link !== null)
      this.#reportToLink(corp, member, relation, external, inbound);
  }

  /** Somebody writes in a group; the archive files it when a member with a seat is in it. */
  sayInGroup(
    corp: Corp,
    chatId: string,
    by: { kind: 1 | 2; member: number },
    said: Omit<Said, 'byCustomer'>,
  ): void {
    const { clock, daily, archive, organisation, groups } = this.#parts;
    const members = groups.members(chatId);
    const speaker = members.find((one) => one.kind === by.kind && one.member === by.member);
    if (!speaker) throw new ControlError('Only members of the group can write in it.');
    const at = clock.ms();
    daily.groupMessage(chatId, by.kind, by.member, at);
    const seat = members
      .map((one) => (one.kind === STAFF_MEMBER ? organisation.staffByNo(one.member) : undefined))
      .find((one) => one?.archive);
    if (!seat || !archived(corp, seat, by.kind === STAFF_MEMBER ? 1 : speaker.agree)) return;
    const names = members.map((one) => groups.publicName(corp, one));
    const from = groups.publicName(corp, speaker);
    const tolist = names.filter((name) => name !== from);
    archive.record(
      corp,
      { from, tolist, roomid: chatId, msgtype: said.msgtype, body: said.body, external: true },
      at,
    );
  }

  #reportToLink(corp: Corp, member: Staff, relation: Relation, external: string, inbound: number): void {
    const { events, shelves, db, clock } = this.#parts;
    const link = relation.link ?? '';
    if (inbound === 1)
      events.emit({
        corp,
        event: 'customer_acquisition',
        change: 'customer_start_chat',
        about: member,
        fields: { UserID: member.userid, ExternalUserID: external, LinkId: link },
      });
    if (!REPORTED_MESSAGES.has(inbound)) return;
    const key = publicId('chatKey', '', corp.no, nextNumber(db, 'chat_key'));
    shelves.chatKeys.put(corp.no, key, { relation: relation.id, at: clock.ms(), received: inbound });
    events.emit({
      corp,
      event: 'customer_acquisition',
      change: 'message_from_customer',
      about: member,
      fields: { LinkId: link, ChatKey: key },
    });
  }
}
