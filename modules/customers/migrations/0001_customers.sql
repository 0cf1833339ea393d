create schema customers;

-- Every row that belongs to a person carries `born_id`: the person it was first written for. A merge moves rows to
-- another customer_id and leaves born_id alone, so that undoing the merge finds exactly the rows that came along.

-- A person: one row per human as far as is known. `provisional`: nobody has met him on the platform yet (he only
-- bought). `face` is the external_userid whose profile feeds name and avatar. `grams`: hashed 1- and 2-character
-- fragments of name, remarks, phone tails and member number; a superset, always rechecked against the text.
-- grain: customer
create table customers.customer (
  tenant_id integer not null,
  customer_id uuid not null,
  name text not null default '',
  avatar text,
  gender smallint not null default 0,
  kind text not null default 'unknown' check (kind in ('wechat', 'wecom', 'unknown')),
  corp_name text,
  face text,
  provisional boolean not null,
  member_no text,
  phone_tails text[] not null default '{}',
  custom jsonb not null default '{}',
  grams integer[] not null default '{}',
  created_at_ms bigint not null,
  first_added_at_ms bigint,
  recent_ms bigint not null,
  last_inbound_at_ms bigint,
  profile_at_ms bigint not null default 0,
  erased_at_ms bigint,
  primary key (tenant_id, customer_id)
);
create index customer_recent on customers.customer (tenant_id, recent_ms desc, customer_id desc);
create index customer_grams on customers.customer using gin (grams);
create index customer_provisional on customers.customer (tenant_id, recent_ms desc, customer_id desc) where provisional;
create index customer_added_again on customers.customer (tenant_id, recent_ms desc, customer_id desc) where first_added_at_ms < recent_ms;
create index customer_with_phone on customers.customer (tenant_id, recent_ms desc, customer_id desc) where phone_tails <> '{}';

-- Who a natural key belongs to. One owner per key, whatever happens. Kinds: external_userid (`corpId/wm…`), unionid,
-- phone (keyed hash), member_no, shop_buyer (`shopId/buyerId`), merged_id (the former id of somebody merged away).
-- grain: registry
create table customers.identity (
  tenant_id integer not null,
  kind text not null check (kind in ('external_userid', 'unionid', 'phone', 'member_no', 'shop_buyer', 'merged_id')),
  value text not null,
  customer_id uuid not null,
  born_id uuid not null,
  primary key (tenant_id, kind, value)
);
create index identity_owner on customers.identity (tenant_id, customer_id);

-- A phone number of a person, sealed; found by its keyed hash.
-- grain: customer
create table customers.phone (
  tenant_id integer not null,
  customer_id uuid not null,
  phone_hash text not null,
  born_id uuid not null,
  sealed bytea not null,
  tail text not null,
  source text not null,
  at_ms bigint not null,
  primary key (tenant_id, customer_id, phone_hash, born_id)
);

-- A customer and a member of staff as they stand now. `state` is the contact way's or link's state and `add_way` the
-- platform's number, both of the latest add; `standing` is friend, half (not yet confirmed) or lost, as of
-- `standing_at_ms` (0: never told directly). `tag_ids`: the platform's tag ids, sorted and joined, to see changes.
-- grain: customer
create table customers.relation (
  tenant_id integer not null,
  customer_id uuid not null,
  staff_id uuid not null,
  external_userid text not null,
  corp_id text not null,
  born_id uuid not null,
  standing text not null check (standing in ('friend', 'half', 'lost')),
  standing_at_ms bigint not null,
  state text,
  add_way integer,
  remark text not null default '',
  description text not null default '',
  tag_ids text not null default '',
  first_added_at_ms bigint,
  added_at_ms bigint,
  lost_at_ms bigint,
  lost_by text check (lost_by in ('staff', 'customer', 'transfer', 'unknown')),
  last_event_ms bigint not null default 0,
  first_outbound_at_ms bigint,
  first_inbound_at_ms bigint,
  last_inbound_at_ms bigint,
  needs_profile boolean not null default false,
  profile_at_ms bigint not null default 0,
  seen_at_ms bigint not null default 0,
  primary key (tenant_id, customer_id, staff_id, external_userid)
) with (fillfactor = 85);
create index relation_of_staff on customers.relation (tenant_id, staff_id, coalesce(added_at_ms, 0::bigint), customer_id);
-- Exact shares of staff and codes, up to thousands of them: the list of people is planned by them.
alter table customers.relation alter column staff_id set statistics 1000, alter column state set statistics 1000;
create index relation_state on customers.relation (tenant_id, state, customer_id) where state is not null;
create index relation_profile_due on customers.relation (tenant_id, corp_id) where needs_profile;
create index relation_added on customers.relation (tenant_id, added_at_ms, customer_id);
create index relation_replied on customers.relation (tenant_id, first_inbound_at_ms) where first_inbound_at_ms is not null;
create index relation_lost on customers.relation (tenant_id, lost_at_ms, customer_id) where lost_at_ms is not null;

-- What happened between the two, append-only; the way of an add is filled in once the platform tells it. Kinds: added,
-- half_added, deleted_by_staff, deleted_by_customer, transferred, transfer_failed, missing, remark, tags.
-- grain: customer
create table customers.relation_event (
  tenant_id integer not null,
  customer_id uuid not null,
  at_ms bigint not null,
  kind text not null,
  staff_id uuid not null,
  external_userid text not null,
  born_id uuid not null,
  state text,
  add_way integer,
  detail jsonb not null default '{}',
  primary key (tenant_id, customer_id, at_ms, kind, staff_id, external_userid)
);

-- A private message as a fact: never its content.
-- grain: customer
create table customers.message (
  tenant_id integer not null,
  customer_id uuid not null,
  msgid text not null,
  born_id uuid not null,
  staff_id uuid not null,
  at_ms bigint not null,
  from_customer boolean not null,
  automatic boolean not null,
  kind text not null,
  primary key (tenant_id, customer_id, msgid)
);
create index message_when on customers.message (tenant_id, at_ms);

-- Tag groups of a corp. `push`: none (as on the platform), pending, refused.
-- grain: tenant
create table customers.tag_group (
  tenant_id integer not null,
  group_id uuid not null,
  corp_id text not null,
  platform_id text,
  name text not null,
  position bigint not null default 0,
  push text not null default 'none' check (push in ('none', 'pending', 'refused')),
  push_code text,
  push_message text,
  deleted_at_ms bigint,
  updated_at_ms bigint not null,
  primary key (tenant_id, group_id)
);
create unique index tag_group_platform on customers.tag_group (tenant_id, corp_id, platform_id) where platform_id is not null;

-- Corp tags. A tag met on a customer before its own description came has an empty name.
-- grain: tenant
create table customers.tag (
  tenant_id integer not null,
  tag_id uuid not null,
  corp_id text not null,
  group_id uuid,
  platform_id text,
  name text not null,
  position bigint not null default 0,
  push text not null default 'none' check (push in ('none', 'pending', 'refused')),
  push_code text,
  push_message text,
  deleted_at_ms bigint,
  updated_at_ms bigint not null,
  primary key (tenant_id, tag_id)
);
create unique index tag_platform on customers.tag (tenant_id, corp_id, platform_id) where platform_id is not null;
create index tag_of_group on customers.tag (tenant_id, group_id);

-- A tag that a member of staff's customer carries. `mark`: on (as on the platform), adding, removing, refused.
-- grain: customer
create table customers.customer_tag (
  tenant_id integer not null,
  customer_id uuid not null,
  tag_id uuid not null,
  staff_id uuid not null,
  external_userid text not null,
  corp_id text not null,
  born_id uuid not null,
  mark text not null default 'on' check (mark in ('on', 'adding', 'removing', 'refused')),
  refused_code text,
  at_ms bigint not null,
  primary key (tenant_id, customer_id, tag_id, staff_id, external_userid)
);
create index customer_tag_people on customers.customer_tag (tenant_id, tag_id, staff_id, customer_id);
alter table customers.customer_tag alter column tag_id set statistics 1000;
create index customer_tag_due on customers.customer_tag (tenant_id, corp_id) where mark in ('adding', 'removing');

-- Fields the tenant adds to a person. Values live in customer.custom, keyed by field_id.
-- grain: tenant
create table customers.custom_field (
  tenant_id integer not null,
  field_id uuid not null,
  name text not null,
  kind text not null check (kind in ('text', 'number', 'date', 'choice', 'choices')),
  options text[] not null default '{}',
  position integer not null default 0,
  archived boolean not null default false,
  created_at_ms bigint not null,
  primary key (tenant_id, field_id)
);
create unique index custom_field_name on customers.custom_field (tenant_id, name) where not archived;

-- Follow-up notes. `for_stores`: the stores its author answers for, who may read it; null is the whole company.
-- grain: customer
create table customers.note (
  tenant_id integer not null,
  customer_id uuid not null,
  note_id uuid not null,
  born_id uuid not null,
  body text not null,
  author_user_id uuid,
  author_name text not null,
  staff_id uuid,
  for_stores uuid[],
  created_at_ms bigint not null,
  edited_at_ms bigint,
  primary key (tenant_id, customer_id, note_id)
);

-- Lines of the timeline that other modules append. Relation history, notes, consents and conversations are not copied
-- here; the timeline page reads them where they are. `store_id`: whose it is, null is the company's.
-- grain: customer
create table customers.timeline_entry (
  tenant_id integer not null,
  customer_id uuid not null,
  kind text not null,
  key text not null,
  born_id uuid not null,
  at_ms bigint not null,
  staff_id uuid,
  store_id uuid,
  detail jsonb not null default '{}',
  primary key (tenant_id, customer_id, kind, key, born_id)
);
create index timeline_when on customers.timeline_entry (tenant_id, customer_id, at_ms desc);

-- Consent receipts (R11), append-only: the latest receipt of a purpose says whether it is given. The answer holds for
-- the whole company; who took it and the evidence are for `for_stores`, as with notes.
-- grain: customer
create table customers.consent (
  tenant_id integer not null,
  customer_id uuid not null,
  consent_id uuid not null,
  born_id uuid not null,
  purpose text not null,
  granted boolean not null,
  at_ms bigint not null,
  channel text not null,
  notice_version text not null,
  evidence text not null default '',
  recorded_by text not null,
  for_stores uuid[],
  primary key (tenant_id, customer_id, consent_id)
);

-- 谁不见了: a customer deleted a member of staff, or the other way round.
-- grain: customer
create table customers.alert (
  tenant_id integer not null,
  customer_id uuid not null,
  alert_id uuid not null,
  born_id uuid not null,
  kind text not null check (kind in ('deleted_by_customer', 'deleted_by_staff', 'missing')),
  staff_id uuid not null,
  external_userid text not null,
  at_ms bigint not null,
  acknowledged_at_ms bigint,
  acknowledged_by text,
  comment text,
  primary key (tenant_id, customer_id, alert_id)
);
create unique index alert_once on customers.alert (tenant_id, customer_id, staff_id, external_userid, at_ms);
create index alert_open on customers.alert (tenant_id, at_ms desc, alert_id desc) where acknowledged_at_ms is null;
create index alert_all on customers.alert (tenant_id, at_ms desc, alert_id desc);

-- Evidence that two people are one. due: to be decided by the next sweep; merged: did not conflict; open: conflicts and
-- waits for a person; rejected: a person said no, which also forbids the same evidence to merge anybody by itself.
-- grain: tenant
create table customers.review (
  tenant_id integer not null,
  review_id uuid not null,
  low_id uuid not null,
  high_id uuid not null,
  kind text not null,
  value text not null,
  status text not null default 'due' check (status in ('due', 'merged', 'open', 'accepted', 'rejected', 'moot')),
  conflicts text[] not null default '{}',
  at_ms bigint not null,
  decided_at_ms bigint,
  decided_by text,
  reason text,
  primary key (tenant_id, review_id),
  check (low_id < high_id)
);
create unique index review_once on customers.review (tenant_id, low_id, high_id, kind, value);
create index review_due on customers.review (tenant_id, review_id) where status = 'due';
create index review_list on customers.review (tenant_id, status, at_ms desc, review_id desc);
create index review_rejected on customers.review (tenant_id, kind, value) where status = 'rejected';
create index review_high on customers.review (tenant_id, high_id);

-- Merges: who became whom, why, and what it takes to undo it. `carried`: the born_ids that moved. `kept`: both people's
-- rows before, and the winner's after (personal text; scrubbed when the person is erased).
-- grain: tenant
create table customers.merge (
  tenant_id integer not null,
  merge_id uuid not null,
  seq bigint generated always as identity,
  winner_id uuid not null,
  loser_id uuid not null,
  evidence text not null,
  explanation text not null,
  carried uuid[] not null,
  kept jsonb not null,
  at_ms bigint not null,
  by_name text not null,
  undone_at_ms bigint,
  undone_by text,
  undo_reason text,
  primary key (tenant_id, merge_id)
);
create index merge_winner on customers.merge (tenant_id, winner_id, seq desc);
create index merge_loser on customers.merge (tenant_id, loser_id, seq desc);
create index merge_when on customers.merge (tenant_id, at_ms desc, merge_id desc);

-- Receipts of deletions: that it was done, what went, what stayed and why. No personal data.
-- grain: tenant
create table customers.erasure (
  tenant_id integer not null,
  erasure_id uuid not null,
  customer_id uuid not null,
  at_ms bigint not null,
  reason text not null,
  by_name text not null,
  removed jsonb not null,
  kept jsonb not null,
  primary key (tenant_id, erasure_id)
);
create index erasure_when on customers.erasure (tenant_id, at_ms desc, erasure_id desc);

-- How many people the tenant holds data of (R12), counted by a sweep.
-- grain: tenant
create table customers.person_count (
  tenant_id integer primary key,
  people bigint not null,
  provisional bigint not null,
  friends bigint not null,
  counted_at_ms bigint not null
);

-- Settings of this module; absent means the rule pack's value.
-- grain: tenant
create table customers.setting (
  tenant_id integer not null,
  key text not null,
  value jsonb not null,
  primary key (tenant_id, key)
);
