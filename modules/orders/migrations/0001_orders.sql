create schema orders;

-- Shops of any platform. A till is the shop of a store.
-- grain: tenant
create table orders.shop (
  tenant_id integer not null,
  shop_id uuid not null,
  name text not null,
  platform text not null check (platform in ('tmall', 'jd', 'douyin', 'mini_program', 'pos', 'other')),
  brand_id uuid,
  store_id uuid,
  archived boolean not null default false,
  created_at_ms bigint not null,
  primary key (tenant_id, shop_id),
  unique (tenant_id, name)
);

-- Products as shops name them. The id is made from (tenant, shop, sku), so that lines need no look-up.
-- grain: tenant
create table orders.product (
  tenant_id integer not null,
  product_id uuid not null,
  shop_id uuid not null,
  sku text not null,
  name text not null,
  last_price_fen bigint not null,
  first_seen_ms bigint not null,
  primary key (tenant_id, product_id),
  unique (tenant_id, shop_id, sku)
);
create index on orders.product (tenant_id, sku, product_id);

-- The natural key of an order and whose it is: the first step of finding one.
-- grain: registry
create table orders.order_registry (
  tenant_id integer not null,
  shop_id uuid not null,
  order_no text not null,
  order_id uuid not null,
  customer_id uuid not null,
  import_id uuid,
  primary key (tenant_id, shop_id, order_no)
);
create unique index on orders.order_registry (tenant_id, order_id);

-- Rows of people carry born_id: the person they were first written for. A merge moves rows to another customer_id and
-- leaves born_id alone, so that undoing it finds exactly the rows that came along.

-- Orders beside their people. paid_fen and refunded_fen are the sums of the payment and refund facts. The last five
-- columns repeat what attribution found, so that lists can filter without a join.
-- grain: customer
create table orders."order" (
  tenant_id integer not null,
  customer_id uuid not null,
  order_id uuid not null,
  born_id uuid not null,
  shop_id uuid not null,
  order_no text not null,
  state text not null check (state in ('pending', 'cancelled', 'paid', 'shipped', 'completed', 'refunded', 'returned')),
  created_at_ms bigint not null,
  paid_at_ms bigint,
  total_fen bigint not null check (total_fen >= 0),
  paid_fen bigint not null check (paid_fen >= 0),
  refunded_fen bigint not null check (refunded_fen >= 0),
  currency text not null default 'CNY',
  province text,
  store_id uuid,
  staff_id uuid,
  recorded_at_ms bigint not null,
  source_channel_id uuid,
  source_code_id uuid,
  closing_staff_id uuid,
  first_order boolean not null default false,
  old_customer boolean not null default false,
  primary key (tenant_id, customer_id, order_id),
  check (refunded_fen <= paid_fen or state = 'returned')
);
create index on orders."order" (tenant_id, created_at_ms desc, order_id desc);
create index on orders."order" (tenant_id, paid_at_ms desc, order_id desc) where paid_at_ms is not null;
create index order_first on orders."order" (tenant_id, paid_at_ms) where first_order;
create index on orders."order" (tenant_id, closing_staff_id, created_at_ms desc) where closing_staff_id is not null;
create index on orders."order" (tenant_id, source_channel_id, created_at_ms desc) where source_channel_id is not null;
create index on orders."order" (tenant_id, store_id, created_at_ms desc) where store_id is not null;
create index on orders."order" (tenant_id, order_no text_pattern_ops);

-- What was bought. Written once with the order.
-- grain: customer
create table orders.order_line (
  tenant_id integer not null,
  customer_id uuid not null,
  order_id uuid not null,
  born_id uuid not null,
  line_no integer not null,
  product_id uuid,
  sku text,
  name text not null,
  quantity integer not null,
  unit_price_fen bigint not null,
  amount_fen bigint not null,
  primary key (tenant_id, customer_id, order_id, line_no)
);

-- Money that came in. Facts: never changed; `seq` is the n-th payment of the order.
-- grain: customer
create table orders.payment (
  tenant_id integer not null,
  customer_id uuid not null,
  order_id uuid not null,
  born_id uuid not null,
  seq integer not null,
  at_ms bigint not null,
  amount_fen bigint not null check (amount_fen > 0),
  recorded_at_ms bigint not null,
  primary key (tenant_id, customer_id, order_id, seq)
);

-- Money that went back. Facts: never changed; `seq` is the n-th refund of the order.
-- grain: customer
create table orders.refund (
  tenant_id integer not null,
  customer_id uuid not null,
  order_id uuid not null,
  born_id uuid not null,
  seq integer not null,
  at_ms bigint not null,
  amount_fen bigint not null check (amount_fen > 0),
  reason text,
  recorded_at_ms bigint not null,
  primary key (tenant_id, customer_id, order_id, seq)
);

-- Whose traffic and whose sale an order is, with the evidence and the rule that decided.
-- grain: customer
create table orders.attribution (
  tenant_id integer not null,
  customer_id uuid not null,
  order_id uuid not null,
  born_id uuid not null,
  evidence jsonb not null,
  rule_name text not null,
  rule_version integer not null,
  computed_at_ms bigint not null,
  primary key (tenant_id, customer_id, order_id)
);

-- People whose orders must be attributed (again). `mark` grows with each reason, so that a reason that arrives while
-- the sweep works is not lost.
-- grain: customer
create table orders.attribution_due (
  tenant_id integer not null,
  customer_id uuid not null,
  due_ms bigint not null,
  mark integer not null default 1,
  primary key (tenant_id, customer_id)
);
create index on orders.attribution_due (tenant_id, due_ms, customer_id);

-- Versions of the attribution rule; the newest counts.
-- grain: tenant
create table orders.attribution_rule (
  tenant_id integer not null,
  version integer not null,
  name text not null,
  look_back_days integer not null,
  conversation_days integer not null,
  source text not null,
  since_ms bigint not null,
  primary key (tenant_id, version)
);

-- Uploaded files. The bytes are in the data folder; `path` is relative to it and null once they are deleted.
-- grain: tenant
create table orders.import_file (
  tenant_id integer not null,
  file_id uuid not null,
  name text not null,
  path text,
  bytes bigint not null,
  format text not null,
  compressed boolean not null,
  encoding text,
  delimiter text,
  has_header boolean not null,
  rows_estimate bigint not null,
  columns text[] not null,
  fingerprint text not null,
  preview jsonb not null,
  uploaded_at_ms bigint not null,
  primary key (tenant_id, file_id)
);

-- How a header was mapped last time.
-- grain: tenant
create table orders.import_mapping (
  tenant_id integer not null,
  fingerprint text not null,
  mapping jsonb not null,
  shop_id uuid,
  used_at_ms bigint not null,
  primary key (tenant_id, fingerprint)
);

-- Imports and how far they are. A worker holds `lease` and renews `heartbeat_ms`; who lost the lease cannot commit.
-- grain: tenant
create table orders.import_run (
  tenant_id integer not null,
  import_id uuid not null,
  file_id uuid not null,
  file_name text not null,
  shop_id uuid not null,
  mapping jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  phase text not null default 'reading' check (phase in ('reading', 'grouping', 'applying', 'finished')),
  rows_total bigint not null,
  rows_read bigint not null default 0,
  rows_staged bigint not null default 0,
  rows_bad bigint not null default 0,
  orders_total bigint not null default 0,
  orders_done bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  conflicts bigint not null default 0,
  rows_per_second double precision,
  fault_code text,
  fault_message text,
  lease uuid,
  heartbeat_ms bigint,
  started_by uuid not null,
  started_by_name text not null,
  created_at_ms bigint not null,
  finished_at_ms bigint,
  primary key (tenant_id, import_id)
);
create index on orders.import_run (tenant_id, created_at_ms desc, import_id desc);
create index on orders.import_run (tenant_id, heartbeat_ms) where state in ('waiting', 'running');

-- Rows that were not taken. `reason` names the column and what is wrong with it, never a personal value.
-- grain: tenant
create table orders.import_error (
  tenant_id integer not null,
  import_id uuid not null,
  line_no bigint not null,
  code text not null,
  column_name text,
  order_no text,
  reason text not null,
  primary key (tenant_id, import_id, line_no)
);

-- Rows of a running import, read and normalised. Unlogged: when the database server crashes they are read again.
-- `evidence` is who the buyer is, sealed.
-- grain: local
create unlogged table orders.import_row (
  tenant_id integer not null,
  import_id uuid not null,
  line_no bigint not null,
  order_no text not null,
  created_at_ms bigint not null,
  paid_at_ms bigint,
  state text,
  is_return boolean not null,
  total_fen bigint,
  paid_fen bigint,
  refunded_fen bigint not null,
  refunded_at_ms bigint,
  province text,
  buyer_id text,
  evidence bytea,
  sku text,
  product_name text,
  quantity integer,
  unit_price_fen bigint,
  amount_fen bigint,
  primary key (tenant_id, import_id, line_no)
);

-- Orders of a running import, grouped from its rows and numbered in file order.
-- grain: local
create unlogged table orders.import_order (
  tenant_id integer not null,
  import_id uuid not null,
  seq integer not null,
  order_no text not null,
  first_line bigint not null,
  last_line bigint not null,
  lines integer not null,
  created_at_ms bigint not null,
  paid_at_ms bigint,
  state text,
  is_return boolean not null,
  total_fen bigint not null,
  paid_fen bigint not null,
  refunded_fen bigint not null,
  refunded_at_ms bigint,
  province text,
  buyer_id text,
  evidence bytea,
  primary key (tenant_id, import_id, seq)
);

-- Orders as other modules see them; one row per order. paid_fen is gross, net_fen = paid_fen - refunded_fen (negative
-- for return slips, whose state is 'returned' and whose paid_at_ms is null).
-- grain: customer
create view orders.pub_order as
select o.tenant_id, o.customer_id, o.order_id, o.order_no, o.shop_id, s.platform, s.brand_id, o.paid_at_ms, o.created_at_ms,
  o.total_fen, o.paid_fen, o.refunded_fen, o.paid_fen - o.refunded_fen as net_fen, o.state, o.source_channel_id,
  o.source_code_id, o.closing_staff_id, o.store_id, o.staff_id, o.first_order, o.old_customer
from orders."order" o
join orders.shop s on s.tenant_id = o.tenant_id and s.shop_id = o.shop_id;

-- Refunds by the instant of the refund; one row per fact.
-- grain: customer
create view orders.pub_refund as
select r.tenant_id, r.customer_id, r.order_id, r.seq, r.at_ms, r.amount_fen from orders.refund r;

-- Lines; one row per (order, line).
-- grain: customer
create view orders.pub_order_line as
select l.tenant_id, l.customer_id, l.order_id, l.line_no, l.product_id, l.sku, l.name, l.quantity, l.unit_price_fen,
  l.amount_fen
from orders.order_line l;

-- Shops; one row per (tenant_id, shop_id).
-- grain: tenant
create view orders.pub_shop as
select s.tenant_id, s.shop_id, s.name, s.platform, s.brand_id, s.store_id, s.archived from orders.shop s;
