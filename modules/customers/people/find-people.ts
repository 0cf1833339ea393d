// The list's filters, from the wire to the statement; counting honestly; one person within the reader's scope.
import { addDays, type Actor, type Id, notFound, startOfDay, type TenantId } from '@yutian/kernel';
import type { CustomerFilter } from '@yutian/contract';
import type { Db, Ground, Tx } from '@yutian/platform';
import { CompiledQuery } from 'kysely';
import { presentIds } from '../oneid/decide-evidence.ts';
import { type KeyKind, readKeys } from '../oneid/identity.sql.ts';
import { normalisePhone } from '../oneid/phone.rules.ts';
import {
  countPeople,
  everybody,
  findPeople,
  listPeople,
  type PeopleFilter,
  type PersonLine,
} from './people.sql.ts';
import { gramsOfQuery, normalise } from './search.rules.ts';

// Counting further costs more than knowing is worth; beyond it the planner's estimate is shown with 约.
const COUNTED = 10_000;

const idsOf = (list: string | undefined): Id[] => (list ? list.split(',') : []);

/** Resolves a filter; a whole phone number, member number or unionid finds its owner by key. */
export async function resolveFilter(
  ground: Pick<Ground, 'db' | 'vault'>,
  tenantId: TenantId,
  filter: CustomerFilter,
): Promise<PeopleFilter> {
  return {
    text: filter.text === undefined ? null : await resolveText(ground, tenantId, filter.text),
    staffId: filter.staffId ?? null,
    storeId: filter.storeId ?? null,
    corpId: filter.corpId ?? null,
    tagsAny: idsOf(filter.tagsAny),
    tagsAll: idsOf(filter.tagsAll),
    tagsNone: idsOf(filter.tagsNone),
    state: filter.state ?? null,
    addWay: filter.addWay ?? null,
    addedFromMs: filter.addedFrom === undefined ? null : startOfDay(filter.addedFrom),
    addedToMs: filter.addedTo === undefined ? null : startOfDay(addDays(filter.addedTo, 1)),
    standing: filter.standing ?? null,
    provisional: filter.provisional ?? null,
    hasPhone: filter.hasPhone ?? null,
    ids: null,
  };
}

async function resolveText({ db, vault }: Pick<Ground, 'db' | 'vault'>, tenantId: TenantId, text: string) {
  const keys: [KeyKind, string][] = [
    ['member_no', text],
    ['unionid', text],
  ];
  const phone = normalisePhone(text);
  if (phone !== null && phone.length >= 7) keys.push(['phone', vault.hash(tenantId, 'phone', phone)]);
  const owners = await Promise.all(
    keys.map(([kind, value]) => readKeys(db, { tenantId, kind, values: [value] })),
  );
  return {
    query: normalise(text),
    grams: gramsOfQuery(tenantId, text),
    ids: [...new Set(owners.flat().map((row) => row.customerId))],
  };
}

/** How many fit: exact up to 10,000, then the planner's estimate to two digits. */
export async function countFitting(
  db: Db,
  { tenantId, scope }: Pick<Actor, 'tenantId' | 'scope'>,
  filter: PeopleFilter,
): Promise<{ count: number; exact: boolean }> {
  const asked = { tenantId, scope, filter };
  const [counted] = await countPeople(db, { ...asked, cap: COUNTED + 1 });
  const count = counted?.count ?? 0;
  if (count <= COUNTED) return { count, exact: true };
  const { sql, parameters } = findPeople.compile(asked);
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    CompiledQuery.raw(`explain (format json) ${sql}`, [...parameters]),
  );
  const estimate = rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(estimate, 1))) - 1);
  return { count: Math.max(count, Math.round(estimate / unit) * unit), exact: false };
}

/** The person, if the reader may see him; who was merged is found under his present id. */
export async function readVisible(
  db: Db | Tx,
  { tenantId, scope }: Pick<Actor, 'tenantId' | 'scope'>,
  customerId: Id,
): Promise<PersonLine> {
  const present = (await presentIds(db, tenantId, [customerId])).get(customerId) ?? customerId;
  const [person] = await listPeople(db, {
    tenantId,
    scope,
    filter: { ...everybody, ids: [present] },
    before: null,
    limit: 1,
  });
  if (!person)
    throw notFound('CUSTOMER_UNKNOWN', 'There is no such customer, or he is outside your data scope.');
  return person;
}
