-- What other modules' SQL may join.

-- Every group; one row per (tenant_id, chat_id). `platform_id` is WeCom's chat_id. The counts are as of read_at_ms.
-- grain: tenant
create view groups.pub_chat as
select tenant_id, chat_id, corp_id, platform_id, name, owner_staff_id, opened_at_ms, standing, dismissed_at_ms, customers,
  strangers, staff, read_at_ms
from groups.chat;

-- Stays of known customers; one row per (customer, chat, external_userid, joined_at_ms). left_at_ms is null while he is
-- in the group. `state` names the join code he came by.
-- grain: customer
create view groups.pub_member as
select tenant_id, customer_id, chat_id, external_userid, joined_at_ms, left_at_ms, join_scene, state from groups.member;

-- Join codes by the state that a member carries; his channel is found here.
-- grain: tenant
create view groups.pub_join_code as
select tenant_id, code_id, corp_id, channel_id, name, state from groups.join_code;
