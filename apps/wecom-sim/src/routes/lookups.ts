// What nearly every handler asks first: is this a member the app may see, is this a customer, which page is wanted.
import { WecomError } from '../core/errors.ts';
import { personOf } from '../core/ids.ts';
import type { Input } from '../core/input.ts';
import type { Call } from '../router.ts';
import type { Staff } from '../state/organisation.ts';
import type { Relation } from '../state/relations.ts';

const USERID = /^[\w@.-]{1,64}$/;

/** A member by userid: 40003 malformed, 60111 unknown or gone, 60011 outside the app's range. */
export function memberOf(call: Call, userid: string): Staff {
  const member = staffOf(call, userid);
  if (member.status === 5) throw new WecomError(60111);
  if (!call.world.organisation.sees(call.app, member)) throw new WecomError(60011);
  return member;
}

/** A member, or one who has left. */
export function staffOf(call: Call, userid: string): Staff {
  if (!USERID.test(userid)) throw new WecomError(40003);
  const member = call.world.organisation.staff(call.corp.no, userid);
  if (!member) throw new WecomError(60111);
  return member;
}

/** A member with the 客户联系 right (84074 without it). */
export function serviceMember(call: Call, userid: string): Staff {
  const member = memberOf(call, userid);
  if (!member.contact) throw new WecomError(84074);
  return member;
}

/** The person behind an external_userid: 40096 when it is none of this corp. */
export function personIn(call: Call, externalUserid: string): number {
  const person = personOf(call.corp.no, externalUserid);
  if (person === undefined) throw new WecomError(40096);
  return person;
}

/** The friendship of a member and a customer: 84061 when there is none. */
export function friendship(
  call: Call,
  userid: string,
  externalUserid: string,
): { member: Staff; relation: Relation } {
  const member = serviceMember(call, userid);
  const relation = call.world.relations.friends(member.no, personIn(call, externalUserid));
  if (!relation) throw new WecomError(84061);
  return { member, relation };
}

/** All members the app sees who may serve customers, in the order they were made. */
export function serviceMembers(call: Call): Staff[] {
  const { organisation } = call.world;
  return organisation
    .members(call.corp.no)
    .filter((member) => member.contact && member.status === 1 && organisation.sees(call.app, member));
}

/** The page size: absent or above the maximum falls back instead of failing (contract §1.6). */
export function pageSize(body: Input, fallback: number, max: number): number {
  const limit = body.intOr('limit');
  if (limit === undefined || limit <= 0) return fallback;
  return limit > max ? fallback : limit;
}

/** Cursors are opaque to clients: base64url of the position. */
export const toCursor = (...position: number[]): string =>
  Buffer.from(position.join('.')).toString('base64url');

/** The position inside a cursor, zeros at the start; 50100 for what is no cursor of ours. */
export function fromCursor(body: Input, length = 1): number[] {
  const cursor = body.textOr('cursor') ?? '';
  if (cursor === '') return Array.from({ length }, () => 0);
  const position = Buffer.from(cursor, 'base64url').toString('latin1').split('.').map(Number);
  if (position.length !== length || position.some((part) => !Number.isInteger(part)))
    throw new WecomError(50100, 'invalid cursor');
  return position;
}

/** One page of a list that is already in memory, by offset. */
export function pageOf<T>(
  list: readonly T[],
  body: Input,
  fallback: number,
  max: number,
): { items: T[]; next_cursor: string } {
  const [offset = 0] = fromCursor(body);
  const items = list.slice(offset, offset + pageSize(body, fallback, max));
  const end = offset + items.length;
  return { items, next_cursor: end < list.length ? toCursor(end) : '' };
}
