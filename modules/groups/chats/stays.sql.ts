// Statements about who is in a group: one stay a row, the same three for customers, strangers and staff. A reading
// closes the stays it no longer shows, opens new ones, and corrects the rest.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

/** A stay as a reading shows it; `personId` is the customer or member of staff, null for a stranger. */
export interface Stay {
  personId: Id | null;
  externalUserid: string | null;
  joinedAtMs: number;
  scene: number | null;
  invitorId: Id | null;
  state: string | null;
  nickname: string;
  name: string;
}

/** A stay that began or ended. */
export interface Changed {
  personId: Id | null;
  externalUserid: string | null;
  joinedAtMs: number;
  leftAtMs: number | null;
  scene: number | null;
  state: string | null;
}

interface OfChat {
  tenantId: TenantId;
  corpId: string;
  chatId: Id;
  /** The stays of the reading, as JSON. */
  rows: string;
}

const SHAPE = `"personId" uuid, "externalUserid" text, "joinedAtMs" bigint, scene smallint, "invitorId" uuid, state text, nickname text, name text`;

interface Table {
  name: string;
  table: string;
  /** Columns beside tenant, chat and the instant of joining, with what the reading says of them. */
  columns: Readonly<Record<string, string>>;
  /** The columns that name the person. */
  person: readonly string[];
  /**
   * The column by which he is looked for among those present. A customer by his platform id: he may have been merged
   * into another a moment ago, and his stay not have followed yet.
   */
  seat: string;
  /** The columns that a later reading may correct. */
  mutable: readonly string[];
  returning: string;
}

const CUSTOMERS: Table = {
  name: 'Members',
  table: 'groups.member',
  columns: {
    customer_id: '"personId"',
    external_userid: '"externalUserid"',
    born_id: '"personId"',
    join_scene: 'scene',
    invitor_staff_id: '"invitorId"',
    state: 'state',
    nickname: 'nickname',
  },
  person: ['customer_id', 'external_userid'],
  seat: 'external_userid',
  mutable: ['nickname', 'state'],
  returning:
    'm.customer_id as "personId", m.external_userid as "externalUserid", m.join_scene as scene, m.state',
};
const STRANGERS: Table = {
  name: 'Strangers',
  table: 'groups.stranger',
  columns: {
    external_userid: '"externalUserid"',
    corp_id: '$corp',
    name: 'name',
    join_scene: 'scene',
    invitor_staff_id: '"invitorId"',
    state: 'state',
    nickname: 'nickname',
  },
  person: ['external_userid'],
  seat: 'external_userid',
  mutable: ['name', 'nickname', 'state'],
  returning:
    'null::uuid as "personId", m.external_userid as "externalUserid", m.join_scene as scene, m.state',
};
const STAFF: Table = {
  name: 'Staff',
  table: 'groups.staff_member',
  columns: { staff_id: '"personId"', join_scene: 'scene', nickname: 'nickname' },
  person: ['staff_id'],
  seat: 'staff_id',
  mutable: ['nickname'],
  returning: 'm.staff_id as "personId", null as "externalUserid", m.join_scene as scene, null as state',
};

function staysIn(spec: Table) {
  const table = sql.raw(spec.table);
  const reading = (p: OfChat) => sql`json_to_recordset(${p.rows}::json) as f(${sql.raw(SHAPE)})`;
  const sameBy = (columns: readonly string[]) =>
    sql.raw(
      [
        ...columns.map((column) => `m.${column} = f.${spec.columns[column]}`),
        'm.joined_at_ms = f."joinedAtMs"',
      ].join(' and '),
    );
  const same = sameBy(spec.person);
  const returning = sql.raw(`${spec.returning}, m.joined_at_ms as "joinedAtMs", m.left_at_ms as "leftAtMs"`);
  const names = Object.keys(spec.columns);
  return {
    /** Ends the stays that the reading no longer shows. */
    close: query({
      name: `groups.close${spec.name}`,
      examples: [{ tenantId: 1, corpId: 'ww', chatId: newId(), rows: '[]', leftAtMs: 0 }],
      sql: (p: OfChat & { leftAtMs: number }) => sql<Changed>`
        update ${table} m set left_at_ms = greatest(m.joined_at_ms, ${p.leftAtMs}::bigint)
        where m.tenant_id = ${p.tenantId} and m.chat_id = ${p.chatId} and m.left_at_ms is null
          and not exists (select 1 from ${reading(p)} where ${sameBy([spec.seat])})
        returning ${returning}`,
    }),
    /** Begins the stays that are new. */
    open: query({
      name: `groups.open${spec.name}`,
      examples: [{ tenantId: 1, corpId: 'ww', chatId: newId(), rows: '[]' }],
      sql: (p: OfChat) => {
        const values = names.map((column) =>
          spec.columns[column] === '$corp' ? sql`${p.corpId}::text` : sql.raw(`f.${spec.columns[column]}`),
        );
        return sql<Changed>`
          insert into ${table} as m (tenant_id, chat_id, joined_at_ms, ${sql.raw(names.join(', '))})
          select ${p.tenantId}::int, ${p.chatId}::uuid, f."joinedAtMs", ${sql.join(values)} from ${reading(p)}
          order by ${sql.raw(spec.person.map((column) => `f.${spec.columns[column]}`).join(', '))}
          on conflict do nothing
          returning ${returning}`;
      },
    }),
    /** Corrects the others: a name that changed, a stay that was thought to have ended. */
    correct: query({
      name: `groups.correct${spec.name}`,
      examples: [{ tenantId: 1, corpId: 'ww', chatId: newId(), rows: '[]' }],
      sql: (p: OfChat) => {
        const pairs = spec.mutable.map((column) => [
          `${column} = f.${column}`,
          `m.${column} is distinct from f.${column}`,
        ]);
        return sql`
          update ${table} m set left_at_ms = null, ${sql.raw(pairs.map(([set]) => set).join(', '))}
          from ${reading(p)}
          where m.tenant_id = ${p.tenantId} and m.chat_id = ${p.chatId} and ${same}
            and (m.left_at_ms is not null or ${sql.raw(pairs.map(([, differs]) => differs).join(' or '))})`;
      },
    }),
  };
}

export const customerStays = staysIn(CUSTOMERS);
export const strangerStays = staysIn(STRANGERS);
export const staffStays = staysIn(STAFF);

interface Known {
  tenantId: TenantId;
  corpId: string;
  /** The groups in which they are looked for; the caller holds their rows. */
  chatIds: readonly Id[];
  /** [{externalUserid, customerId}] */
  known: string;
}

const knownExamples = [{ tenantId: 1, corpId: 'ww', chatIds: [newId()], known: '[]' }];
const KNOWN = sql.raw('as k("externalUserid" text, "customerId" uuid)');

/** Strangers who turned out to be customers: their stays become the customers'. */
export const adoptStrangers = query({
  name: 'groups.adoptStrangers',
  examples: knownExamples,
  sql: (p: Known) => sql<Changed & { chatId: Id }>`
    insert into groups.member as m (tenant_id, customer_id, chat_id, external_userid, joined_at_ms, born_id, join_scene, invitor_staff_id,
      state, nickname, left_at_ms)
    select ${p.tenantId}::int, k."customerId", s.chat_id, s.external_userid, s.joined_at_ms, k."customerId", s.join_scene,
      s.invitor_staff_id, s.state, s.nickname, s.left_at_ms
    from groups.stranger s
    join json_to_recordset(${p.known}::json) ${KNOWN} on k."externalUserid" = s.external_userid
    where s.tenant_id = ${p.tenantId} and s.corp_id = ${p.corpId} and s.chat_id = any(${p.chatIds}::uuid[])
    order by k."customerId", s.chat_id
    on conflict do nothing
    returning m.chat_id as "chatId", m.customer_id as "personId", m.external_userid as "externalUserid", m.joined_at_ms as "joinedAtMs",
      m.left_at_ms as "leftAtMs", m.join_scene as scene, m.state`,
});

export const dropStrangers = query({
  name: 'groups.dropStrangers',
  examples: knownExamples,
  sql: (p: Known) => sql`
    delete from groups.stranger s using json_to_recordset(${p.known}::json) ${KNOWN}
    where s.tenant_id = ${p.tenantId} and s.corp_id = ${p.corpId} and s.chat_id = any(${p.chatIds}::uuid[])
      and s.external_userid = k."externalUserid"`,
});

/** The platform ids under which these customers are friends of ours, where a stranger of that id is in a group. */
export const strangersAmong = query({
  name: 'groups.strangersAmong',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<{
    corpId: string;
    chatId: Id;
    externalUserid: string;
  }>`
    select distinct r.corp_id as "corpId", s.chat_id as "chatId", r.external_userid as "externalUserid"
    from customers.pub_relation r
    join groups.stranger s on s.tenant_id = ${p.tenantId} and s.corp_id = r.corp_id and s.external_userid = r.external_userid
    where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[])`,
});

/** The states of join codes by which anybody in these groups came. */
export const statesInChats = query({
  name: 'groups.statesInChats',
  examples: [{ tenantId: 1, chatIds: [newId()] }],
  sql: (p: { tenantId: TenantId; chatIds: readonly Id[] }) => sql<{ state: string }>`
    select m.state from groups.member m
    where m.tenant_id = ${p.tenantId} and m.chat_id = any(${p.chatIds}::uuid[]) and m.left_at_ms is null and m.state is not null
    union
    select s.state from groups.stranger s
    where s.tenant_id = ${p.tenantId} and s.chat_id = any(${p.chatIds}::uuid[]) and s.left_at_ms is null and s.state is not null`,
});
