// «再来 100 位顾客»: strangers scan codes, now or over a while, and some of them start to chat.
import { ControlError } from '../core/errors.ts';
import { Random } from '../core/random.ts';
import type { Corp, Staff } from '../state/organisation.ts';
import type { ContactWay } from '../state/shelves.ts';
import { FRIENDS } from '../state/relations.ts';
import type { World } from '../world.ts';
import { answerConsent } from './consent.ts';
import { inventPerson } from './names.ts';
import { candidatesOf } from './people.ts';
import { corpOf } from './targets.ts';

export interface CrowdInput {
  corpid?: string;
  n: number;
  /** The codes they scan: config_ids or states; all codes of the corp when absent. */
  codes?: string[];
  /** The share that writes within ten minutes; each of them is answered with probability 0.8. */
  chatShare?: number;
  /** Spreads the scans over this much virtual time instead of doing them now. */
  withinMs?: number;
  seed?: number | string;
}

const CHUNK = 500;
const WAITING_CALLBACKS = 20_000;
const SCANNED = 1;
const AGREES = 0.5;
const ANSWERED = 0.8;
const FIRST_WORDS = [
  '你好，在吗',
  '这个还有货吗',
  '怎么领优惠券',
  '快递到哪了',
  '想问下尺码',
  '有活动吗',
  '老客户有优惠吗',
  '怎么用的呀',
  '收到了，谢谢',
  '可以推荐一款吗',
];
const ANSWERS = [
  '您好，在的',
  '有的，我发您链接',
  '优惠券已经给您准备好了',
  '我帮您查一下',
  '建议您选中码',
  '今天满 199 减 30',
];

interface Code {
  way: ContactWay;
  staff: Staff[];
}

/** The customer writes within ten minutes and is mostly answered within another ten. */
export function planChat(world: World, relation: number, chance: Random): void {
  const first = 30_000 + chance.below(570_000);
  world.clock.after(first, 'chat', { relation, by_customer: 1, text: chance.pick(FIRST_WORDS) });
  if (chance.chance(ANSWERED))
    world.clock.after(first + 20_000 + chance.below(600_000), 'chat', {
      relation,
      by_customer: 0,
      text: chance.pick(ANSWERS),
    });
}

export function crowdControl(world: World) {
  let crowds = 0;

  function scan(corp: Corp, code: Code, chance: Random, chatShare: number): boolean {
    const staff = code.staff.filter((member) => member.status === 1);
    if (staff.length === 0) return false;
    const invented = inventPerson(chance);
    const person = world.relations.addPerson({ ...invented, type: 1, mobile: null, company: null });
    const member = chance.pick(staff);
    const met = world.encounters.meet({
      corp,
      member,
      person,
      addWay: SCANNED,
      state: code.way.state,
      needsConsent: !code.way.skip_verify,
    });
    const relation = world.relations.between(member.no, person)?.id ?? 0;
    // The chat window asks everybody whether it may be archived; half of them agree, whether they write or not.
    if (met.outcome === 'added' && corp.settings.archive !== 'off' && chance.chance(AGREES))
      world.clock.after(4_000 + chance.below(20_000), 'agree', { relation });
    if (met.outcome === 'added' && chance.chance(chatShare)) planChat(world, relation, chance);
    return true;
  }

  function codesOf(corp: Corp, wanted: string[] | undefined): Code[] {
    const ways = world.shelves.ways.all(corp.no).map((kept) => kept.value);
    const chosen = wanted
      ? ways.filter((way) => wanted.includes(way.config_id) || wanted.includes(way.state))
      : ways;
    const codes = chosen
      .map((way) => ({ way, staff: candidatesOf(world, corp, way) }))
      .filter((code) => code.staff.length > 0);
    if (codes.length === 0) throw new ControlError('No such code leads to anybody: add a contact way first.');
    return codes;
  }

  world.clock.on('crowd', ({ corp: no, way: id, chat, seed }) => {
    const corp = world.organisation.corpByNo(Number(no));
    const way = world.shelves.ways.get(corp.no, String(id));
    if (way) scan(corp, { way, staff: candidatesOf(world, corp, way) }, new Random(seed ?? 0), Number(chat));
  });

  world.clock.on('agree', ({ relation: id }) => {
    const relation = world.relations.byId(Number(id));
    if (relation?.status === FRIENDS)
      answerConsent(world, world.organisation.corpByNo(relation.corp), relation, true);
  });

  return {
    /** Resolves when all have scanned, or when all scans are planned. Callbacks may still be on their way: `settled`. */
    async crowd(input: CrowdInput): Promise<{ scanned: number; planned: number }> {
      const corp = corpOf(world, input.corpid);
      const { n, chatShare = 0.3, withinMs = 0 } = input;
      if (!(n >= 1 && n <= 1_000_000)) throw new ControlError('A crowd has 1 to 1,000,000 people.');
      crowds += 1;
      const seed = input.seed ?? `crowd-${world.clock.ms()}-${crowds}`;
      const chance = new Random(seed);
      const codes = codesOf(corp, input.codes);
      let scanned = 0;
      for (let done = 0; done < n; done += CHUNK) {
        world.db.transaction(() => {
          for (let i = done; i < Math.min(n, done + CHUNK); i++) {
            const code = chance.pick(codes);
            if (withinMs > 0)
              world.clock.after(chance.below(withinMs), 'crowd', {
                corp: corp.no,
                way: code.way.config_id,
                chat: chatShare,
                seed: `${seed}/${i}`,
              });
            else if (scan(corp, code, chance, chatShare)) scanned += 1;
          }
        });
        await world.sender.below(WAITING_CALLBACKS);
      }
      return { scanned, planned: withinMs > 0 ? n : 0 };
    },
  };
}
