-- What other modules' SQL may join, always by (tenant_id, customer_id).

-- Every person; one row per (tenant_id, customer_id).
-- grain: customer
create view customers.pub_customer as
select tenant_id, customer_id, name, kind, provisional, first_added_at_ms, created_at_ms, last_inbound_at_ms
from customers.customer;

-- A person and a member of staff; one row per (tenant_id, customer_id, staff_id, external_userid), which is one per
-- (customer, staff) unless somebody with two WeChat accounts was merged. `state` is the channel's state string;
-- `standing` is friend, half or lost; lost_at_ms is null while they are friends. first_outbound_at_ms counts greetings
-- sent by software too; first_inbound_at_ms is the customer's first message ever to this member of staff.
-- grain: customer
create view customers.pub_relation as
select tenant_id, customer_id, staff_id, corp_id, external_userid, state, add_way, standing, first_added_at_ms, added_at_ms,
  lost_at_ms, lost_by, first_outbound_at_ms, first_inbound_at_ms, last_inbound_at_ms
from customers.relation;

-- Everything that happened between the two, so that losses and re-adds can be counted by period.
-- grain: customer
create view customers.pub_relation_event as
select tenant_id, customer_id, staff_id, at_ms, kind, state, add_way from customers.relation_event;

-- Private messages as facts. `automatic`: sent by software (welcome, mass message), not a conversation.
-- grain: customer
create view customers.pub_message as
select tenant_id, customer_id, staff_id, at_ms, from_customer, automatic, kind from customers.message;

-- Relations whose profile must be read from the platform (just added, or edited on the phone).
-- grain: customer
create view customers.pub_profile_due as
select tenant_id, customer_id, staff_id, corp_id, external_userid, last_event_ms from customers.relation where needs_profile;

-- Tags a person carries (marked or about to be).
-- grain: customer
create view customers.pub_customer_tag as
select tenant_id, customer_id, tag_id, staff_id from customers.customer_tag where mark in ('on', 'adding');

-- Tags that exist; one row per (tenant_id, tag_id).
-- grain: tenant
create view customers.pub_tag as
select t.tenant_id, t.tag_id, t.corp_id, t.platform_id, t.name, t.group_id, g.name as group_name
from customers.tag t left join customers.tag_group g on g.tenant_id = t.tenant_id and g.group_id = t.group_id
where t.deleted_at_ms is null;
