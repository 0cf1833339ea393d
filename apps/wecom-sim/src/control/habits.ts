// What friends do on an ordinary day: some write, a member who shouts at many of them loses a few, and a benefit
// brings back some of those who had left.
import { ControlError } from '../core/errors.ts';
import { Random } from '../core/random.ts';
import type { Corp } from '../state/organisation.ts';
import { DELETED_BY_CUSTOMER, FRIENDS, type Relation } from '../state/relations.ts';
import type { World } from '../world.ts';
import { planChat } from './crowd.ts';
import { corpOf } from './targets.ts';

export interface HabitInput {
  corpid?: string;
  n: number;
  seed?: number | string;
}

export interface ShoutInput {
  corpid?: string;
  /** How many members shout, and at how many of their friends each. */
  members: number;
  reach: number;
  /** Of those who are shouted at, the share that deletes the member within some hours. */
  leaveShare?: number;
  seed?: number | string;
}

const SHOUT = '【今日特惠】全场满 199 减 100,最后一天,点击链接马上抢';
const HOUR_MS = 3_600_000;
const TRIES = 20;
const SCANNED = 1;

export function habitsControl(world: World) {
  const { clock, db, relations, organisation } = world;
  let played = 0;
  const chanceOf = (name: string, seed: number | string | undefined) =>
    new Random(seed ?? `${name}-${clock.ms()}-${(played += 1)}`);

  /** Up to `n` different relations of a status, drawn from everybody; fewer when there are hardly any. */
  function draw(corp: Corp, n: number, status: number, chance: Random): Relation[] {
    if (!(n >= 0 && n <= 100_000)) throw new ControlError('n is 0 to 100,000.');
    const last = db.get<{ id: number | null }>('SELECT MAX(id) AS id FROM relation')?.id ?? 0;
    const found = new Map<number, Relation>();
    for (let tries = 0; tries < n * TRIES && found.size < n && last > 0; tries++) {
      const relation = relations.byId(1 + chance.below(last));
      if (relation?.corp === corp.no && relation.status === status) found.set(relation.id, relation);
    }
    return [...found.values()];
  }

  clock.on('leave', ({ relation: id }) => {
    const relation = relations.byId(Number(id));
    if (relation?.status === FRIENDS)
      world.encounters.customerLeaves(organisation.corpByNo(relation.corp), relation);
  });

  return {
    /** Friends write to their member in the next minutes and are mostly answered. */
    regulars(input: HabitInput): { wrote: number } {
      const chance = chanceOf('regulars', input.seed);
      return db.transaction(() => {
        const drawn = draw(corpOf(world, input.corpid), input.n, FRIENDS, chance);
        for (const relation of drawn) planChat(world, relation.id, chance);
        return { wrote: drawn.length };
      });
    },

    /** Some members send the same words to many friends at once; a few of these delete the member. */
    shout(input: ShoutInput): { reached: number; willLeave: number } {
      const chance = chanceOf('shout', input.seed);
      const { members, reach, leaveShare = 0.04 } = input;
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const told = draw(corp, members, FRIENDS, chance).flatMap(({ staff }) => {
          const friends = relations.ofStaff(staff, 0, Number.MAX_SAFE_INTEGER);
          return Array.from({ length: Math.min(reach, friends.length) }, () => chance.pick(friends));
        });
        const reached = new Map(told.map((relation) => [relation.id, relation]));
        let willLeave = 0;
        for (const relation of reached.values()) {
          const body = { text: { content: SHOUT } };
          world.conversations.say(relation, { byCustomer: false, msgtype: 'text', body });
          if (!chance.chance(leaveShare)) continue;
          clock.after(60_000 + chance.below(3 * HOUR_MS), 'leave', { relation: relation.id });
          willLeave += 1;
        }
        return { reached: reached.size, willLeave };
      });
    },

    /** People who had deleted their member scan the code again that they once came by. */
    benefit(input: HabitInput): { cameBack: number } {
      const chance = chanceOf('benefit', input.seed);
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const met = draw(corp, input.n, DELETED_BY_CUSTOMER, chance)
          .map((relation) => ({ ...relation, member: organisation.staffByNo(relation.staff) }))
          .filter(({ member }) => member.status === 1)
          .map(({ member, person, state }) =>
            world.encounters.meet({ corp, member, person, addWay: SCANNED, state: state ?? undefined }),
          );
        return { cameBack: met.filter(({ outcome }) => outcome === 'added').length };
      });
    },
  };
}
