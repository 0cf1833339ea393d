// How strangers become customers and stop being so: scanning codes, half additions, requests, deletions.
// Everything here is done by people, so it is what makes callbacks.
import type { Events } from '../callbacks/events.ts';
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import { ControlError } from '../core/errors.ts';
import { externalUserId, publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Daily } from './daily.ts';
import type { Corp, Organisation, Staff } from './organisation.ts';
import {
  DELETED_BY_CUSTOMER,
  DELETED_BY_STAFF,
  FRIENDS,
  HALF,
  type Relation,
  type Relations,
  REQUESTED,
} from './relations.ts';

export const WELCOME_MS = 20_000;

export interface Meeting {
  corp: Corp;
  member: Staff;
  person: number;
  addWay: number;
  state?: string | undefined;
  /** The acquisition link it came through. */
  link?: string | undefined;
  /** The member opened it, not the customer. */
  byStaff?: boolean;
  /** Whether the customer must wait for the member's consent. */
  needsConsent?: boolean;
  /** The customer added the member who has not confirmed yet. */
  half?: boolean;
}

export interface Met {
  external_userid: string;
  userid: string;
  /** `added`, `half`, `requested`, or `already` when they were friends before and nothing happened. */
  outcome: 'added' | 'half' | 'requested' | 'already';
  welcome_code: string | null;
}

interface Parts {
  db: Database;
  clock: SimClock;
  organisation: Organisation;
  relations: Relations;
  daily: Daily;
  events: Events;
}

/** Meetings and partings of every corp. */
export class Encounters {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  externalId(corp: number, person: number): string {
    return externalUserId(corp, person, this.#parts.relations.person(person)?.type ?? 1);
  }

  /** Two people become friends, half friends, or one asks the other. */
  meet(meeting: Meeting): Met {
    const { corp, member, person, byStaff = false } = meeting;
    const external = this.externalId(corp.no, person);
    const before = this.#parts.relations.between(member.no, person);
    if (before?.status === FRIENDS)
      return { external_userid: external, userid: member.userid, outcome: 'already', welcome_code: null };
    const status = meeting.needsConsent ? REQUESTED : meeting.half ? HALF : FRIENDS;
    if (status === FRIENDS) this.#mustHaveRoom(member);
    const relation = this.#parts.relations.join({
      corp: corp.no,
      staff: member.no,
      person,
      status,
      addedSeconds: this.#parts.clock.seconds(),
      addWay: meeting.addWay,
      state: meeting.state || null,
      oper: byStaff ? member.no : 0,
      link: meeting.link ?? null,
    });
    if (byStaff) this.#parts.daily.count(member.no, this.#parts.clock.ms(), 'applied');
    if (status === REQUESTED)
      return { external_userid: external, userid: member.userid, outcome: 'requested', welcome_code: null };
    return this.#greet(corp, member, relation, external);
  }

  /** A half friend is confirmed, or a request accepted, by the member. */
  confirm(corp: Corp, relation: Relation): Met {
    if (relation.status !== HALF && relation.status !== REQUESTED)
      throw new ControlError('There is nothing to confirm between these two.');
    const member = this.#parts.organisation.staffByNo(relation.staff);
    this.#mustHaveRoom(member);
    const wasHalf = relation.status === HALF;
    this.#parts.relations.set(relation.id, { status: FRIENDS });
    return this.#greet(
      corp,
      member,
      { ...relation, status: FRIENDS },
      this.externalId(corp.no, relation.person),
      wasHalf,
    );
  }

  /** The add event, with a welcome code unless the console greets or the half addition already gave one out. */
  #greet(corp: Corp, member: Staff, relation: Relation, external: string, wasHalf = false): Met {
    const { events, daily, clock } = this.#parts;
    const half = relation.status === HALF;
    const code =
      corp.settings.adminWelcome || wasHalf || external.startsWith('wo')
        ? null
        : this.welcomeCode(corp, relation.id, false);
    if (!half) daily.count(member.no, clock.ms(), 'added');
    events.emit({
      corp,
      event: 'change_external_contact',
      change: half ? 'add_half_external_contact' : 'add_external_contact',
      about: member,
      fields: {
        UserID: member.userid,
        ExternalUserID: external,
        State: relation.state ?? undefined,
        WelcomeCode: code ?? undefined,
      },
    });
    return {
      external_userid: external,
      userid: member.userid,
      outcome: half ? 'half' : 'added',
      welcome_code: code,
    };
  }

  /** A fresh welcome code for a relation: 20 s, once. */
  welcomeCode(corp: Corp, relation: number, needsConsent: boolean): string {
    const { db, clock } = this.#parts;
    const code = publicId('welcome', 'WELCOME', corp.no, nextNumber(db, 'welcome'));
    db.run(
      'INSERT INTO welcome VALUES (?, ?, ?, ?, 0, ?)',
      code,
      corp.no,
      relation,
      clock.ms(),
      Number(needsConsent),
    );
    return code;
  }

  /** The customer deletes the member («拉黑/删除»): the member loses him silently, the app hears of it. */
  customerLeaves(corp: Corp, relation: Relation): void {
    const { relations, daily, events, clock, organisation } = this.#parts;
    if (relation.status !== FRIENDS && relation.status !== HALF)
      throw new ControlError('These two are not friends.');
    const member = organisation.staffByNo(relation.staff);
    relations.set(relation.id, { status: DELETED_BY_CUSTOMER });
    daily.count(member.no, clock.ms(), 'lost');
    events.emit({
      corp,
      event: 'change_external_contact',
      change: 'del_follow_user',
      about: member,
      fields: { UserID: member.userid, ExternalUserID: this.externalId(corp.no, relation.person) },
    });
  }

  /** The member deletes the customer. */
  staffLeaves(corp: Corp, relation: Relation): void {
    const { relations, events, organisation } = this.#parts;
    if (relation.status !== FRIENDS && relation.status !== HALF)
      throw new ControlError('These two are not friends.');
    const member = organisation.staffByNo(relation.staff);
    relations.set(relation.id, { status: DELETED_BY_STAFF });
    events.emit({
      corp,
      event: 'change_external_contact',
      change: 'del_external_contact',
      about: member,
      fields: { UserID: member.userid, ExternalUserID: this.externalId(corp.no, relation.person) },
    });
  }

  #mustHaveRoom(member: Staff): void {
    if (member.status !== 1) throw new ControlError(`${member.userid} cannot add customers: not active.`);
    if (this.#parts.relations.countOf(member.no) >= member.capacity)
      throw new ControlError(`${member.userid} has reached the limit of ${member.capacity} customers.`);
  }
}
