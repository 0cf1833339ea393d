// The groups of a populated corp: opened by store managers in the past, filled by the store's friends, talked in on most
// days; and what goes on in them afterwards: people join by the join ways, talk, and leave.
import { type Day, dayOf } from '@yutian/kernel';
import { Random } from '../core/random.ts';
import { CUSTOMER_MEMBER, STAFF_MEMBER } from '../state/groups.ts';
import type { Corp, Staff } from '../state/organisation.ts';
import { FRIENDS } from '../state/relations.ts';
import type { GroupChat } from '../state/shelves.ts';
import type { World } from '../world.ts';
import type { Furnished } from './furnish.ts';
import { inventPerson } from './names.ts';
import { corpOf } from './targets.ts';

const DAY_MS = 86_400_000;
const IN_GROUP = 0.45;
const MEMBERS_MOST = 180;
const BY_CODE = 0.7;
const TALKED_DAYS = 30;
const TALKS = 0.04;
const STRANGERS = 0.05;

interface Friend {
  person: number;
  added_s: number;
}

/** Opens up to `count` groups, one a store, as they would stand today. Tells nobody: it is the past. */
export function pastGroups(
  world: World,
  corp: Corp,
  furnished: Furnished,
  count: number,
  chance: Random,
): void {
  for (const owner of furnished.staff.filter((member) => member.leader).slice(0, count)) {
    const store = world.organisation.department(corp.no, owner.departments[0] ?? 0)?.name ?? '';
    const openedMs = world.clock.ms() - (40 + chance.below(60)) * DAY_MS;
    fill(world, corp, world.groups.found(corp, owner, `${store}福利群`, openedMs), owner, chance);
  }
}

/** Friends of the store's people joined from the group's first day on; a few people are nobody's friends. */
function fill(world: World, corp: Corp, group: GroupChat, owner: Staff, chance: Random): void {
  const now = world.clock.seconds();
  const joined = friendsOfStore(world, corp, owner)
    .filter(() => chance.chance(IN_GROUP))
    .slice(0, MEMBERS_MOST)
    .map(({ person, added_s: added }) => ({
      person,
      at: Math.min(now - 60, Math.max(added, group.created) + chance.below(5 * 86_400)),
    }));
  for (let n = joined.length * STRANGERS; n > 0; n--) {
    const person = world.relations.addPerson({
      ...inventPerson(chance),
      type: 1,
      mobile: null,
      company: null,
    });
    joined.push({ person, at: group.created + chance.below(now - group.created - 60) });
  }
  for (const { person: member, at } of joined) {
    const way = chance.chance(BY_CODE) ? { scene: 3, invitor: null } : { scene: 1, invitor: owner.no };
    world.groups.enter(group.chat_id, { kind: CUSTOMER_MEMBER, member, state: null, ...way }, at);
  }
  writeDays(world, group, joined, owner, chance);
}

/** Everybody who is a friend of somebody in the owner's store, once each. */
function friendsOfStore(world: World, corp: Corp, owner: Staff): Friend[] {
  const team = world.organisation
    .members(corp.no)
    .filter((member) => member.departments[0] === owner.departments[0]);
  const friends = team.flatMap((member) =>
    world.db.all<Friend>(
      'SELECT person, added_s FROM relation WHERE staff = ? AND status = ? ORDER BY id',
      member.no,
      FRIENDS,
    ),
  );
  return [...new Map(friends.map((friend) => [friend.person, friend])).values()];
}

/** The day book: joins, head counts, and who wrote on each of the last days. */
function writeDays(
  world: World,
  group: GroupChat,
  joined: readonly { person: number; at: number }[],
  owner: Staff,
  chance: Random,
): void {
  const { daily } = world;
  const byDay = Map.groupBy(joined, ({ at }) => dayOf(at * 1_000));
  const firstTalked = world.clock.ms() - TALKED_DAYS * DAY_MS;
  let members = 1;
  for (let at = group.created * 1_000; at < world.clock.ms(); at += DAY_MS) {
    const day: Day = dayOf(at);
    const came = byDay.get(day)?.length ?? 0;
    members += came;
    daily.groupMembers(group.chat_id, came, members, at);
    if (at < firstTalked) continue;
    daily.groupMessage(group.chat_id, STAFF_MEMBER, owner.no, at);
    for (const { person, at: since } of joined)
      if (since * 1_000 <= at && chance.chance(TALKS))
        daily.groupMessage(group.chat_id, CUSTOMER_MEMBER, person, at);
  }
}

export interface GroupLifeInput {
  corpid?: string;
  /** Friends who join by the join ways, members who write, members who leave. */
  joins: number;
  talks: number;
  leaves: number;
  seed?: number | string;
}

export function groupLifeControl(world: World) {
  const { db, groups } = world;
  let played = 0;

  function join(corp: Corp, n: number, chance: Random): number {
    const ways = world.shelves.joinWays.all(corp.no).map((kept) => kept.value);
    if (ways.length === 0) return 0;
    const last = db.get<{ id: number | null }>('SELECT MAX(id) AS id FROM relation')?.id ?? 0;
    let joined = 0;
    for (let i = 0; i < n; i++) {
      const relation = world.relations.byId(1 + chance.below(last));
      if (relation?.corp !== corp.no || relation.status !== FRIENDS) continue;
      const way = chance.pick(ways);
      const coming = {
        kind: CUSTOMER_MEMBER,
        member: relation.person,
        scene: 3,
        invitor: null,
        state: way.state || null,
      } as const;
      joined += groups.join(corp, groups.throughWay(corp, way), [coming]);
    }
    return joined;
  }

  function inside(corp: Corp, n: number, chance: Random): { group: GroupChat; member: number }[] {
    const open = world.shelves.groups
      .all(corp.no)
      .map((kept) => kept.value)
      .filter((group) => !group.dismissed);
    return Array.from({ length: open.length > 0 ? n : 0 }, () => chance.pick(open)).flatMap((group) => {
      const customers = groups.members(group.chat_id).filter((one) => one.kind === CUSTOMER_MEMBER);
      return customers.length > 0 ? [{ group, member: chance.pick(customers).member }] : [];
    });
  }

  return {
    /** What goes on in the groups of a corp. */
    groupLife(input: GroupLifeInput): { joined: number; left: number } {
      const chance = new Random(input.seed ?? `groups-${world.clock.ms()}-${(played += 1)}`);
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const joined = join(corp, input.joins, chance);
        for (const { group, member } of inside(corp, input.talks, chance))
          world.conversations.sayInGroup(
            corp,
            group.chat_id,
            { kind: CUSTOMER_MEMBER, member },
            {
              msgtype: 'text',
              body: { text: { content: chance.pick(['收到', '谢谢', '还有吗', '已下单', '👍']) } },
            },
          );
        let left = 0;
        for (const { group, member } of inside(corp, input.leaves, chance))
          left += groups.leave(corp, group, [{ kind: CUSTOMER_MEMBER, member }], true);
        return { joined, left };
      });
    },
  };
}
