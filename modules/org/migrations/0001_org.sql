create schema org;

-- Tenants (集团): the outermost wall. `settings` holds what the settings page changes.
-- grain: tenant
create table org.tenant (
  tenant_id integer primary key,
  name text not null,
  zone text not null default 'Asia/Shanghai' check (zone = 'Asia/Shanghai'),
  settings jsonb not null default '{}',
  created_at_ms bigint not null
);

-- WeCom corps of a tenant. Every *_sealed column is encrypted with the tenant's key; `callback_key` is the random part
-- of the callback address, unique because it is 128 random bits.
-- grain: tenant
create table org.corp (
  tenant_id integer not null,
  corp_id text not null,
  name text not null,
  agent_id integer not null,
  secret_sealed bytea not null,
  archive_secret_sealed bytea,
  callback_token_sealed bytea not null,
  callback_aes_key_sealed bytea not null,
  callback_given boolean not null default false,
  callback_key text not null,
  state text not null default 'untested' check (state in ('untested', 'connected', 'refused')),
  state_at_ms bigint,
  directory_rule jsonb,
  created_at_ms bigint not null,
  primary key (tenant_id, corp_id)
);
create index on org.corp (corp_id);
create index on org.corp (callback_key);

-- The tree brand → region → store → department. `path` (root first, itself last) and the three ids are derived from
-- `parent_id` by org.rebuildPaths whenever a unit is made or moved.
-- grain: tenant
create table org.unit (
  tenant_id integer not null,
  unit_id uuid not null,
  parent_id uuid,
  kind text not null check (kind in ('brand', 'region', 'store', 'department')),
  name text not null,
  store_type text check ((kind = 'store') = (store_type is not null) and store_type in ('direct', 'dealer')),
  code text,
  address text,
  latitude double precision,
  longitude double precision,
  path uuid[] not null,
  brand_id uuid,
  region_id uuid,
  store_id uuid,
  open boolean not null default true,
  hand_edited text[] not null default '{}',
  created_at_ms bigint not null,
  primary key (tenant_id, unit_id)
);
create index on org.unit (tenant_id, parent_id);
create index on org.unit (tenant_id, store_id);
create unique index on org.unit (tenant_id, code) where open and code is not null;

-- WeCom departments as last read, and the unit each became. `mapped_by` hand is never touched by a sync.
-- grain: tenant
create table org.platform_department (
  tenant_id integer not null,
  corp_id text not null,
  department_id bigint not null,
  parent_department_id bigint,
  name text not null,
  level integer not null,
  position bigint not null default 0,
  unit_id uuid,
  mapped_by text not null default 'nothing' check (mapped_by in ('rule', 'hand', 'nothing')),
  primary key (tenant_id, corp_id, department_id)
);

-- Members of corps. `status` unknown is a placeholder made for a userid seen in a callback before the directory was
-- read. Fields named in `hand_edited` are kept by a sync.
-- grain: tenant
create table org.staff (
  tenant_id integer not null,
  staff_id uuid not null,
  corp_id text not null,
  userid text not null,
  name text not null,
  avatar text,
  position text,
  status text not null check (status in ('active', 'not_activated', 'disabled', 'left', 'unknown')),
  active boolean not null,
  department_id bigint,
  unit_id uuid,
  hand_edited text[] not null default '{}',
  resigned_at_ms bigint,
  created_at_ms bigint not null,
  primary key (tenant_id, staff_id)
);
-- The platform matches userids without case.
create unique index on org.staff (tenant_id, corp_id, lower(userid));
create index on org.staff (tenant_id, unit_id);
create index on org.staff (tenant_id, name, staff_id);

-- One read of a corp's directory.
-- grain: tenant
create table org.directory_run (
  tenant_id integer not null,
  run_id uuid not null,
  corp_id text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  queued_at_ms bigint not null,
  started_at_ms bigint,
  finished_at_ms bigint,
  departments integer not null default 0,
  staff integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  gone integer not null default 0,
  code text,
  primary key (tenant_id, run_id)
);
create index on org.directory_run (tenant_id, corp_id, queued_at_ms desc);

-- People who sign in. The scope is everything, or a list of units; see scope.rules.ts for what a role makes of it.
-- grain: tenant
create table org.user_account (
  tenant_id integer not null,
  user_id uuid not null,
  login text not null check (login = lower(login)),
  name text not null,
  role text not null,
  password_hash text,
  staff_id uuid,
  scope_all boolean not null default false,
  scope_unit_ids uuid[] not null default '{}',
  disabled boolean not null default false,
  valid_until_ms bigint,
  totp_secret_sealed bytea,
  totp_on boolean not null default false,
  totp_last_step bigint not null default 0,
  recovery_hashes text[] not null default '{}',
  last_sign_in_ms bigint,
  created_at_ms bigint not null,
  primary key (tenant_id, user_id),
  unique (tenant_id, login)
);
create unique index on org.user_account (tenant_id, staff_id) where staff_id is not null;
create index on org.user_account (login);

-- Signed-in browsers. The token itself is never stored, only its hash.
-- grain: local
create table org.session (
  token_hash text primary key,
  session_id uuid not null,
  tenant_id integer not null,
  user_id uuid not null,
  method text not null check (method in ('password', 'wecom')),
  created_at_ms bigint not null,
  last_seen_ms bigint not null,
  expires_at_ms bigint not null
);
create index on org.session (tenant_id, user_id);
create index on org.session (expires_at_ms);

-- Keys for machines; only their hash. A token acts as its maker.
-- grain: local
create table org.api_token (
  token_hash text primary key,
  token_id uuid not null,
  tenant_id integer not null,
  user_id uuid not null,
  name text not null,
  hint text not null,
  permissions text[] not null,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  last_used_ms bigint
);
create index on org.api_token (tenant_id, token_id);

-- One-time links to set a password; only the token's hash.
-- grain: local
create table org.password_link (
  token_hash text primary key,
  tenant_id integer not null,
  user_id uuid not null,
  expires_at_ms bigint not null
);
create index on org.password_link (tenant_id, user_id);

-- Failed sign-ins by login and by address (both as keyed hashes), for the lock-out.
-- grain: local
create table org.sign_in_attempt (
  key text primary key,
  failures integer not null,
  window_ends_ms bigint not null,
  locked_until_ms bigint not null default 0
);
create index on org.sign_in_attempt (window_ends_ms);
