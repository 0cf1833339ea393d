// Statements by which the platform's facts become rows: each moves a whole batch.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

interface Batch {
  tenantId: TenantId;
  corpId: string;
  /** JSON array of rows. */
  rows: string;
}

const empty: Batch = { tenantId: 1, corpId: 'ww', rows: '[]' };

// How far apart the callback's and the profile's time of one add may lie.
export const SAME_ADD_MS = 300_000;

const rank = (table: string) =>
  sql`case ${sql.ref(`${table}.standing`)} when 'lost' then 3 when 'friend' then 2 else 1 end`;

// The told standing is newer than the stored one; of the same second a loss beats an add, an add beats a half.
const newer = sql`(excluded.standing_at_ms, ${rank('excluded')}, coalesce(excluded.lost_by, '')) > (r.standing_at_ms, ${rank('r')}, coalesce(r.lost_by, ''))`;

/** Applies folded facts to relations: an older fact never undoes a newer one, a repeated one changes nothing. */
export const upsertFacts = query({
  name: 'customers.upsertFacts',
  examples: [empty],
  sql: (p: Batch) => sql`
    insert into customers.relation as r (tenant_id, customer_id, staff_id, external_userid, corp_id, born_id, standing,
      standing_at_ms, state, first_added_at_ms, added_at_ms, lost_at_ms, lost_by, last_event_ms, needs_profile)
    select ${p.tenantId}::int, f."customerId", f."staffId", f."externalUserid", ${p.corpId}, f."bornId", f.standing,
      f."standingAtMs", f.state, f."firstAddedAtMs", f."addedAtMs", f."lostAtMs", f."lostBy", f."lastEventMs",
      f."needsProfile" and f.standing <> 'lost'
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "staffId" uuid, "externalUserid" text, "bornId" uuid,
      standing text, "standingAtMs" bigint, state text, "firstAddedAtMs" bigint, "addedAtMs" bigint, "lostAtMs" bigint,
      "lostBy" text, "lastEventMs" bigint, "needsProfile" boolean)
    order by f."customerId", f."staffId", f."externalUserid"
    on conflict (tenant_id, customer_id, staff_id, external_userid) do update set
      standing = case when ${newer} then excluded.standing else r.standing end,
      standing_at_ms = case when ${newer} then excluded.standing_at_ms else r.standing_at_ms end,
      lost_at_ms = case when ${newer} then excluded.lost_at_ms else r.lost_at_ms end,
      lost_by = case when ${newer} then excluded.lost_by else r.lost_by end,
      state = case when excluded.added_at_ms > coalesce(r.added_at_ms, -1) then excluded.state
        when excluded.added_at_ms = r.added_at_ms then coalesce(r.state, excluded.state) else r.state end,
      add_way = case when excluded.added_at_ms > coalesce(r.added_at_ms, -1) + ${SAME_ADD_MS}::bigint then null else r.add_way end,
      first_added_at_ms = least(r.first_added_at_ms, excluded.first_added_at_ms),
      added_at_ms = greatest(r.added_at_ms, excluded.added_at_ms),
      last_event_ms = greatest(r.last_event_ms, excluded.last_event_ms),
      needs_profile = case when (case when ${newer} then excluded.standing else r.standing end) = 'lost' then false
        else r.needs_profile or (excluded.needs_profile and excluded.last_event_ms + 999 >= r.profile_at_ms) end`,
});

/** Writes history once. An add that the profile already told (within minutes) is not told again. */
export const insertRelationEvents = query({
  name: 'customers.insertRelationEvents',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.relation_event (tenant_id, customer_id, at_ms, kind, staff_id, external_userid, born_id, state, add_way, detail)
    select ${p.tenantId}::int, f."customerId", f."atMs", f.kind, f."staffId", f."externalUserid", f."bornId", f.state, f."addWay", coalesce(f.detail, '{}')
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "atMs" bigint, kind text, "staffId" uuid,
      "externalUserid" text, "bornId" uuid, state text, "addWay" integer, detail jsonb)
    where f.kind <> 'added' or not exists (
      select 1 from customers.relation_event e
      where e.tenant_id = ${p.tenantId} and e.customer_id = f."customerId" and e.kind = 'added'
        and e.staff_id = f."staffId" and e.external_userid = f."externalUserid"
        and e.at_ms between f."atMs" - ${SAME_ADD_MS}::bigint and f."atMs" + ${SAME_ADD_MS}::bigint
        and (e.detail ? 'profile') <> coalesce(f.detail ? 'profile', false))
    order by f."customerId", f."atMs", f.kind, f."staffId", f."externalUserid"
    on conflict (tenant_id, customer_id, at_ms, kind, staff_id, external_userid) do nothing`,
});

export const insertAlerts = query({
  name: 'customers.insertAlerts',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.alert (tenant_id, customer_id, alert_id, born_id, kind, staff_id, external_userid, at_ms)
    select ${p.tenantId}::int, f."customerId", f."alertId", f."bornId", f.kind, f."staffId", f."externalUserid", f."atMs"
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "alertId" uuid, "bornId" uuid, kind text, "staffId" uuid,
      "externalUserid" text, "atMs" bigint)
    order by f."customerId", f."staffId", f."externalUserid", f."atMs"
    on conflict (tenant_id, customer_id, staff_id, external_userid, at_ms) do nothing`,
});

/**
 * Writes people who were just met, and moves the first and latest add of known ones. An upsert rather than an update:
 * it takes row locks in the order of the rows, so that two workers never wait for each other in a circle.
 */
export const notePeopleAdded = query({
  name: 'customers.notePeopleAdded',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.customer as c (tenant_id, customer_id, face, provisional, created_at_ms, first_added_at_ms, recent_ms)
    select ${p.tenantId}::int, f."customerId", f.face, false, f."atMs", f."firstMs", coalesce(f."lastMs", f."atMs")
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, face text, "atMs" bigint, "firstMs" bigint, "lastMs" bigint)
    order by f."customerId"
    on conflict (tenant_id, customer_id) do update set
      first_added_at_ms = least(c.first_added_at_ms, excluded.first_added_at_ms),
      recent_ms = case when c.first_added_at_ms is null then excluded.recent_ms else greatest(c.recent_ms, excluded.recent_ms) end,
      provisional = false
    where excluded.first_added_at_ms is not null
      and (c.first_added_at_ms is null or c.first_added_at_ms > excluded.first_added_at_ms
        or c.recent_ms < excluded.recent_ms or c.provisional)`,
});

export interface KnownRelation {
  customerId: Id;
  staffId: Id;
  externalUserid: string;
  standing: 'friend' | 'half' | 'lost';
  state: string | null;
  addWay: number | null;
  remark: string;
  description: string;
  tagIds: string;
  addedAtMs: number | null;
  needsProfile: boolean;
  profileAtMs: number;
}

export const readRelations = query({
  name: 'customers.readRelations',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<KnownRelation>`
    select r.customer_id as "customerId", r.staff_id as "staffId", r.external_userid as "externalUserid", r.standing, r.state,
      r.add_way as "addWay", r.remark, r.description, r.tag_ids as "tagIds", r.added_at_ms as "addedAtMs",
      r.needs_profile as "needsProfile", r.profile_at_ms as "profileAtMs"
    from customers.relation r where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[])`,
});

export interface KnownPerson {
  customerId: Id;
  name: string;
  avatar: string | null;
  gender: number;
  kind: string;
  corpName: string | null;
  face: string | null;
  profileAtMs: number;
  firstAddedAtMs: number | null;
  recentMs: number;
  provisional: boolean;
}

export const readPeople = query({
  name: 'customers.readPeople',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<KnownPerson>`
    select customer_id as "customerId", name, avatar, gender, kind, corp_name as "corpName", face,
      profile_at_ms as "profileAtMs", first_added_at_ms as "firstAddedAtMs", recent_ms as "recentMs", provisional
    from customers.customer where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});

// An older read may still tell of an add; how a person looks it tells no more.
const described = sql.join(
  ['name', 'avatar', 'gender', 'kind', 'corp_name', 'face'].map((column) => {
    const told = sql.ref(`excluded.${column}`);
    return sql`${sql.ref(column)} = case when c.profile_at_ms <= excluded.profile_at_ms then ${told} else ${sql.ref(`c.${column}`)} end`;
  }),
);

/** Writes people as profiles describe them: new ones, and known ones whose description changed. */
export const describePeople = query({
  name: 'customers.describePeople',
  examples: [{ tenantId: 1, rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; atMs: number }) => sql`
    insert into customers.customer as c (tenant_id, customer_id, name, avatar, gender, kind, corp_name, face, provisional,
      phone_tails, grams, created_at_ms, first_added_at_ms, recent_ms, profile_at_ms)
    select ${p.tenantId}::int, f."customerId", f.name, f.avatar, f.gender, f.kind, f."corpName", f.face, false, f.tails, f.grams,
      f."firstMs", f."firstMs", f."lastMs", ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, name text, avatar text, gender smallint, kind text,
      "corpName" text, face text, tails text[], grams integer[], "firstMs" bigint, "lastMs" bigint)
    order by f."customerId"
    on conflict (tenant_id, customer_id) do update set ${described}, provisional = false,
      grams = case when c.grams @> excluded.grams then c.grams
        else array(select distinct g from unnest(c.grams || excluded.grams) as g order by g) end,
      first_added_at_ms = least(c.first_added_at_ms, excluded.first_added_at_ms),
      recent_ms = case when c.first_added_at_ms is null then excluded.recent_ms else greatest(c.recent_ms, excluded.recent_ms) end,
      profile_at_ms = greatest(c.profile_at_ms, excluded.profile_at_ms)`,
});

/** Writes relations as profiles show them; the platform's list proves the friendship at the time of the read. */
export const upsertProfiles = query({
  name: 'customers.upsertProfiles',
  examples: [{ ...empty, atMs: 0 }],
  sql: (p: Batch & { atMs: number }) => sql`
    insert into customers.relation as r (tenant_id, customer_id, staff_id, external_userid, corp_id, born_id, standing,
      standing_at_ms, state, add_way, remark, description, tag_ids, first_added_at_ms, added_at_ms, profile_at_ms, seen_at_ms)
    select ${p.tenantId}::int, f."customerId", f."staffId", f."externalUserid", ${p.corpId}, f."bornId", 'friend',
      ${p.atMs}::bigint, f.state, f."addWay", f.remark, f.description, f."tagIds", f."addedAtMs", f."addedAtMs", ${p.atMs}::bigint, ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "staffId" uuid, "externalUserid" text, "bornId" uuid,
      state text, "addWay" integer, remark text, description text, "tagIds" text, "addedAtMs" bigint)
    order by f."customerId", f."staffId", f."externalUserid"
    on conflict (tenant_id, customer_id, staff_id, external_userid) do update set
      standing = case when r.standing = 'lost' and ${newer} then 'friend' else r.standing end,
      standing_at_ms = case when r.standing = 'lost' and ${newer} then excluded.standing_at_ms else r.standing_at_ms end,
      lost_at_ms = case when r.standing = 'lost' and ${newer} then null else r.lost_at_ms end,
      lost_by = case when r.standing = 'lost' and ${newer} then null else r.lost_by end,
      state = coalesce(excluded.state, r.state),
      add_way = excluded.add_way,
      remark = excluded.remark, description = excluded.description, tag_ids = excluded.tag_ids,
      first_added_at_ms = least(r.first_added_at_ms, excluded.first_added_at_ms),
      added_at_ms = case when r.added_at_ms is null or excluded.added_at_ms > r.added_at_ms + ${SAME_ADD_MS}::bigint
        then excluded.added_at_ms else r.added_at_ms end,
      needs_profile = r.needs_profile and r.last_event_ms > ${p.atMs}::bigint,
      profile_at_ms = ${p.atMs}::bigint,
      seen_at_ms = greatest(r.seen_at_ms, ${p.atMs}::bigint)
    where r.profile_at_ms <= ${p.atMs}::bigint`,
});

/** Notes that a read still contained these relations; `pairs` are `staffId externalUserid`. */
export const markSeen = query({
  name: 'customers.markSeen',
  examples: [{ tenantId: 1, customerIds: [newId()], pairs: [''], atMs: 0 }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[]; pairs: readonly string[]; atMs: number }) => sql`
    update customers.relation r set seen_at_ms = ${p.atMs}::bigint
    where r.tenant_id = ${p.tenantId} and r.customer_id = any(${p.customerIds}::uuid[])
      and r.staff_id::text || ' ' || r.external_userid = any(${p.pairs}::text[]) and r.seen_at_ms < ${p.atMs}::bigint`,
});

/** Fills in the way of an add that a callback told without it. */
export const fillWay = query({
  name: 'customers.fillWay',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    update customers.relation_event e set add_way = f."addWay", state = coalesce(e.state, f.state)
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "staffId" uuid, "externalUserid" text, "addWay" integer,
      state text, "addedAtMs" bigint)
    where e.tenant_id = ${p.tenantId} and e.customer_id = f."customerId" and e.staff_id = f."staffId"
      and e.external_userid = f."externalUserid" and e.kind in ('added', 'half_added') and e.add_way is null
      and e.at_ms between f."addedAtMs" - ${SAME_ADD_MS}::bigint and f."addedAtMs" + ${SAME_ADD_MS}::bigint`,
});

/** Brings marks into line with the tags a profile shows; what is on its way to the platform stays. */
export const dropMarks = query({
  name: 'customers.dropMarks',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    delete from customers.customer_tag t
    using json_to_recordset(${p.rows}::json) as f("customerId" uuid, "staffId" uuid, "externalUserid" text, tags uuid[])
    where t.tenant_id = ${p.tenantId} and t.customer_id = f."customerId" and t.staff_id = f."staffId"
      and t.external_userid = f."externalUserid" and t.mark in ('on', 'refused') and t.tag_id <> all(f.tags)`,
});

export const addMarks = query({
  name: 'customers.addMarks',
  examples: [{ ...empty, atMs: 0 }],
  sql: (p: Batch & { atMs: number }) => sql`
    insert into customers.customer_tag as t (tenant_id, customer_id, tag_id, staff_id, external_userid, corp_id, born_id, mark, at_ms)
    select ${p.tenantId}::int, f."customerId", f."tagId", f."staffId", f."externalUserid", ${p.corpId}, f."bornId", 'on', ${p.atMs}::bigint
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "tagId" uuid, "staffId" uuid, "externalUserid" text, "bornId" uuid)
    order by f."customerId", f."tagId", f."staffId", f."externalUserid"
    on conflict (tenant_id, customer_id, tag_id, staff_id, external_userid) do update set mark = 'on', refused_code = null
      where t.mark in ('adding', 'refused')`,
});

interface ClosedRelation {
  customerId: Id;
  staffId: Id;
  externalUserid: string;
  bornId: Id;
}

/** Closes live relations that a full read begun after `seenAfterMs` did not contain. */
export const closeUnseen = query({
  name: 'customers.closeUnseen',
  examples: [{ tenantId: 1, corpId: 'ww', staffIds: [newId()], seenAfterMs: 0, atMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    corpId: string;
    staffIds: readonly Id[];
    seenAfterMs: number;
    atMs: number;
  }) => sql<ClosedRelation>`
    update customers.relation r set standing = 'lost', standing_at_ms = ${p.atMs}::bigint, lost_at_ms = ${p.atMs}::bigint,
      lost_by = 'unknown', needs_profile = false
    where r.tenant_id = ${p.tenantId} and r.staff_id = any(${p.staffIds}::uuid[]) and r.corp_id = ${p.corpId}
      and r.standing <> 'lost' and r.seen_at_ms < ${p.seenAfterMs}::bigint and r.standing_at_ms < ${p.seenAfterMs}::bigint
    returning r.customer_id as "customerId", r.staff_id as "staffId", r.external_userid as "externalUserid", r.born_id as "bornId"`,
});

export const insertMessages = query({
  name: 'customers.insertMessages',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.message (tenant_id, customer_id, msgid, born_id, staff_id, at_ms, from_customer, automatic, kind)
    select ${p.tenantId}::int, f."customerId", f.msgid, f."bornId", f."staffId", f."atMs", f."fromCustomer", f.automatic, f.kind
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, msgid text, "bornId" uuid, "staffId" uuid, "atMs" bigint,
      "fromCustomer" boolean, automatic boolean, kind text)
    order by f."customerId", f.msgid
    on conflict (tenant_id, customer_id, msgid) do nothing`,
});

/** Notes first and last messages on relations; a talk with somebody unknown implies a friendship. */
export const noteTalk = query({
  name: 'customers.noteTalk',
  examples: [empty],
  sql: (p: Batch) => sql`
    insert into customers.relation as r (tenant_id, customer_id, staff_id, external_userid, corp_id, born_id, standing,
      standing_at_ms, first_outbound_at_ms, first_inbound_at_ms, last_inbound_at_ms, needs_profile)
    select ${p.tenantId}::int, f."customerId", f."staffId", f."externalUserid", ${p.corpId}, f."bornId", 'friend', 0,
      f."firstOutMs", f."firstInMs", f."lastInMs", true
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, "staffId" uuid, "externalUserid" text, "bornId" uuid,
      "firstOutMs" bigint, "firstInMs" bigint, "lastInMs" bigint)
    order by f."customerId", f."staffId", f."externalUserid"
    on conflict (tenant_id, customer_id, staff_id, external_userid) do update set
      first_outbound_at_ms = least(r.first_outbound_at_ms, excluded.first_outbound_at_ms),
      first_inbound_at_ms = least(r.first_inbound_at_ms, excluded.first_inbound_at_ms),
      last_inbound_at_ms = greatest(r.last_inbound_at_ms, excluded.last_inbound_at_ms)`,
});

/** Writes people first met by a message, and moves everybody's last message. */
export const noteInbound = query({
  name: 'customers.noteInbound',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.customer as c (tenant_id, customer_id, face, provisional, created_at_ms, recent_ms, last_inbound_at_ms)
    select ${p.tenantId}::int, f."customerId", f.face, false, f."atMs", f."atMs", f."lastInMs"
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, face text, "atMs" bigint, "lastInMs" bigint)
    order by f."customerId"
    on conflict (tenant_id, customer_id) do update set last_inbound_at_ms = excluded.last_inbound_at_ms
    where excluded.last_inbound_at_ms > coalesce(c.last_inbound_at_ms, -1)`,
});
