// Plays customers who come through acquisition links (获客助手) and people who sign in by OAuth.
import { dayOf } from '@yutian/kernel';
import { ControlError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import { Random } from '../core/random.ts';
import type { Met } from '../state/encounters.ts';
import type { Corp } from '../state/organisation.ts';
import type { AcquisitionLink, OauthCode } from '../state/shelves.ts';
import type { World } from '../world.ts';
import { inventPerson } from './names.ts';
import { candidatesOf } from './people.ts';
import { appOf, corpOf, personIdOf, staffOf } from './targets.ts';

const THROUGH_LINK = 16;
const LOW_BALANCE = 20;
const CHANNEL_BYTES = 64;

export interface OpenLinkInput {
  corpid?: string;
  link_id?: string;
  /** The link's URL, with or without `?customer_channel=`. */
  url?: string;
  customer_channel?: string;
  external_userid?: string;
  name?: string;
  /** `profile` only looks, `add` adds the member. */
  action?: 'profile' | 'add';
}

/** At most 64 bytes of whole characters; longer channels are cut, as the platform does. */
function cutChannel(channel: string): string {
  let cut = channel;
  while (Buffer.byteLength(cut) > CHANNEL_BYTES) cut = Array.from(cut).slice(0, -1).join('');
  return cut;
}

export function linkControl(world: World) {
  const { db, events, shelves, organisation } = world;
  const chance = new Random('links');

  function count(corp: Corp, link: AcquisitionLink, what: 'clicks' | 'added'): void {
    const today = dayOf(world.clock.ms());
    const day = link.days[today] ?? { clicks: 0, added: 0 };
    link.days[today] = { ...day, [what]: day[what] + 1 };
    shelves.links.put(corp.no, link.link_id, link);
  }

  function emit(corp: Corp, change: string, fields: Record<string, string | undefined> = {}): void {
    events.emit({ corp, event: 'customer_acquisition', change, fields });
  }

  /** One customer costs one unit; near the end the apps are warned, at the end the links stop. */
  function spend(corp: Corp): void {
    const balance = corp.settings.acquisitionBalance - 1;
    organisation.saveCorp({ ...corp, settings: { acquisitionBalance: balance } });
    if (balance === LOW_BALANCE - 1) emit(corp, 'balance_low');
    if (balance > 0) return;
    emit(corp, 'balance_exhausted');
    for (const { id } of shelves.links.all(corp.no)) emit(corp, 'link_unavailable', { LinkId: id });
  }

  function linkOf(corp: Corp, input: OpenLinkInput): { link: AcquisitionLink; channel: string } {
    const url = input.url === undefined ? undefined : new URL(input.url);
    const id = input.link_id ?? url?.pathname.split('/').at(-1) ?? '';
    const link = shelves.links.get(corp.no, id);
    if (!link) throw new ControlError(`There is no acquisition link ${id}.`);
    return {
      link,
      channel: cutChannel(input.customer_channel ?? url?.searchParams.get('customer_channel') ?? ''),
    };
  }

  return {
    /** A customer opens an acquisition link and, unless he only looks, adds a member of its range. */
    openLink(input: OpenLinkInput): Met | { outcome: 'looked' } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const { link, channel } = linkOf(corp, input);
        if (corp.settings.acquisitionBalance <= 0)
          throw new ControlError('The quota of 获客助手 is used up: the link does not open.');
        count(corp, link, 'clicks');
        emit(corp, 'open_profile', { LinkId: link.link_id, State: channel || undefined });
        if (input.action === 'profile') return { outcome: 'looked' };
        const candidates = candidatesOf(world, corp, {
          user: link.range.user_list,
          party: link.range.department_list,
        });
        if (candidates.length === 0) {
          emit(corp, 'link_unavailable', { LinkId: link.link_id });
          throw new ControlError('Nobody in the range of this link can take another customer.');
        }
        emit(corp, 'friend_request', { LinkId: link.link_id, State: channel || undefined });
        const invented = inventPerson(chance);
        const person =
          input.external_userid === undefined
            ? world.relations.addPerson({
                name: input.name ?? invented.name,
                gender: invented.gender,
                type: 1,
                mobile: null,
                company: null,
              })
            : personIdOf(corp, input.external_userid);
        const met = world.encounters.meet({
          corp,
          member: chance.pick(candidates),
          person,
          addWay: THROUGH_LINK,
          state: channel,
          link: link.link_id,
          needsConsent: !link.skip_verify,
        });
        if (met.outcome === 'added') {
          count(corp, link, 'added');
          spend(corp);
        }
        return met;
      });
    },

    /** Somebody deletes a link on the client or console. */
    deleteLinkOnConsole(input: { corpid?: string; link_id: string }): { ok: true } {
      const corp = corpOf(world, input.corpid);
      return db.transaction(() => {
        if (!shelves.links.remove(corp.no, input.link_id))
          throw new ControlError(`There is no acquisition link ${input.link_id}.`);
        emit(corp, 'delete_link', { LinkId: input.link_id });
        return { ok: true };
      });
    },

    /** The corp buys more units. */
    addAcquisitionQuota(input: { corpid?: string; units: number }): { balance: number } {
      const corp = corpOf(world, input.corpid);
      const { acquisitionBalance, acquisitionTotal } = corp.settings;
      return db.transaction(() => {
        organisation.saveCorp({
          ...corp,
          settings: {
            acquisitionBalance: acquisitionBalance + input.units,
            acquisitionTotal: acquisitionTotal + input.units,
          },
        });
        emit(corp, 'balance_increased');
        return { balance: acquisitionBalance + input.units };
      });
    },

    /** Signs in as a member or a customer; returns the code the redirect would carry. */
    login(input: {
      corpid?: string;
      agentid: string | number;
      userid?: string;
      external_userid?: string;
      scope?: string;
    }): { code: string } {
      const corp = corpOf(world, input.corpid);
      const app = appOf(world, corp, input.agentid);
      const code: OauthCode = {
        code: publicId('ticket', 'CODE', corp.no, nextNumber(db, 'oauth_code')),
        agentid: app.agentid,
        scope: input.scope ?? 'snsapi_base',
        issued: world.clock.ms(),
        used: false,
        userid: input.userid === undefined ? null : staffOf(world, corp, input.userid).userid,
        person: input.external_userid === undefined ? null : personIdOf(corp, input.external_userid),
      };
      if (code.userid === null && code.person === null)
        throw new ControlError('Say who signs in: userid or external_userid.');
      shelves.codes.put(corp.no, code.code, code);
      return { code: code.code };
    },
  };
}
