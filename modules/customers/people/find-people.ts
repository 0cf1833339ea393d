// The list's filters, from the wire to the statement; counting honestly; one person within the reader's scope.
import { addDays, type Actor, type Id, notFound, startOfDay, type TenantId } from '@yutian/kernel';
import type { CustomerFilter } from '@yutian/contract';
import { type Db, type Ground, inTransaction, type Tx } from '@yutian/platform';
import { CompiledQuery } from 'kysely';
import { presentIds } from '../oneid/decide-evidence.ts';
import { type KeyKind, readKeys } from '../oneid/identity.sql.ts';
import { normalisePhone } from '../oneid/phone.rules.ts';
import {
  countPeople,
  findPeople,
  listPeople,
  type PersonLine,
  type PageOfPeople,
  giveUpAfter,
  staffOfStore,
  listNear,
} from './people.sql.ts';
import { everybody, type PeopleFilter, type TextAsked } from './people-filter.sql.ts';
import { gramsOfQuery, normalise } from './search.rules.ts';

// Counting further costs more than knowing is worth; beyond it the planner's estimate is shown with 约.
const COUNTED = 10_000;

// Looking up so many takes as long as finding a page of those who are more.
const FEW = 3_000;

const idsOf = (list: string | undefined): Id[] => (list ? list.split(',') : []);

/** Resolves a filter; a whole phone number, member number or unionid finds its owner by key. */
export async function resolveFilter(
  ground: Pick<Ground, 'db' | 'vault'>,
  tenantId: TenantId,
  filter: CustomerFilter,
): Promise<PeopleFilter> {
  return {
    text: filter.text === undefined ? null : await resolveText(ground, tenantId, filter.text),
    staffIds: await staffAsked(ground.db, tenantId, filter),
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

/** The staff a filter names, by himself or by the store they belong to. */
async function staffAsked(
  db: Db,
  tenantId: TenantId,
  { staffId, storeId }: Pick<CustomerFilter, 'staffId' | 'storeId'>,
): Promise<Id[] | null> {
  if (storeId === undefined) return staffId === undefined ? null : [staffId];
  const ofStore = (await staffOfStore(db, { tenantId, storeId })).map((row) => row.staffId);
  return staffId === undefined ? ofStore : ofStore.filter((id) => id === staffId);
}

async function resolveText(
  { db, vault }: Pick<Ground, 'db' | 'vault'>,
  tenantId: TenantId,
  text: string,
): Promise<TextAsked> {
  const keys: [KeyKind, string][] = [
    ['member_no', text],
    ['unionid', text],
  ];
  const phone = normalisePhone(text);
  if (phone !== null && phone.length >= 7) keys.push(['phone', vault.hash(tenantId, 'phone', phone)]);
  const owners = await Promise.all(
    keys.map(([kind, value]) => readKeys(db, { tenantId, kind, values: [value] })),
  );
  const ids = [...new Set(owners.flat().map((row) => row.customerId))];
  return { query: normalise(text), ids, ...(await nearText(db, tenantId, gramsOfQuery(tenantId, text))) };
}

/**
 * How the people with these fragments are best found. The planner knows how many have one fragment; of several it
 * believes that they are independent, and sorts 31,000 people of a frequent word for a page (1,000 ms instead of 20).
 */
export async function nearText(
  db: Db,
  tenantId: TenantId,
  grams: readonly number[],
): Promise<Pick<TextAsked, 'grams' | 'few' | 'many'>> {
  if (grams.length < 2) return { grams, few: null, many: false };
  const near = await listNear(db, { tenantId, grams, limit: FEW + 1 });
  return near.length > FEW
    ? { grams, few: null, many: true }
    : { grams, few: near.map((row) => row.id), many: false };
}

const CANCELLED = '57014';
// Far more than a page takes, also on a busy machine: giving up too early would do the work twice.
const LOOKING_MS = 1_000;

/**
 * A page of people. Two conditions that hardly anybody fulfils together look common to the planner, and looking through
 * everybody for a page takes ten seconds of 1.2 million; so that is given up, and all who fit are sorted (about a second).
 */
export async function readPage(db: Db, asked: PageOfPeople): Promise<PersonLine[]> {
  const conditions = Object.values(asked.filter).filter(
    (one) => one !== null && !(Array.isArray(one) && one.length === 0),
  );
  if (conditions.length < 2) return listPeople(db, asked);
  try {
    return await inTransaction(db, async (tx) => {
      await giveUpAfter(tx, { ms: LOOKING_MS });
      return listPeople(tx, asked);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    return listPeople(db, { ...asked, sorted: true });
  }
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
