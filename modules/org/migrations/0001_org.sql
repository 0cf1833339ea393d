create schema org;

-- Tenants (集团): the outermost wall.
-- grain: tenant
create table org.tenant (
  tenant_id integer primary key,
  name text not null,
  created_at_ms bigint not null
);

-- People who sign in. A user may be a member of staff; his scope is a list of units, or everything.
-- grain: tenant
create table org.user_account (
  tenant_id integer not null,
  user_id uuid not null,
  login text not null,
  name text not null,
  role text not null,
  password_hash text,
  staff_id uuid,
  scope_all boolean not null default false,
  scope_unit_ids uuid[] not null default '{}',
  disabled boolean not null default false,
  created_at_ms bigint not null,
  primary key (tenant_id, user_id),
  unique (tenant_id, login)
);

-- Signed-in browsers. The token itself is never stored, only its hash.
-- grain: local
create table org.session (
  token_hash text primary key,
  tenant_id integer not null,
  user_id uuid not null,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index on org.session (tenant_id, user_id);
