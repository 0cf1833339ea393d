-- Facts that left a transaction. Append-only, one partition a day, dropped after 14 days, never vacuumed.
-- The relay reads in commit-safe order: rows whose transaction is older than every running one.
-- grain: local
create table platform.outbox (
  day date not null default current_date,
  txid xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  tenant_id integer not null,
  topic text not null,
  payload jsonb not null,
  at_ms bigint not null
) partition by range (day);
create table platform.outbox_rest partition of platform.outbox default;
create index on platform.outbox (txid, id);
-- Facts of one kind, for a person's deletion: they are struck from what is kept for 14 days.
create index on platform.outbox (tenant_id, topic);

-- How far the relay has read.
-- grain: local
create table platform.relay (
  one boolean primary key default true check (one),
  txid xid8 not null,
  id bigint not null
);
insert into platform.relay (txid, id) values ('0', 0);

-- A reaction that has been carried out; makes it happen once.
-- grain: local
create table platform.reaction_done (
  reaction text not null,
  outbox_id bigint not null,
  day date not null default current_date,
  primary key (reaction, outbox_id)
);
create index on platform.reaction_done (day);

-- Jobs that cannot succeed without a person: refused, or tried too often. Shown in the console, re-runnable.
-- grain: local
create table platform.parked_job (
  id uuid primary key,
  name text not null,
  tenant_id integer,
  payload jsonb not null,
  code text not null,
  message text not null,
  attempts integer not null,
  parked_at_ms bigint not null
);

-- When each sweep is due next, and how it last went.
-- grain: local
create table platform.sweep (
  name text not null,
  tenant_id integer not null,
  next_due_ms bigint not null,
  last_run_ms bigint,
  last_moved bigint,
  last_error text,
  primary key (name, tenant_id)
);

-- Every change somebody made: who, when, what. Searched and exported in the console.
-- grain: tenant
create table platform.audit (
  tenant_id integer not null,
  id uuid not null,
  at_ms bigint not null,
  user_id uuid,
  actor_name text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  detail jsonb not null default '{}',
  request_id text,
  primary key (tenant_id, id)
);
create index on platform.audit (tenant_id, at_ms desc, id desc);
create index on platform.audit (tenant_id, subject_kind, subject_id, at_ms desc);

-- Workers of the queue and the engine process they belong to. One that has not been heard of for a minute is dead, and
-- the jobs it held are given back (the queue itself would keep them for four hours).
-- grain: local
create table platform.engine_worker (
  worker_id text primary key,
  beat_ms bigint not null
);

-- Answers kept by Idempotency-Key: a request that comes again gets the first answer, not a second effect. `began` is
-- set in the first transaction of the effect. Answers are sealed; all of it is forgotten after a day.
-- grain: local
create table platform.kept_answer (
  tenant_id integer not null,
  user_id uuid not null,
  call text not null,
  key text not null,
  attempt uuid not null,
  request_hash text not null,
  began boolean not null default false,
  answer bytea,
  lease_until_ms bigint not null,
  expires_ms bigint not null,
  primary key (tenant_id, user_id, call, key)
);
create index on platform.kept_answer (tenant_id, expires_ms);

-- Which edit of its kind changed a thing last. Subject '' counts the edits of the kind; its row lock makes the numbers
-- follow the order of commits.
-- grain: tenant
create table platform.edition (
  tenant_id integer not null,
  noun text not null,
  subject text not null,
  edition bigint not null,
  primary key (tenant_id, noun, subject)
);
