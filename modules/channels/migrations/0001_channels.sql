create schema channels;

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
  primary key (tenant_id, channel_id)
);

-- Strangers who became friends, and by which code. The source of every later credit.
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
  primary key (tenant_id, customer_id, staff_id, at_ms)
);
create index on channels.add (tenant_id, at_ms);
create index on channels.add (tenant_id, code_id, at_ms) where code_id is not null;

-- Codes that people scan or open. `state` is what the platform sends back with an add and names the code.
-- grain: tenant
create table channels.code (
  tenant_id integer not null,
  code_id uuid not null,
  corp_id text not null,
  channel_id uuid not null,
  name text not null,
  state text not null,
  created_at_ms bigint not null,
  primary key (tenant_id, code_id)
);
create unique index code_state on channels.code (tenant_id, state);
