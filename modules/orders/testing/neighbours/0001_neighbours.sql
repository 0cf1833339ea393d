-- What the neighbours publish, as plain tables that tests can fill. That the statements fit the real views is shown by
-- the server's check of every statement.
create schema org;
create schema customers;
create schema channels;
create table org.pub_brand (tenant_id integer, brand_id uuid);
create table org.pub_store (tenant_id integer, store_id uuid, name text);
create table org.pub_staff (tenant_id integer, staff_id uuid, name text, store_id uuid);
create table customers.pub_customer (tenant_id integer, customer_id uuid, name text);
create table customers.pub_relation (
  tenant_id integer, customer_id uuid, staff_id uuid, corp_id text, state text, standing text,
  first_added_at_ms bigint, added_at_ms bigint, lost_at_ms bigint
);
create table customers.pub_message (
  tenant_id integer, customer_id uuid, staff_id uuid, at_ms bigint, automatic boolean
);
create table channels.pub_add (
  tenant_id integer, customer_id uuid, staff_id uuid, at_ms bigint, channel_id uuid, code_id uuid
);
create table channels.pub_channel (tenant_id integer, channel_id uuid, name text);
create table channels.pub_code (
  tenant_id integer, code_id uuid, corp_id text, channel_id uuid, name text, state text
);
