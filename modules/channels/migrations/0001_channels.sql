create schema channels;

-- What customers read when they arrive. `attachments` holds the contract's shape; uploads are named by media id.
-- grain: tenant
create table channels.welcome (
  tenant_id integer not null,
  welcome_id uuid not null,
  name text not null,
  body text not null,
  attachments jsonb not null,
  updated_at_ms bigint not null,
  primary key (tenant_id, welcome_id)
);

-- Where customers come from: a tree (天猫 → 包裹卡 …) with the department that owns each branch (S0-6, S0-9).
-- grain: tenant
create table channels.channel (
  tenant_id integer not null,
  channel_id uuid not null,
  parent_id uuid,
  kind text not null,
  name text not null,
  owner_department text not null default '',
  path uuid[] not null,
  archived boolean not null default false,
  created_at_ms bigint not null,
  welcome_id uuid,
  primary key (tenant_id, channel_id)
);
create index on channels.channel using gin (path);

-- Strangers who became friends, and by which code. The source of every later credit. `born_id` is the person a row was
-- first written for, so that an undone merge finds it again.
-- grain: customer
create table channels.add (
  tenant_id integer not null,
  customer_id uuid not null,
  staff_id uuid not null,
  at_ms bigint not null,
  channel_id uuid,
  code_id uuid,
  state text,
  half boolean not null default false,
  born_id uuid not null,
  primary key (tenant_id, customer_id, staff_id, at_ms)
);
create index on channels.add (tenant_id, at_ms);
create index on channels.add (tenant_id, code_id, at_ms) where code_id is not null;

-- Codes that people scan or open (`adopted`: made by another tool, only its state is known). `state` is what the platform sends back with an add and names the code.
-- kind: way (联系我) or link (acquisition link). `answer` is who should be behind it, `wanted_hash` its fingerprint with
-- the other fields WeCom keeps, `platform_hash` what WeCom has, `refused_hash` what it refused: a call is made only when
-- wanted differs from both. `next_change_ms` is when the answer can change next.
-- grain: tenant
create table channels.code (
  tenant_id integer not null,
  code_id uuid not null,
  corp_id text not null,
  channel_id uuid not null,
  name text not null,
  state text not null,
  created_at_ms bigint not null,
  kind text not null default 'way' check (kind in ('way', 'link', 'adopted')),
  remark text not null default '',
  skip_verify boolean not null default true,
  exclusive boolean not null default false,
  mode text not null default 'everyone',
  routing text not null default 'direct',
  store_id uuid,
  welcome_id uuid,
  owner_staff_id uuid,
  rota jsonb,
  follows_loads boolean not null default false,
  archived boolean not null default false,
  version integer not null default 1,
  link_state text not null default 'waiting' check (link_state in ('waiting', 'live', 'failed', 'removing', 'removed')),
  config_id text,
  qr_code text,
  answer jsonb,
  wanted_hash text,
  platform_hash text,
  refused_hash text,
  creating_since_ms bigint,
  next_change_ms bigint,
  failure_code text,
  failure_message text,
  failure_errcode integer,
  failed_at_ms bigint,
  primary key (tenant_id, code_id)
);
create unique index code_state on channels.code (tenant_id, state);
create index code_due on channels.code (tenant_id, next_change_ms) where next_change_ms is not null;
-- Our own pages are opened by state alone.
create index on channels.code (state);
create index on channels.code (tenant_id, channel_id);
create index on channels.code (tenant_id, owner_staff_id) where owner_staff_id is not null;

-- Who is named in a code's rota or link.
-- grain: tenant
create table channels.code_staff (
  tenant_id integer not null,
  code_id uuid not null,
  staff_id uuid not null,
  spare boolean not null default false,
  primary key (tenant_id, code_id, staff_id)
);
create index on channels.code_staff (tenant_id, staff_id);

-- Adds of a Shanghai day by guide and code (the nil UUID: by no code of ours). Counted with the add that is new.
-- grain: tenant
create table channels.day_load (
  tenant_id integer not null,
  day date not null,
  staff_id uuid not null,
  code_id uuid not null,
  adds integer not null,
  half integer not null default 0,
  primary key (tenant_id, day, staff_id, code_id)
);
create index on channels.day_load (tenant_id, code_id, day);

-- How many customers each guide has, as last counted; adds since are in day_load.
-- grain: tenant
create table channels.staff_load (
  tenant_id integer not null,
  staff_id uuid not null,
  customers integer not null,
  counted_at_ms bigint not null,
  primary key (tenant_id, staff_id)
);

-- How often our own pages and WeCom's link pages were opened, by day. requested: somebody asked to be added.
-- grain: tenant
create table channels.opening (
  tenant_id integer not null,
  code_id uuid not null,
  day date not null,
  opened integer not null,
  requested integer not null default 0,
  primary key (tenant_id, code_id, day)
);

-- Settings by corp: the welcome of adds that no code explains, and when a low quota is alarming.
-- grain: tenant
create table channels.corp_setting (
  tenant_id integer not null,
  corp_id text not null,
  fallback_welcome_id uuid,
  quota_alarm_below integer,
  quota_alarmed boolean not null default false,
  primary key (tenant_id, corp_id)
);

-- Uploads that welcomes carry.
-- grain: tenant
create table channels.media (
  tenant_id integer not null,
  media_id uuid not null,
  kind text not null check (kind in ('image', 'video', 'file')),
  name text not null,
  content bytea not null,
  bytes integer not null,
  created_at_ms bigint not null,
  primary key (tenant_id, media_id)
);

-- The same on WeCom, which keeps it three days. `renew_at_ms` is when it is uploaded again.
-- grain: tenant
create table channels.media_upload (
  tenant_id integer not null,
  media_id uuid not null,
  corp_id text not null,
  platform_id text,
  valid_until_ms bigint,
  renew_at_ms bigint,
  failure_code text,
  primary key (tenant_id, media_id, corp_id)
);
create index media_upload_due on channels.media_upload (tenant_id, renew_at_ms) where renew_at_ms is not null;

-- How each new customer was greeted, at most once an add. The welcome code itself lives 20 s and only in the job;
-- `code_at_ms` is when it was given: with the add, or later when the customer agreed to the chat archive.
-- grain: customer
create table channels.greeting (
  tenant_id integer not null,
  customer_id uuid not null,
  staff_id uuid not null,
  at_ms bigint not null,
  greeting_id uuid not null,
  corp_id text not null,
  code_id uuid,
  welcome_id uuid not null,
  code_at_ms bigint not null,
  outcome text not null default 'due',
  errcode integer,
  settled_at_ms bigint,
  born_id uuid not null,
  primary key (tenant_id, customer_id, staff_id, at_ms)
);
create index on channels.greeting (tenant_id, at_ms);
create index on channels.greeting (tenant_id, code_id, at_ms) where code_id is not null;
create index greeting_due on channels.greeting (tenant_id, code_at_ms) where outcome = 'due';

-- A package card in test (S1-11): one article and batch, versions A, B … each with a code of its own.
-- grain: tenant
create table channels.card (
  tenant_id integer not null,
  card_id uuid not null,
  corp_id text not null,
  channel_id uuid not null,
  name text not null,
  sku text not null,
  batch text not null,
  archived boolean not null default false,
  created_at_ms bigint not null,
  primary key (tenant_id, card_id)
);

-- grain: tenant
create table channels.card_version (
  tenant_id integer not null,
  card_id uuid not null,
  label text not null,
  code_id uuid not null,
  script text not null,
  prize text not null,
  primary key (tenant_id, card_id, label)
);
create index on channels.card_version (tenant_id, code_id);

-- Parcels that carried a version on a day: the denominator of its conversion.
-- grain: tenant
create table channels.card_exposure (
  tenant_id integer not null,
  card_id uuid not null,
  label text not null,
  day date not null,
  batch text not null,
  cards integer not null,
  primary key (tenant_id, card_id, label, day, batch)
);

-- What an acquisition link (获客助手) has beside its code row.
-- grain: tenant
create table channels.acquisition_link (
  tenant_id integer not null,
  code_id uuid not null,
  link_id text,
  url text,
  fallback_code_id uuid,
  unavailable_since_ms bigint,
  stats_until date,
  stats_due_ms bigint,
  primary key (tenant_id, code_id)
);
create index on channels.acquisition_link (tenant_id, link_id);
create index link_stats_due on channels.acquisition_link (tenant_id, stats_due_ms) where stats_due_ms is not null;

-- WeCom's figures of a link by day. It forgets them after 180 days; we do not.
-- grain: tenant
create table channels.link_day (
  tenant_id integer not null,
  code_id uuid not null,
  day date not null,
  clicks integer not null,
  new_customers integer not null,
  primary key (tenant_id, code_id, day)
);

-- The prepaid quota as read, the last of each day. `batches`: [{expiresAtMs, balance}].
-- grain: tenant
create table channels.quota (
  tenant_id integer not null,
  corp_id text not null,
  day date not null,
  total integer not null,
  balance integer not null,
  batches jsonb not null,
  read_at_ms bigint not null,
  primary key (tenant_id, corp_id, day)
);
