// Plays customers and members on their phones: scanning, accepting, writing, deleting, agreeing.
import { ControlError } from '../core/errors.ts';
import { personOfUnion, unionId } from '../core/ids.ts';
import { Random } from '../core/random.ts';
import type { Met } from '../state/encounters.ts';
import type { Corp, Staff } from '../state/organisation.ts';
import { FRIENDS } from '../state/relations.ts';
import type { ContactWay } from '../state/shelves.ts';
import type { World } from '../world.ts';
import { answerConsent } from './consent.ts';
import { inventPerson } from './names.ts';
import { corpOf, pairOf, type PairInput, personIdOf, staffOf } from './targets.ts';

export interface StrangerInput {
  corpid?: string;
  /** An existing person; without it somebody new is invented. */
  external_userid?: string;
  /** The same, for a person who is known from another corp. */
  unionid?: string;
  name?: string;
  gender?: number;
  mobile?: string;
  /** 1 uses WeChat, 2 WeCom of another corp. */
  type?: number;
}

export interface ScanInput extends StrangerInput {
  /** One of the three says which code: its id, the URL printed in it, or the state it carries. */
  config_id?: string;
  qr_code?: string;
  state?: string;
  /** This member of the code, instead of one by chance. */
  userid?: string;
  /** The member has not confirmed yet: add_half_external_contact. */
  half?: boolean;
}

const SCANNED = 1;

/** Everyone a contact way may lead to today, with room for one more. */
export function candidatesOf(world: World, corp: Corp, way: Pick<ContactWay, 'user' | 'party'>): Staff[] {
  const { organisation, relations } = world;
  const found = new Map<string, Staff>();
  for (const userid of way.user) {
    const member = organisation.staff(corp.no, userid);
    if (member) found.set(member.userid, member);
  }
  for (const party of way.party) {
    const range = organisation.withChildren(corp.no, party);
    for (const member of organisation.members(corp.no))
      if (member.departments.some((id) => range.has(id))) found.set(member.userid, member);
  }
  return [...found.values()].filter(
    (member) => member.status === 1 && member.contact && relations.countOf(member.no) < member.capacity,
  );
}

export function wayOf(
  world: World,
  corp: Corp,
  input: { config_id?: string; qr_code?: string; state?: string },
): ContactWay {
  const { ways } = world.shelves;
  const id = input.config_id ?? input.qr_code?.split('?')[0]?.split('/').at(-1);
  const way =
    id === undefined
      ? ways.all(corp.no).find(({ value }) => value.state === input.state)?.value
      : ways.get(corp.no, id);
  if (!way) throw new ControlError('No contact way has this config_id, qr_code or state.');
  if (way.is_temp && way.created + way.expires_in < world.clock.seconds())
    throw new ControlError('This temporary code has expired.');
  return way;
}

export function peopleControl(world: World) {
  const chance = new Random('people');

  function personFor(corp: Corp, input: StrangerInput): number {
    if (input.external_userid !== undefined) return personIdOf(corp, input.external_userid);
    if (input.unionid !== undefined) {
      const known = personOfUnion(input.unionid);
      if (known === undefined) throw new ControlError(`Nobody has the unionid ${input.unionid}.`);
      return known;
    }
    const invented = inventPerson(chance);
    return world.relations.addPerson({
      name: input.name ?? invented.name,
      gender: input.gender ?? invented.gender,
      type: input.type ?? 1,
      mobile: input.mobile ?? null,
      company: input.type === 2 ? '某某科技有限公司' : null,
    });
  }

  function scanOnce(corp: Corp, way: ContactWay, input: ScanInput): Met {
    const candidates = candidatesOf(world, corp, way).filter(
      (member) => input.userid === undefined || member.userid === input.userid,
    );
    if (candidates.length === 0) throw new ControlError('Nobody behind this code can take another customer.');
    const person = personFor(corp, input);
    const known = way.is_exclusive
      ? candidates.find((member) => world.relations.friends(member.no, person))
      : undefined;
    return world.encounters.meet({
      corp,
      member: known ?? chance.pick(candidates),
      person,
      addWay: SCANNED,
      state: way.state,
      needsConsent: !way.skip_verify,
      half: input.half ?? false,
    });
  }

  return {
    /** Makes a person known to nobody yet; returns the ids he will have in this corp and everywhere. */
    createPerson(input: StrangerInput = {}): { external_userid: string; unionid: string } {
      const corp = corpOf(world, input.corpid);
      const person = personFor(corp, input);
      return { external_userid: world.encounters.externalId(corp.no, person), unionid: unionId(person) };
    },

    /** The 联系我 codes of a corp: what could be printed and scanned. */
    contactWays(input: { corpid?: string } = {}): Pick<ContactWay, 'config_id' | 'state' | 'remark'>[] {
      const corp = corpOf(world, input.corpid);
      return world.shelves.ways
        .all(corp.no)
        .map(({ value: { config_id, state, remark } }) => ({ config_id, state, remark }));
    },

    /** Scans a 联系我 code. */
    scan(input: ScanInput): Met {
      const corp = corpOf(world, input.corpid);
      return world.db.transaction(() => scanOnce(corp, wayOf(world, corp, input), input));
    },

    /** Adds a customer from the member's side or without a code: search, card, group … (`add_way` of contract §2.2). */
    befriend(
      input: StrangerInput & { userid: string; add_way?: number; by_staff?: boolean; state?: string },
    ): Met {
      const corp = corpOf(world, input.corpid);
      return world.db.transaction(() =>
        world.encounters.meet({
          corp,
          member: staffOf(world, corp, input.userid),
          person: personFor(corp, input),
          addWay: input.add_way ?? 2,
          byStaff: input.by_staff ?? true,
          state: input.state,
        }),
      );
    },

    /** The member confirms a half addition or accepts a request. */
    confirm(input: PairInput): Met {
      const { corp, relation } = pairOf(world, input);
      return world.db.transaction(() => world.encounters.confirm(corp, relation));
    },

    /** A private message; `from: 'customer'` unless said otherwise. */
    chat(
      input: PairInput & {
        from?: 'customer' | 'staff';
        text?: string;
        msgtype?: string;
        body?: Record<string, unknown>;
      },
    ): { ok: true } {
      const { relation } = pairOf(world, input);
      if (relation.status !== FRIENDS) throw new ControlError('Only friends can write to each other.');
      const body = input.body ?? { text: { content: input.text ?? '你好' } };
      world.db.transaction(() =>
        world.conversations.say(relation, {
          byCustomer: input.from !== 'staff',
          msgtype: input.msgtype ?? 'text',
          body,
        }),
      );
      return { ok: true };
    },

    /** The customer deletes the member. */
    block(input: PairInput): { ok: true } {
      const { corp, relation } = pairOf(world, input);
      world.db.transaction(() => world.encounters.customerLeaves(corp, relation));
      return { ok: true };
    },

    /** The member deletes the customer. */
    deleteCustomer(input: PairInput): { ok: true } {
      const { corp, relation } = pairOf(world, input);
      world.db.transaction(() => world.encounters.staffLeaves(corp, relation));
      return { ok: true };
    },

    /** The customer agrees to archiving or refuses; agreeing gives a welcome code. */
    agree(input: PairInput & { agree?: boolean }): { ok: true; welcome_code: string | null } {
      const { corp, relation } = pairOf(world, input);
      const agreed = input.agree ?? true;
      if (corp.settings.archive === 'off') throw new ControlError(`${corp.corpid} has no archive.`);
      return world.db.transaction(() => ({
        ok: true,
        welcome_code: answerConsent(world, corp, relation, agreed),
      }));
    },

    /** The member edits remark, description, company, mobiles or tags on the client: edit_external_contact. */
    editOnClient(
      input: PairInput & {
        remark?: string;
        description?: string;
        mobiles?: string[];
        add_tag?: string[];
        remove_tag?: string[];
      },
    ): { ok: true } {
      const { corp, member, relation } = pairOf(world, input);
      world.db.transaction(() => {
        world.relations.set(relation.id, {
          ...(input.remark === undefined ? {} : { remark: input.remark }),
          ...(input.description === undefined ? {} : { description: input.description }),
          ...(input.mobiles === undefined ? {} : { mobiles: JSON.stringify(input.mobiles) }),
        });
        world.tags.mark(world.relations, corp.no, relation, input.add_tag ?? [], input.remove_tag ?? []);
        world.events.emit({
          corp,
          event: 'change_external_contact',
          change: 'edit_external_contact',
          about: member,
          fields: { UserID: member.userid, ExternalUserID: input.external_userid },
        });
      });
      return { ok: true };
    },

    /** What a person sees of a customer at once: who follows him, since when, through what. */
    person(input: { corpid?: string; external_userid: string }) {
      const corp = corpOf(world, input.corpid);
      const id = personIdOf(corp, input.external_userid);
      const person = world.relations.person(id);
      if (!person) throw new ControlError('There is no such person.');
      const relations = world.organisation.everyone(corp.no).flatMap((member) => {
        const relation = world.relations.between(member.no, id);
        return relation ? [{ ...relation, userid: member.userid }] : [];
      });
      return { ...person, external_userid: input.external_userid, relations };
    },
  };
}
