// Plants 1.2 million people of one brand as they are in life: 600 guides of 120 stores, common and rare names, tags,
// codes and words in remarks, a few with two guides. Deterministic; indexes are made afterwards, as a restore would.
import type { Product } from '../apps/server/src/compose.ts';
import { gramsOf } from '../modules/customers/people/search.rules.ts';

export const PEOPLE = 1_200_000;
export const STAFF = 600;
export const STORES = 120;
export const TAGS = 200;
export const CODES = 200;
export const NOW = Date.parse('2026-11-20T15:00:00+08:00');
const DAY_MS = 86_400_000;
const DAYS = 360;
const BATCH = 20_000;

const SURNAMES =
  '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢';
const GIVEN =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文国春生玲辉鹏飞雪梅琳晨宇浩然子轩梓涵雨欣怡佳慧婷颖博思语嘉琪诗悦心妍可馨若';
const NICKNAMES = [
  'Alice',
  'Coco',
  'Sunny',
  '小鱼儿',
  '向日葵',
  'Leo',
  '阿May',
  '静待花开',
  '芝麻糊',
  'Momo',
  '平安是福',
  '七七',
];
const WORDS = [
  '爱喝普洱',
  '送礼',
  '白茶老客',
  '嫌贵',
  '住静安',
  '孕妇',
  '公司采购',
  '双十一来的',
  '转介绍',
  '爱问价',
  '周末到店',
  '过敏',
];

/** A repeatable sequence of numbers in [0, 1). */
export function numbers(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Kinds of things by number, as the planting names them. */
export const idOf = (kind: 'c' | 'st' | 'store' | 'tag', n: number | string) =>
  `md5('${kind}' || ${n})::uuid`;

/** Fills the brand. */
export async function plantPeople(pool: Product['pool']): Promise<void> {
  await plantOrganisation(pool);
  const tables = [
    'customer',
    'relation',
    'customer_tag',
    'phone',
    'timeline_entry',
    'message',
    'relation_event',
  ];
  for (const table of tables)
    await pool.query(`alter table customers.${table} set (autovacuum_enabled = false)`);
  const { rows: indexes } = await pool.query<{ name: string; text: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as text from pg_index
     where indrelid = any($1::regclass[]) and not indisprimary`,
    [tables.map((table) => `customers.${table}`)],
  );
  for (const index of indexes) await pool.query(`drop index ${index.name}`);
  const next = numbers(7);
  for (let from = 1; from <= PEOPLE; from += BATCH) await plantBatch(pool, from, next);
  await plantHistory(pool);
  for (const index of indexes) await pool.query(index.text);
  await pool.query('vacuum analyze');
}

async function plantOrganisation(pool: Product['pool']): Promise<void> {
  await pool.query(
    `insert into org.tenant (tenant_id, name, created_at_ms) values (1, 'bench', 0) on conflict do nothing`,
  );
  await pool.query(`
    insert into org.unit (tenant_id, unit_id, kind, name, store_type, path, store_id, created_at_ms)
    select 1, ${idOf('store', 'n')}, 'store', '门店' || n, 'direct', array[${idOf('store', 'n')}], ${idOf('store', 'n')}, 0
    from generate_series(0, ${STORES - 1}) n`);
  await pool.query(`
    insert into org.staff (tenant_id, staff_id, corp_id, userid, name, status, active, unit_id, created_at_ms)
    select 1, ${idOf('st', 'n')}, 'ww1', 'u' || n, '导购' || n, 'active', true, ${idOf('store', `(n % ${STORES})`)}, 0
    from generate_series(0, ${STAFF - 1}) n`);
  await pool.query(`
    insert into customers.tag (tenant_id, tag_id, corp_id, platform_id, name, updated_at_ms)
    select 1, ${idOf('tag', 'n')}, 'ww1', 'et' || n, '标签' || n, 0 from generate_series(0, ${TAGS - 1}) n`);
}

interface Planted {
  n: number;
  name: string;
  remark: string;
  tail: string | null;
  memberNo: string | null;
  state: string | null;
  way: number;
  staff: number;
  second: number | null;
  tags: number[];
  grams: number[];
  atMs: number;
}

function person(n: number, next: () => number): Planted {
  const pick = (text: string) => text[Math.floor(next() * text.length)] ?? '';
  const surname = SURNAMES[Math.floor(next() ** 2 * SURNAMES.length)] ?? '王';
  const name =
    next() < 0.2
      ? `${NICKNAMES[Math.floor(next() * NICKNAMES.length)]}${next() < 0.5 ? Math.floor(next() * 1_000) : ''}`
      : `${surname}${pick(GIVEN)}${next() < 0.7 ? pick(GIVEN) : ''}`;
  const remark = next() < 0.5 ? '' : `${name}${WORDS[Math.floor(next() ** 2 * WORDS.length)]}`;
  const tail = next() < 0.3 ? String(Math.floor(next() * 10_000)).padStart(4, '0') : null;
  const memberNo = next() < 0.4 ? `HX${String(n).padStart(8, '0')}` : null;
  return {
    n,
    name,
    remark,
    tail,
    memberNo,
    state: next() < 0.7 ? `s${Math.floor(next() ** 2 * CODES)}` : null,
    way: [1, 1, 1, 2, 16, 16, 202][Math.floor(next() * 7)] ?? 1,
    staff: Math.floor(next() ** 1.3 * STAFF),
    second: next() < 0.08 ? Math.floor(next() * STAFF) : null,
    tags: Array.from({ length: Math.floor(next() * 5) }, () => Math.floor(next() ** 2 * TAGS)),
    grams: gramsOf(1, [name, remark, tail, memberNo]),
    atMs: NOW - Math.floor(next() * DAYS * DAY_MS),
  };
}

/** One person of twelve is known by orders only. */
const METS = 'p.n % 12 <> 0';

async function plantBatch(pool: Product['pool'], from: number, next: () => number): Promise<void> {
  const count = Math.min(BATCH, PEOPLE - from + 1);
  const rows = Array.from({ length: count }, (_, i) => person(from + i, next));
  const shape = `json_to_recordset($1::json) as p(n int, name text, remark text, tail text, "memberNo" text, state text, way int,
    staff int, second int, tags int[], grams int[], "atMs" bigint)`;
  const data = [JSON.stringify(rows)];
  await pool.query(
    `insert into customers.customer (tenant_id, customer_id, name, provisional, member_no, phone_tails, grams, created_at_ms,
       first_added_at_ms, recent_ms, last_inbound_at_ms)
     select 1, ${idOf('c', 'p.n')}, p.name, not ${METS}, p."memberNo", case when p.tail is null then '{}' else array[p.tail] end, p.grams,
       p."atMs", case when ${METS} then p."atMs" end, p."atMs", case when p.n % 3 = 0 then p."atMs" + 3600000 end from ${shape}`,
    data,
  );
  await pool.query(
    `insert into customers.relation (tenant_id, customer_id, staff_id, external_userid, corp_id, born_id, standing, standing_at_ms,
       state, add_way, remark, first_added_at_ms, added_at_ms, lost_at_ms, lost_by)
     select 1, ${idOf('c', 'p.n')}, ${idOf('st', 'w.staff')}, 'wm' || p.n, 'ww1', ${idOf('c', 'p.n')},
       case when p.n % 20 = 1 then 'lost' else 'friend' end, p."atMs", p.state, p.way, p.remark, p."atMs", p."atMs",
       case when p.n % 20 = 1 then p."atMs" + 864000000 end, case when p.n % 20 = 1 then 'customer' end
     from ${shape} cross join lateral (select p.staff union select p.second where p.second is not null) as w(staff) where ${METS}`,
    data,
  );
  await pool.query(
    `insert into customers.customer_tag (tenant_id, customer_id, tag_id, staff_id, external_userid, corp_id, born_id, at_ms)
     select distinct 1, ${idOf('c', 'p.n')}, ${idOf('tag', 't')}, ${idOf('st', 'p.staff')}, 'wm' || p.n, 'ww1', ${idOf('c', 'p.n')}, p."atMs"
     from ${shape} cross join lateral unnest(p.tags) as t where ${METS}`,
    data,
  );
  await pool.query(
    `insert into customers.identity (tenant_id, kind, value, customer_id, born_id)
     select 1, k.kind, k.value, ${idOf('c', 'p.n')}, ${idOf('c', 'p.n')}
     from ${shape} cross join lateral (values ('external_userid', 'ww1/wm' || p.n), ('member_no', p."memberNo"),
       ('phone', case when p.tail is null then null else 'hash' || p.n end)) as k(kind, value) where k.value is not null`,
    data,
  );
}

/** Three million messages, a line of history per relation, a million lines of the timeline, orders of the stores. */
async function plantHistory(pool: Product['pool']): Promise<void> {
  const start = NOW - DAYS * DAY_MS;
  await pool.query(`
    insert into customers.relation_event (tenant_id, customer_id, at_ms, kind, staff_id, external_userid, born_id, state, add_way)
    select tenant_id, customer_id, added_at_ms, 'added', staff_id, external_userid, born_id, state, add_way from customers.relation`);
  await pool.query(`
    insert into customers.message (tenant_id, customer_id, msgid, born_id, staff_id, at_ms, from_customer, automatic, kind)
    select 1, r.customer_id, 'm' || row_number() over (), r.customer_id, r.staff_id, r.added_at_ms + m * 7200000, m % 2 = 0, false, 'text'
    from customers.relation r cross join generate_series(1, 40) m where hashtext(r.external_userid) % 16 = 0`);
  await pool.query(`
    insert into customers.timeline_entry (tenant_id, customer_id, kind, key, born_id, at_ms, detail)
    select 1, ${idOf('c', `(n % ${PEOPLE / 4} * 4 + 1)`)}, 'orders.paid', 'o' || n, ${idOf('c', `(n % ${PEOPLE / 4} * 4 + 1)`)},
      ${start} + n::bigint * 30000, '{}' from generate_series(1, 1000000) n`);
  await pool.query(`
    insert into orders.shop (tenant_id, shop_id, name, platform, created_at_ms) values (1, md5('shop')::uuid, 'shop', 'tmall', 0)`);
  await pool.query(`
    insert into orders."order" (tenant_id, customer_id, order_id, born_id, shop_id, order_no, state, created_at_ms, paid_at_ms, total_fen,
      paid_fen, refunded_fen, recorded_at_ms, store_id)
    select 1, ${idOf('c', '(n * 3)')}, md5('o' || n)::uuid, ${idOf('c', '(n * 3)')}, md5('shop')::uuid, 'n' || n,
      'paid', ${start} + n::bigint * 60000, ${start} + n::bigint * 60000, 9900, 9900, 0, ${start} + n::bigint * 60000,
      ${idOf('store', `((hashint4(n) & 2147483647) % ${STORES})`)} from generate_series(1, ${PEOPLE / 3}) n`);
}
