// People as they look on the wire.
import type { CustomerRow } from '@yutian/contract';
import { type Actor, type Id, type Scope, toIso } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import type { PersonLine } from './people.sql.ts';
import { type RelationLine, relationsOfPeople, tagsOfPeople } from './relations.sql.ts';

export const instantOf = (ms: number | null): string | null => (ms === null ? null : toIso(ms));

const SHOWN_RELATIONS = 5;

/** Lines of the list with the relations in the reader's scope and the tags, read for the whole page at once. */
export async function viewLines(
  db: Db,
  { tenantId, scope }: Pick<Actor, 'tenantId' | 'scope'>,
  people: readonly PersonLine[],
): Promise<CustomerRow[]> {
  if (people.length === 0) return [];
  const customerIds = people.map((person) => person.id);
  const [relations, tags] = await Promise.all([
    relationsOfPeople(db, { tenantId, scope, customerIds }),
    tagsOfPeople(db, { tenantId, scope, customerIds }),
  ]);
  const relationsBy = Map.groupBy(relations, (relation) => relation.customerId);
  const tagsBy = Map.groupBy(
    tags.filter((tag) => tag.mark === 'on' || tag.mark === 'adding'),
    (tag) => tag.customerId,
  );
  return people.map((person) => {
    const own = relationsBy.get(person.id) ?? [];
    return {
      ...viewPerson(ownTimes(scope, person, own)),
      recentAt: toIso(ownTimes(scope, person, own).recentMs),
      tags: once(tagsBy.get(person.id) ?? []),
      relations: own.slice(0, SHOWN_RELATIONS).map(viewRelation),
    };
  });
}

/** When others met him and talked with him is not told: times of a person shared are those of the relations in scope. */
export function ownTimes(scope: Scope, person: PersonLine, own: readonly RelationLine[]): PersonLine {
  if (scope.kind === 'all' || own.length === 0) return person;
  const of = (name: 'firstAddedAtMs' | 'addedAtMs' | 'lastInboundAtMs') =>
    own.map((relation) => relation[name]).filter((atMs) => atMs !== null);
  const earliest = Math.min(...of('firstAddedAtMs'));
  const latest = (times: readonly number[]) => (times.length === 0 ? null : Math.max(...times));
  const firstAddedAtMs = Number.isFinite(earliest) ? earliest : null;
  return {
    ...person,
    firstAddedAtMs,
    createdAtMs: firstAddedAtMs ?? person.createdAtMs,
    recentMs: latest(of('addedAtMs')) ?? person.recentMs,
    lastInboundAtMs: latest(of('lastInboundAtMs')),
  };
}

const once = (tags: readonly { tagId: Id; name: string }[]) => [
  ...new Map(tags.map(({ tagId, name }) => [tagId, { tagId, name }])).values(),
];

/** What list and 360° page say alike about a person. */
export const viewPerson = ({
  recentMs: _recent,
  createdAtMs: _created,
  custom: _custom,
  firstAddedAtMs,
  lastInboundAtMs,
  ...person
}: PersonLine) => ({
  ...person,
  firstAddedAt: instantOf(firstAddedAtMs),
  lastInboundAt: instantOf(lastInboundAtMs),
});

const viewRelation = (relation: RelationLine): CustomerRow['relations'][number] => ({
  staffId: relation.staffId,
  staffName: relation.staffName,
  storeName: relation.storeName,
  standing: relation.standing,
  remark: relation.remark,
  state: relation.state,
  source: relation.source,
  addWay: relation.addWay,
  addedAt: instantOf(relation.addedAtMs),
  lostAt: instantOf(relation.lostAtMs),
});
