-- The neighbours' published views, as tables that a test fills: only what channels joins.
create schema org;
create table org.pub_staff (
  tenant_id integer not null, staff_id uuid not null, corp_id text not null, userid text not null, name text not null,
  active boolean not null default true, resigned_at_ms bigint, store_name text, brand_name text,
  primary key (tenant_id, staff_id)
);
create table org.pub_store (
  tenant_id integer not null, store_id uuid not null, name text not null, address text, latitude double precision,
  longitude double precision, open boolean not null default true, primary key (tenant_id, store_id)
);
create schema customers;
create table customers.pub_customer (
  tenant_id integer not null, customer_id uuid not null, name text not null, primary key (tenant_id, customer_id)
);
create table customers.pub_relation (
  tenant_id integer not null, customer_id uuid not null, staff_id uuid not null, standing text not null default 'friend',
  added_at_ms bigint not null default 0, state text, last_inbound_at_ms bigint, first_inbound_at_ms bigint,
  primary key (tenant_id, customer_id, staff_id)
);
create schema orders;
create table orders.pub_order (
  tenant_id integer not null, customer_id uuid not null, order_id uuid not null, paid_at_ms bigint, first_order boolean not null,
  primary key (tenant_id, customer_id, order_id)
);
