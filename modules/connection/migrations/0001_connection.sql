create schema connection;

-- Callbacks as they came in: durable before the platform gets its answer, worked off in batches, kept for 14 days so
-- that a late retry is recognised. `key` is a hash of what makes an event the same event (inbox-key.rules.ts).
-- grain: local
create table connection.inbox (
  tenant_id integer not null,
  id bigint generated always as identity,
  key uuid not null,
  corp_id text not null,
  event text not null,
  change text,
  fields jsonb not null,
  urgent boolean not null,
  happened_ms bigint not null,
  received_ms bigint not null,
  state text not null default 'new' check (state in ('new', 'done', 'kept', 'failed')),
  processed_ms bigint,
  attempts integer not null default 0,
  reason text,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
create index inbox_waiting on connection.inbox (tenant_id, urgent desc, id) where state = 'new';
create index inbox_attention on connection.inbox (tenant_id, state, id) where state in ('failed', 'kept');
-- A person's callbacks, for his deletion, which holds up everybody who writes: 5 ms of 2 million rows instead of 1 s.
create index inbox_about on connection.inbox (tenant_id, (fields ->> 'ExternalUserID')) where state <> 'new';
create index inbox_received on connection.inbox using brin (received_ms) with (pages_per_range = 16);

-- Callbacks that were refused, counted by day; nothing of the body is kept. Tenant 0 stands for addresses that belong
-- to nobody.
-- grain: local
create table connection.rejection (
  tenant_id integer not null,
  corp_id text not null,
  reason text not null,
  day date not null,
  count bigint not null,
  last_ms bigint not null,
  primary key (tenant_id, corp_id, reason, day)
);

-- Access tokens, sealed; the key names a corp and app without containing the secret. All processes share one token and
-- one refresh.
-- grain: tenant
create table connection.token (
  tenant_id integer not null,
  key text not null,
  sealed bytea not null,
  expires_ms bigint not null,
  primary key (tenant_id, key)
);

-- How each corp's link to the platform stands; written only when it changes.
-- grain: tenant
create table connection.link (
  tenant_id integer not null,
  corp_id text not null,
  state text not null check (state in ('connected', 'refused', 'unreachable')),
  since_ms bigint not null,
  last_answer_ms bigint,
  code text,
  message text,
  errcode integer,
  next_try_ms bigint,
  primary key (tenant_id, corp_id)
);

-- API calls by minute, summed over processes, kept for two days.
-- grain: local
create table connection.api_use (
  tenant_id integer not null,
  corp_id text not null,
  api text not null,
  minute_ms bigint not null,
  calls integer not null,
  failed integer not null,
  primary key (tenant_id, corp_id, api, minute_ms)
);

-- A reading of a whole corp: the first synchronisation, or a nightly reconcile. It goes on where it stopped: `beat_ms`
-- is the last sign of life, `retry_ms` the next try while something outside refuses.
-- grain: tenant
create table connection.sync_run (
  tenant_id integer not null,
  run_id uuid not null,
  corp_id text not null,
  kind text not null check (kind in ('first', 'reconcile')),
  state text not null check (state in ('running', 'paused', 'done', 'cancelled', 'failed')),
  phase text not null default 'directory' check (phase in ('directory', 'tags', 'customers', 'groups', 'finished')),
  groups integer not null default 0,
  callbacks bigint not null default 0,
  active_ms bigint not null default 0,
  beat_ms bigint not null,
  retry_ms bigint not null,
  started_ms bigint not null,
  finished_ms bigint,
  code text,
  message text,
  errcode integer,
  primary key (tenant_id, run_id)
);
create unique index sync_run_one_open on connection.sync_run (tenant_id, corp_id) where state in ('running', 'paused');
create index on connection.sync_run (tenant_id, run_id desc);

-- A share of a run: at most 100 staff, and how far the platform's cursor has come. The cursor moves in the transaction
-- that applies what it returned, so a kill at any point repeats nothing that counts. `seen_staff` counts staff in the
-- order of the answer, as long as the platform answers them one after another (`in_order`).
-- grain: tenant
create table connection.sync_task (
  tenant_id integer not null,
  run_id uuid not null,
  chunk integer not null,
  userids text[] not null,
  staff_ids uuid[] not null default '{}',
  cursor text,
  state text not null default 'open' check (state in ('open', 'done')),
  started_ms bigint,
  calls integer not null default 0,
  relations bigint not null default 0,
  added bigint not null default 0,
  changed bigint not null default 0,
  lost bigint not null default 0,
  seen_staff integer not null default 0,
  last_userid text,
  in_order boolean not null default true,
  primary key (tenant_id, run_id, chunk)
);

-- What a reconcile found: how the platform's answer differs from what callbacks had told.
-- grain: tenant
create table connection.difference (
  tenant_id integer not null,
  run_id uuid not null,
  difference_id uuid not null,
  kind text not null check (kind in ('added', 'lost', 'changed')),
  customer_id uuid,
  staff_id uuid not null,
  external_userid text not null,
  fields text[] not null default '{}',
  found_ms bigint not null,
  primary key (tenant_id, run_id, difference_id)
);
create unique index difference_once on connection.difference (tenant_id, run_id, staff_id, external_userid);

-- Working sheets of a reconcile's chunk, emptied when it is done: relations known before it was read, and relations
-- that the platform named.
-- grain: local
create table connection.known_relation (
  tenant_id integer not null,
  run_id uuid not null,
  chunk integer not null,
  staff_id uuid not null,
  external_userid text not null,
  customer_id uuid not null,
  primary key (tenant_id, run_id, chunk, staff_id, external_userid)
);
-- grain: local
create table connection.seen_relation (
  tenant_id integer not null,
  run_id uuid not null,
  chunk integer not null,
  staff_id uuid not null,
  external_userid text not null,
  primary key (tenant_id, run_id, chunk, staff_id, external_userid)
);

-- Customers known by a callback only: their name, picture and tags are still to be read.
-- grain: local
create table connection.profile_wanted (
  tenant_id integer not null,
  corp_id text not null,
  external_userid text not null,
  wanted_ms bigint not null,
  due_ms bigint not null,
  attempts integer not null default 0,
  code text,
  primary key (tenant_id, corp_id, external_userid)
);
create index on connection.profile_wanted (tenant_id, corp_id, due_ms);

-- Where message facts of a corp come from and how far they are read.
-- grain: tenant
create table connection.message_source (
  tenant_id integer not null,
  corp_id text not null,
  archive_seq bigint not null default 0,
  messages bigint not null default 0,
  skipped bigint not null default 0,
  archive_pull_ms bigint,
  archive_checked_ms bigint not null default 0,
  archive_code text,
  archive_message text,
  archive_errcode integer,
  behaviour_read_ms bigint,
  behaviour_code text,
  behaviour_message text,
  behaviour_errcode integer,
  primary key (tenant_id, corp_id)
);

-- Who agreed to archiving (R6: no consent, no read). Copied everywhere, so that a relation finds its consent beside it.
-- grain: tenant
create table connection.archive_consent (
  tenant_id integer not null,
  corp_id text not null,
  external_userid text not null,
  staff_userid text not null,
  agreed boolean not null,
  at_ms bigint not null,
  primary key (tenant_id, corp_id, external_userid, staff_userid)
);

-- The platform's own daily figures per member of staff (get_user_behavior_data): T+1, kept by it for 180 days, so kept
-- here for good. Percentage and reply time are absent when there was nothing to measure.
-- grain: tenant
create table connection.behavior_day (
  tenant_id integer not null,
  corp_id text not null,
  staff_id uuid not null,
  day date not null,
  chat_cnt integer not null,
  message_cnt integer not null,
  reply_percentage double precision,
  avg_reply_minutes double precision,
  negative_feedback_cnt integer not null,
  new_apply_cnt integer not null,
  new_contact_cnt integer not null,
  read_ms bigint not null,
  primary key (tenant_id, staff_id, day)
);

-- The daily behaviour figures, for KPIs of corps without an archive.
-- grain: tenant
create view connection.pub_behavior_day as
  select tenant_id, corp_id, staff_id, day, chat_cnt, message_cnt, reply_percentage, avg_reply_minutes,
    negative_feedback_cnt, new_apply_cnt, new_contact_cnt
  from connection.behavior_day;

-- Whose private messages with whom are archived: only they can be in a figure about messages. `at_ms`: since when.
-- grain: tenant
create view connection.pub_archive_consent as
  select a.tenant_id, a.corp_id, a.external_userid, s.staff_id, a.at_ms
  from connection.archive_consent a
  join org.pub_staff s on s.tenant_id = a.tenant_id and s.corp_id = a.corp_id and s.userid = a.staff_userid
  where a.agreed;

-- On which source each corp's message figures stand: `archive` once messages came from it, else `behaviour`.
-- grain: tenant
create view connection.pub_message_source as
  select tenant_id, corp_id,
    case when messages > 0 then 'archive' when behaviour_read_ms is not null then 'behaviour' else 'none' end as source
  from connection.message_source;
