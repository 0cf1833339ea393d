-- From when on everything that was archived is known here: what was said before is gone from the platform. A figure about
-- first words stands only on friendships that began since.
alter table connection.message_source add column archive_since_ms bigint;

-- grain: tenant
create or replace view connection.pub_archive_consent as
  select a.tenant_id, a.corp_id, a.external_userid, s.staff_id, a.at_ms, coalesce(m.archive_since_ms, 0) as since_ms
  from connection.archive_consent a
  join org.pub_staff s on s.tenant_id = a.tenant_id and s.corp_id = a.corp_id and s.userid = a.staff_userid
  left join connection.message_source m on m.tenant_id = a.tenant_id and m.corp_id = a.corp_id
  where a.agreed;
