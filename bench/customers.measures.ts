// What is asked of 1.2 million people, by whom, and how long it takes.
import { type Actor, everything, type Id, newId, type Scope } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import type { Product } from '../apps/server/src/compose.ts';
import { decideDueEvidence } from '../modules/customers/oneid/decide-evidence.ts';
import { leaveEvidence } from '../modules/customers/oneid/claim-keys.ts';
import { getCustomer } from '../modules/customers/people/get-customer.ts';
import { readPage, resolveFilter } from '../modules/customers/people/find-people.ts';
import { findPeople } from '../modules/customers/people/people.sql.ts';
import { everybody, type PeopleFilter } from '../modules/customers/people/people-filter.sql.ts';
import { listTimeline } from '../modules/customers/people/timeline.sql.ts';
import { viewLines } from '../modules/customers/people/view.ts';
import { idOf, NOW, numbers, PEOPLE, STAFF, STORES } from './customers.people.ts';

const DAY_MS = 86_400_000;
const LIMIT = 51;
const ROUNDS = 8;

/** Where it is measured. */
type Bed = Pick<Product, 'ground' | 'pool'>;

interface Reader {
  name: string;
  scope: Scope;
}

interface Measured {
  p95: number;
  /** The slowest case by name, with its own p95. */
  worst: string;
  baseline: number;
}

const p95 = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function readIds({ pool }: Bed, of: string): Promise<Id[]> {
  const { rows } = await pool.query<{ ids: Id[] }>(`select ${of} as ids`);
  return rows[0]?.ids ?? [];
}

/** The boss, a store with five guides, and the guide with most customers. */
async function readers(bed: Bed): Promise<Reader[]> {
  const staffIds = await readIds(
    bed,
    `array(select ${idOf('st', 'n')} from generate_series(0, ${STAFF - 1}) n where n % ${STORES} = 3)`,
  );
  const guide = await readIds(bed, `array[${idOf('st', 0)}]`);
  const storeIds = await readIds(bed, `array[${idOf('store', 3)}]`);
  return [
    { name: 'boss', scope: everything },
    { name: 'store manager', scope: { kind: 'part', staffIds, storeIds } },
    { name: 'guide', scope: { kind: 'part', staffIds: guide, storeIds: [] } },
  ];
}

const TEXTS = [
  '王',
  '馨',
  '王伟',
  '张丽',
  '欣怡',
  '普洱',
  '双十一来的',
  'alice',
  'Al',
  '8',
  '88',
  '8812',
  '0012',
  'HX00123456',
  '123456',
  '韩梅',
  '卢若若',
  '不存在',
  '小鱼儿7',
  '爱问价',
];

/** Every filter of the list with a common and a rare value. */
async function filters(bed: Bed): Promise<[name: string, filter: Partial<PeopleFilter>][]> {
  const [common = '', middle = '', rare = ''] = await readIds(
    bed,
    `array[${idOf('tag', 0)}, ${idOf('tag', 60)}, ${idOf('tag', 199)}]`,
  );
  const [busy = '', quiet = ''] = await readIds(bed, `array[${idOf('st', 3)}, ${idOf('st', 483)}]`);
  const store = await readIds(
    bed,
    `array(select ${idOf('st', 'n')} from generate_series(0, ${STAFF - 1}) n where n % ${STORES} = 3)`,
  );
  return [
    ['nothing', {}],
    ['staff, busy', { staffIds: [busy] }],
    ['staff, quiet', { staffIds: [quiet] }],
    ['store', { staffIds: store }],
    ['corp', { corpId: 'ww1' }],
    ['any tag, common', { tagsAny: [common] }],
    ['any tag, rare', { tagsAny: [rare, middle] }],
    ['all tags', { tagsAll: [common, rare] }],
    ['no tag', { tagsNone: [common] }],
    ['state, common', { state: 's0' }],
    ['state, rare', { state: 's199' }],
    ['way', { addWay: 202 }],
    ['days, recent', { addedFromMs: NOW - 7 * DAY_MS, addedToMs: NOW }],
    ['days, long ago', { addedFromMs: NOW - 300 * DAY_MS, addedToMs: NOW - 293 * DAY_MS }],
    ['lost', { standing: 'lost' }],
    ['live', { standing: 'live' }],
    ['orders only', { provisional: true }],
    ['with phone', { hasPhone: true }],
    ['without phone', { hasPhone: false }],
  ];
}

/** One page as the console asks it: the statement, then relations and tags of the page. */
async function page(bed: Bed, scope: Scope, filter: PeopleFilter, before: { atMs: number; id: Id } | null) {
  const people = await readPage(bed.ground.db, { tenantId: 1, scope, filter, before, limit: LIMIT });
  await viewLines(bed.ground.db, { tenantId: 1, scope }, people.slice(0, LIMIT - 1));
  return people;
}

/** All who fit, sorted, the first pages thrown away: the same rows as the last page of a case. */
async function pageByOffset(bed: Bed, scope: Scope, filter: PeopleFilter, offset: number): Promise<void> {
  const { sql: fitting, parameters } = findPeople.compile({ tenantId: 1, scope, filter });
  await bed.pool.query(
    `select c.* from customers.customer c where c.tenant_id = 1 and c.customer_id in (${fitting})
     order by c.recent_ms + 0 desc, c.customer_id desc limit ${LIMIT} offset ${offset}`,
    [...parameters],
  );
}

interface Case {
  name: string;
  ask: () => Promise<PeopleFilter>;
}

/** Reads some pages of each case as each reader. @param rounds how many pages, one after another. */
async function measureCases(
  bed: Bed,
  cases: readonly Case[],
  rounds: number,
  naive: (scope: Scope, filter: PeopleFilter) => Promise<unknown>,
): Promise<Measured> {
  const all: number[] = [];
  const others: number[] = [];
  let worst = { name: '', ms: 0 };
  for (const { name: reader, scope } of await readers(bed))
    for (const { name, ask } of cases) {
      const own: number[] = [];
      let before: { atMs: number; id: Id } | null = null;
      for (let round = 0; round < rounds; round++)
        own.push(
          await timed(async () => {
            const people = await page(bed, scope, await ask(), before);
            const last = people.at(LIMIT - 1);
            before = last ? { atMs: last.recentMs, id: last.id } : null;
          }),
        );
      const filter = await ask();
      others.push(await timed(() => naive(scope, filter)));
      all.push(...own);
      if (p95(own) > worst.ms) worst = { name: `${reader}: ${name}`, ms: p95(own) };
      if (process.env.YUTIAN_BENCH_EACH)
        console.error(
          `${reader}: ${name}: ${own.map((ms) => ms.toFixed(0)).join(' ')} ms, ${others.at(-1)?.toFixed(0)}`,
        );
    }
  return { p95: p95(all), worst: `${worst.ms.toFixed(0)} ms (${worst.name})`, baseline: p95(others) };
}

/** Every filter alone, as the list shows friends by default. */
export async function measureLists(bed: Bed): Promise<Measured> {
  const cases = (await filters(bed)).map(([name, change]) => ({
    name,
    ask: async () => ({ ...everybody, provisional: false, ...change }),
  }));
  return measureCases(bed, cases, ROUNDS, (scope, filter) =>
    pageByOffset(bed, scope, filter, (ROUNDS - 1) * (LIMIT - 1)),
  );
}

/** Every pair of filters that does not ask the same twice. */
export async function measurePairs(bed: Bed): Promise<Measured> {
  const single = (await filters(bed)).filter(([, change]) => Object.keys(change).length > 0);
  const cases = single.flatMap(([a, one], i) =>
    single
      .slice(i + 1)
      .filter(([, other]) => !Object.keys(other).some((name) => name in one))
      .map(([b, other]) => ({
        name: `${a} + ${b}`,
        ask: async () => ({ ...everybody, provisional: false, ...one, ...other }),
      })),
  );
  const rounds = 2;
  return measureCases(bed, cases, rounds, (scope, filter) =>
    pageByOffset(bed, scope, filter, (rounds - 1) * (LIMIT - 1)),
  );
}

/** Fragments, rare and frequent; everybody is searched, buyers known by orders only too. */
export async function measureSearch(bed: Bed): Promise<Measured> {
  const cases = TEXTS.map((text) => ({ name: text, ask: () => resolveFilter(bed.ground, 1, { text }) }));
  return measureCases(bed, cases, 3, (scope, filter) => {
    const own = scope.kind === 'all' ? '' : 'and r.staff_id = any($2::uuid[])';
    return bed.pool.query(
      `select c.* from customers.customer c
       where c.tenant_id = 1 and (c.name ilike $1 or c.member_no ilike $1 or array_to_string(c.phone_tails, ' ') like $1
         or exists (select 1 from customers.relation r where r.tenant_id = 1 and r.customer_id = c.customer_id and r.remark ilike $1 ${own}))
       order by c.recent_ms desc, c.customer_id desc limit ${LIMIT}`,
      [`%${filter.text?.query ?? ''}%`, ...(scope.kind === 'all' ? [] : [scope.staffIds])],
    );
  });
}

export async function measureProfiles(bed: Bed): Promise<{ p95: number }> {
  const next = numbers(11);
  const who = Array.from({ length: 200 }, () => Math.floor((next() * PEOPLE) / 4) * 4 + 1);
  const ids = await readIds(bed, `array(select ${idOf('c', 'n')} from unnest(array[${who.join()}]) n)`);
  const actor: Actor = {
    tenantId: 1,
    userId: newId(),
    staffId: null,
    name: 'bench',
    role: 'boss',
    permissions: new Set(),
    scope: everything,
  };
  const times: number[] = [];
  for (const customerId of ids)
    times.push(
      await timed(() =>
        Promise.all([
          getCustomer(bed.ground.db, actor, customerId),
          listTimeline(bed.ground.db, {
            tenantId: 1,
            scope: everything,
            userId: actor.userId,
            stores: null,
            customerId,
            before: null,
            limit: LIMIT,
          }),
        ]),
      ),
    );
  return { p95: p95(times) };
}

export async function measureMerges(bed: Bed): Promise<{ perSecond: number; baseline: number }> {
  const pairs = async (from: number, count: number) => {
    const ids = await readIds(
      bed,
      `array(select ${idOf('c', 'n * 12')} from generate_series(${from}, ${from + count - 1}) n)`,
    );
    const others = await readIds(
      bed,
      `array(select ${idOf('c', 'n * 12 + 5')} from generate_series(${from}, ${from + count - 1}) n)`,
    );
    return ids.map((oneId, i) => ({
      oneId,
      otherId: others[i] ?? '',
      kind: 'phone',
      value: `bench${from + i}`,
    }));
  };
  const run = async (from: number, count: number, batch: number) => {
    const evidence = await pairs(from, count);
    const began = performance.now();
    for (let i = 0; i < evidence.length; i += batch) {
      await inTransaction(bed.ground.db, (tx) => leaveEvidence(tx, 1, evidence.slice(i, i + batch), NOW));
      while ((await decideDueEvidence(bed.ground.db, 1, NOW)) > 0);
    }
    return count / ((performance.now() - began) / 1_000);
  };
  return { perSecond: await run(1, 4_000, 4_000), baseline: await run(10_001, 200, 1) };
}
