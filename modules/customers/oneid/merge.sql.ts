// Statements that move people's rows. customer_id is the distribution key, so a row moves by insert and delete;
// born_id stays, which is how an undo finds the rows that came along.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query, type Tx } from '@yutian/platform';
import { type RawBuilder, sql } from 'kysely';

/** Rows of `from` become rows of `to`. */
interface MoveRows {
  tenantId: TenantId;
  from: readonly Id[];
  to: readonly Id[];
  /** Born ids to move, or null for all. */
  born: readonly Id[] | null;
}

const examples: MoveRows[] = [
  { tenantId: 1, from: [newId()], to: [newId()], born: null },
  { tenantId: 1, from: [newId()], to: [newId()], born: [newId()] },
];

const bornAmong = (born: readonly Id[] | null): RawBuilder<unknown> =>
  born === null ? sql`` : sql`and t.born_id = any(${born}::uuid[])`;

/** Every customer-grain table of this module and its columns without tenant_id and customer_id. */
const MOVED: Record<string, string> = {
  phone: 'phone_hash born_id sealed tail source at_ms',
  relation:
    'staff_id external_userid corp_id born_id standing standing_at_ms state add_way remark description tag_ids ' +
    'first_added_at_ms added_at_ms lost_at_ms lost_by last_event_ms first_outbound_at_ms first_inbound_at_ms ' +
    'last_inbound_at_ms needs_profile profile_at_ms seen_at_ms',
  relation_event: 'at_ms kind staff_id external_userid born_id state add_way detail',
  message: 'msgid born_id staff_id at_ms from_customer automatic kind',
  customer_tag: 'tag_id staff_id external_userid corp_id born_id mark refused_code at_ms',
  note: 'note_id born_id body author_user_id author_name staff_id for_stores created_at_ms edited_at_ms',
  timeline_entry: 'kind key born_id at_ms staff_id store_id detail',
  consent: 'consent_id born_id purpose granted at_ms channel notice_version evidence recorded_by for_stores',
  alert: 'alert_id born_id kind staff_id external_userid at_ms acknowledged_at_ms acknowledged_by comment',
};

/** The tables whose rows follow a person through a merge. */
export const movedTables: readonly string[] = Object.keys(MOVED);

const statements = Object.entries(MOVED).map(([name, text]) => {
  const columns = text.split(' ');
  const table = sql.table(`customers.${name}`);
  const own = sql.join(columns.map((column) => sql.ref(column)));
  const source = sql.join(columns.map((column) => sql.ref(`t.${column}`)));
  return {
    copy: query({
      name: `customers.copyMoved.${name}`,
      examples,
      sql: (p: MoveRows) => sql`
        insert into ${table} (tenant_id, customer_id, ${own})
        select ${p.tenantId}::int, m.to_id, ${source}
        from unnest(${p.from}::uuid[], ${p.to}::uuid[]) as m(from_id, to_id)
        join ${table} t on t.tenant_id = ${p.tenantId} and t.customer_id = m.from_id ${bornAmong(p.born)}`,
    }),
    remove: query({
      name: `customers.removeMoved.${name}`,
      examples,
      sql: (p: MoveRows) => sql`
        delete from ${table} t where t.tenant_id = ${p.tenantId} and t.customer_id = any(${p.from}::uuid[]) ${bornAmong(p.born)}`,
    }),
  };
});

const moveKeys = query({
  name: 'customers.moveKeys',
  examples,
  sql: (p: MoveRows) => sql`
    update customers.identity t set customer_id = m.to_id
    from unnest(${p.from}::uuid[], ${p.to}::uuid[]) as m(from_id, to_id)
    where t.tenant_id = ${p.tenantId} and t.customer_id = m.from_id ${bornAmong(p.born)}`,
});

/** Moves all rows and keys. The pairs are disjoint: nobody is both giver and taker. */
export async function moveRows(tx: Tx, rows: MoveRows): Promise<void> {
  for (const { copy, remove } of statements) {
    await copy(tx, rows);
    await remove(tx, rows);
  }
  await moveKeys(tx, rows);
}

export interface PersonRow {
  customerId: Id;
  name: string;
  avatar: string | null;
  gender: number;
  kind: string;
  corpName: string | null;
  face: string | null;
  provisional: boolean;
  memberNo: string | null;
  custom: Record<string, unknown>;
  grams: number[];
  createdAtMs: number;
  profileAtMs: number;
  firstAddedAtMs: number | null;
  erasedAtMs: number | null;
}

export const readPersonRows = query({
  name: 'customers.readPersonRows',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql<PersonRow>`
    select customer_id as "customerId", name, avatar, gender, kind, corp_name as "corpName", face, provisional,
      member_no as "memberNo", custom, grams, created_at_ms as "createdAtMs", profile_at_ms as "profileAtMs",
      first_added_at_ms as "firstAddedAtMs", erased_at_ms as "erasedAtMs"
    from customers.customer where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});

export const writePersonRows = query({
  name: 'customers.writePersonRows',
  examples: [{ tenantId: 1, rows: '[]' }],
  sql: (p: { tenantId: TenantId; rows: string }) => sql`
    insert into customers.customer as c (tenant_id, customer_id, name, avatar, gender, kind, corp_name, face, provisional, member_no,
      custom, grams, created_at_ms, recent_ms, profile_at_ms)
    select ${p.tenantId}::int, f."customerId", f.name, f.avatar, f.gender, f.kind, f."corpName", f.face, f.provisional, f."memberNo",
      f.custom, f.grams, f."createdAtMs", f."createdAtMs", f."profileAtMs"
    from json_to_recordset(${p.rows}::json) as f("customerId" uuid, name text, avatar text, gender smallint, kind text, "corpName" text,
      face text, provisional boolean, "memberNo" text, custom jsonb, grams integer[], "createdAtMs" bigint, "profileAtMs" bigint)
    on conflict (tenant_id, customer_id) do update set name = excluded.name, avatar = excluded.avatar, gender = excluded.gender,
      kind = excluded.kind, corp_name = excluded.corp_name, face = excluded.face, provisional = excluded.provisional,
      member_no = excluded.member_no, custom = excluded.custom, grams = excluded.grams, created_at_ms = excluded.created_at_ms,
      profile_at_ms = excluded.profile_at_ms`,
});

export const deletePersonRows = query({
  name: 'customers.deletePersonRows',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql`
    delete from customers.customer where tenant_id = ${p.tenantId} and customer_id = any(${p.customerIds}::uuid[])`,
});

/** Counts anew what a person's row says about his rows. */
export const recountPeople = query({
  name: 'customers.recountPeople',
  examples: [{ tenantId: 1, customerIds: [newId()] }],
  sql: (p: { tenantId: TenantId; customerIds: readonly Id[] }) => sql`
    update customers.customer c set first_added_at_ms = n.first_ms, recent_ms = coalesce(n.recent_ms, c.created_at_ms),
      last_inbound_at_ms = n.inbound_ms,
      phone_tails = array(select distinct f.tail from customers.phone f
        where f.tenant_id = ${p.tenantId} and f.customer_id = c.customer_id order by 1)
    from (
      select k.customer_id, min(r.first_added_at_ms) as first_ms, max(r.added_at_ms) as recent_ms, max(r.last_inbound_at_ms) as inbound_ms
      from unnest(${p.customerIds}::uuid[]) as k(customer_id)
      left join customers.relation r on r.tenant_id = ${p.tenantId} and r.customer_id = k.customer_id
      group by k.customer_id) n
    where c.tenant_id = ${p.tenantId} and c.customer_id = n.customer_id`,
});

export const insertMerges = query({
  name: 'customers.insertMerges',
  examples: [{ tenantId: 1, rows: '[]', atMs: 0 }],
  sql: (p: { tenantId: TenantId; rows: string; atMs: number }) => sql`
    insert into customers.merge (tenant_id, merge_id, winner_id, loser_id, evidence, explanation, carried, kept, at_ms, by_name)
    select ${p.tenantId}::int, f."mergeId", f."winnerId", f."loserId", f.evidence, f.explanation, f.carried, f.kept, ${p.atMs}::bigint, f."byName"
    from json_to_recordset(${p.rows}::json) as f("mergeId" uuid, "winnerId" uuid, "loserId" uuid, evidence text, explanation text,
      carried uuid[], kept jsonb, "byName" text)`,
});

interface MergeRow {
  mergeId: Id;
  seq: number;
  winnerId: Id;
  loserId: Id;
  carried: Id[];
  kept: { loser: PersonRow; winnerBefore: PersonRow; winnerAfter: PersonRow };
  evidence: string;
  undoneAtMs: number | null;
}

export const readMerge = query({
  name: 'customers.readMerge',
  examples: [{ tenantId: 1, mergeId: newId() }],
  sql: (p: { tenantId: TenantId; mergeId: Id }) => sql<MergeRow>`
    select merge_id as "mergeId", seq, winner_id as "winnerId", loser_id as "loserId", carried, kept, evidence, undone_at_ms as "undoneAtMs"
    from customers.merge where tenant_id = ${p.tenantId} and merge_id = ${p.mergeId}`,
});

/** The latest merge of this person after another one, not undone. */
export const readLaterMerge = query({
  name: 'customers.readLaterMerge',
  examples: [{ tenantId: 1, customerId: newId(), seq: 1 }],
  sql: (p: { tenantId: TenantId; customerId: Id; seq: number }) => sql<{ mergeId: Id }>`
    select merge_id as "mergeId" from customers.merge
    where tenant_id = ${p.tenantId} and (winner_id = ${p.customerId} or loser_id = ${p.customerId}) and seq > ${p.seq} and undone_at_ms is null
    order by seq desc limit 1`,
});

export const markUndone = query({
  name: 'customers.markMergeUndone',
  examples: [{ tenantId: 1, mergeId: newId(), atMs: 0, byName: '', reason: '' }],
  sql: (p: { tenantId: TenantId; mergeId: Id; atMs: number; byName: string; reason: string }) => sql`
    update customers.merge set undone_at_ms = ${p.atMs}, undone_by = ${p.byName}, undo_reason = ${p.reason}
    where tenant_id = ${p.tenantId} and merge_id = ${p.mergeId} and undone_at_ms is null`,
});

export const deleteAlias = query({
  name: 'customers.deleteAlias',
  examples: [{ tenantId: 1, value: '' }],
  sql: (p: { tenantId: TenantId; value: string }) => sql`
    delete from customers.identity where tenant_id = ${p.tenantId} and kind = 'merged_id' and value = ${p.value}`,
});
