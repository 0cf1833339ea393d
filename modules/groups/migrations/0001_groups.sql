create schema groups;

-- A WeCom customer group. `due_at_ms`: when its details are to be read (callbacks come about two seconds before
-- groupchat/get shows the change); `learned_at_ms`: when we last heard of a change, by our clock; `event_at_ms`: when it
-- happened, by WeCom's. The three counts are those of `read_at_ms` and are moved on when strangers become customers.
-- grain: tenant
create table groups.chat (
  tenant_id integer not null,
  chat_id uuid not null,
  corp_id text not null,
  platform_id text not null,
  name text not null default '',
  notice text not null default '',
  owner_staff_id uuid,
  admin_staff_ids uuid[] not null default '{}',
  opened_at_ms bigint not null,
  standing text not null default 'normal'
    check (standing in ('normal', 'owner_left', 'inheriting', 'inherited', 'dismissed')),
  dismissed_at_ms bigint,
  customers integer not null default 0,
  strangers integer not null default 0,
  staff integer not null default 0,
  listed_at_ms bigint,
  event_at_ms bigint,
  learned_at_ms bigint not null,
  due_at_ms bigint,
  first_read_at_ms bigint,
  read_at_ms bigint,
  refused_code text,
  refused_message text,
  refused_errcode integer,
  refused_at_ms bigint,
  primary key (tenant_id, chat_id)
);
create unique index chat_platform on groups.chat (tenant_id, corp_id, platform_id);
create index chat_due on groups.chat (tenant_id, due_at_ms) where due_at_ms is not null;
create index chat_newest on groups.chat (tenant_id, opened_at_ms desc, chat_id desc);
create index chat_largest on groups.chat (tenant_id, (customers + strangers + staff) desc, chat_id desc);
create index chat_owner on groups.chat (tenant_id, owner_staff_id);

-- One stay of a known customer in a group; whoever comes back has a second one. `born_id`: the person it was first
-- written for, so that undoing a merge finds it. `state` names the join code.
-- grain: customer
create table groups.member (
  tenant_id integer not null,
  customer_id uuid not null,
  chat_id uuid not null,
  external_userid text not null,
  joined_at_ms bigint not null,
  born_id uuid not null,
  join_scene smallint,
  invitor_staff_id uuid,
  state text,
  nickname text not null default '',
  left_at_ms bigint,
  primary key (tenant_id, customer_id, chat_id, external_userid, joined_at_ms)
);
create index member_present on groups.member (tenant_id, chat_id, joined_at_ms desc) where left_at_ms is null;
create index member_joined on groups.member (tenant_id, chat_id, joined_at_ms desc);
create index member_left on groups.member (tenant_id, chat_id, left_at_ms desc) where left_at_ms is not null;
create index member_state on groups.member (tenant_id, state, joined_at_ms desc) where state is not null;

-- The same for people whom nobody of ours has added: they have a platform id but are no customers. Who is added later
-- moves to groups.member.
-- grain: registry
create table groups.stranger (
  tenant_id integer not null,
  chat_id uuid not null,
  external_userid text not null,
  joined_at_ms bigint not null,
  corp_id text not null,
  name text not null default '',
  join_scene smallint,
  invitor_staff_id uuid,
  state text,
  nickname text not null default '',
  left_at_ms bigint,
  primary key (tenant_id, chat_id, external_userid, joined_at_ms)
);
create index stranger_person on groups.stranger (tenant_id, corp_id, external_userid);
create index stranger_joined on groups.stranger (tenant_id, chat_id, joined_at_ms desc);
create index stranger_left on groups.stranger (tenant_id, chat_id, left_at_ms desc) where left_at_ms is not null;
create index stranger_state on groups.stranger (tenant_id, state, joined_at_ms desc) where state is not null;

-- The same for our own staff.
-- grain: tenant
create table groups.staff_member (
  tenant_id integer not null,
  chat_id uuid not null,
  staff_id uuid not null,
  joined_at_ms bigint not null,
  join_scene smallint,
  nickname text not null default '',
  left_at_ms bigint,
  primary key (tenant_id, chat_id, staff_id, joined_at_ms)
);

-- A code by which people join. `fill_*`, `next` and the places of its groups are our judgement after each reading;
-- `pushed_ids` is the list of platform ids that WeCom last took from us, by which we see what WeCom changed itself.
-- grain: tenant
create table groups.join_code (
  tenant_id integer not null,
  code_id uuid not null,
  corp_id text not null,
  name text not null,
  channel_id uuid,
  state text not null,
  auto_open boolean not null,
  base_name text not null,
  base_number integer not null,
  capacity integer not null,
  open_at integer not null,
  archived boolean not null default false,
  version integer not null default 1,
  link_state text not null default 'waiting' check (link_state in ('waiting', 'live', 'failed', 'removing', 'removed')),
  config_id text,
  qr_code text,
  pushed_ids text[] not null default '{}',
  fill_members integer not null default 0,
  fill_capacity integer not null default 0,
  next text not null default 'none' check (next in ('none', 'platform_opens', 'needs_group', 'full')),
  due_at_ms bigint,
  checked_at_ms bigint,
  failure_code text,
  failure_message text,
  failure_errcode integer,
  failed_at_ms bigint,
  created_at_ms bigint not null,
  primary key (tenant_id, code_id)
);
create unique index join_code_state on groups.join_code (tenant_id, state);
create index join_code_due on groups.join_code (tenant_id, due_at_ms) where due_at_ms is not null;
create index join_code_newest on groups.join_code (tenant_id, created_at_ms desc, code_id desc);

-- The groups of a join code: open (newcomers may land in it), prepared (waits for its turn), past.
-- grain: tenant
create table groups.join_code_chat (
  tenant_id integer not null,
  code_id uuid not null,
  chat_id uuid not null,
  place text not null check (place in ('open', 'prepared', 'past')),
  position integer not null,
  since_ms bigint not null,
  primary key (tenant_id, code_id, chat_id)
);
create index join_code_of_chat on groups.join_code_chat (tenant_id, chat_id);

-- WeCom's group statistics by owner: a window of `span_days` that ends with `day`. Members are distinct within a window,
-- so windows are read one by one and never added up.
-- grain: tenant
create table groups.owner_activity (
  tenant_id integer not null,
  staff_id uuid not null,
  span_days smallint not null,
  day date not null,
  new_chats integer not null,
  chats integer not null,
  chats_with_message integer not null,
  new_members integer not null,
  members integer not null,
  members_who_wrote integer not null,
  messages integer not null,
  primary key (tenant_id, staff_id, span_days, day)
);
create index owner_activity_day on groups.owner_activity (tenant_id, span_days, day);

-- Which windows were read to their end, so that reading goes on where it stopped.
-- grain: tenant
create table groups.activity_read (
  tenant_id integer not null,
  corp_id text not null,
  span_days smallint not null,
  day date not null,
  read_at_ms bigint not null,
  primary key (tenant_id, corp_id, span_days, day)
);
