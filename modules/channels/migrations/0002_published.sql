-- What other modules' SQL may join.

-- Every add with the channel and code it came by; one row per (customer, staff, instant).
-- grain: customer
create view channels.pub_add as
select tenant_id, customer_id, staff_id, at_ms, channel_id, code_id, half from channels.add;

-- Welcomes that reached a new customer; one row per (customer, staff, instant of the add).
-- grain: customer
create view channels.pub_welcomed as
select tenant_id, customer_id, staff_id, at_ms from channels.greeting where outcome = 'sent';

-- The tree of channels; `path` holds the ids from the root to the channel itself.
-- grain: tenant
create view channels.pub_channel as
select tenant_id, channel_id, parent_id, kind, name, owner_department, path from channels.channel;

-- Codes by the state that an add carries; a relation's `state` finds its channel here.
-- grain: tenant
create view channels.pub_code as
select tenant_id, code_id, corp_id, channel_id, name, state from channels.code;
