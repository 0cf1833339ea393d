create schema insight;

-- What happened on a day, by guide and channel. Recomputed from the facts, never counted up, so it cannot drift.
-- The nil UUID stands for «nobody» and «no channel». `bought7`: of those added this day, who bought within 7 days.
-- Replies are seen in the chat archive only, so `observed` counts those added whose replies can be known, `greeted` those
-- of them who were greeted, `replied` those of these who wrote within 48 h.
-- grain: tenant
create table insight.day (
  tenant_id integer not null,
  day date not null,
  staff_id uuid not null,
  channel_id uuid not null,
  adds integer not null,
  observed integer not null,
  greeted integer not null,
  replied integer not null,
  bought7 integer not null,
  lost integer not null,
  first_buyers integer not null,
  orders integer not null,
  paid_fen bigint not null,
  primary key (tenant_id, day, staff_id, channel_id)
);

-- Friends as they stand, by guide, channel and the day of their last message (0001-01-01: never wrote). Who wrote in a
-- window that ends now is a sum over the last days, without counting people twice. `observed`: those of them who agreed to
-- archiving; of the others nobody knows whether they wrote.
-- grain: tenant
create table insight.standing (
  tenant_id integer not null,
  staff_id uuid not null,
  channel_id uuid not null,
  wrote_on date not null,
  friends integer not null,
  observed integer not null,
  primary key (tenant_id, staff_id, channel_id, wrote_on)
);

-- Days whose facts changed late (an import, a first synchronisation, a merge) and must be recomputed. `marks` grows
-- with each mark, so that a mark set during a recompute outlives it.
-- grain: tenant
create table insight.dirty_day (
  tenant_id integer not null,
  day date not null,
  marks integer not null default 1,
  primary key (tenant_id, day)
);

-- How fresh the numbers are.
-- grain: tenant
create table insight.freshness (
  tenant_id integer primary key,
  as_of_ms bigint not null,
  standing_as_of_ms bigint not null default 0
);
