-- What other modules' SQL may join. Always by (tenant_id, …): none of these views spans tenants by itself.

-- Every member of staff with what he belongs to; one row per (tenant_id, staff_id), placeholders included.
-- grain: tenant
create view org.pub_staff as
select s.tenant_id, s.staff_id, s.corp_id, s.userid, s.name, s.avatar, s.position, s.active, s.resigned_at_ms, s.unit_id,
  u.store_id, st.name as store_name, st.store_type, u.region_id, r.name as region_name, u.brand_id, b.name as brand_name
from org.staff s
left join org.unit u on u.tenant_id = s.tenant_id and u.unit_id = s.unit_id
left join org.unit st on st.tenant_id = u.tenant_id and st.unit_id = u.store_id
left join org.unit r on r.tenant_id = u.tenant_id and r.unit_id = u.region_id
left join org.unit b on b.tenant_id = u.tenant_id and b.unit_id = u.brand_id;

-- Every store, open or closed; one row per (tenant_id, store_id). store_type: direct 直营, dealer 经销.
-- grain: tenant
create view org.pub_store as
select st.tenant_id, st.unit_id as store_id, st.name, st.code, st.store_type, st.address, st.latitude, st.longitude,
  st.open, st.region_id, r.name as region_name, st.brand_id, b.name as brand_name
from org.unit st
left join org.unit r on r.tenant_id = st.tenant_id and r.unit_id = st.region_id
left join org.unit b on b.tenant_id = st.tenant_id and b.unit_id = st.brand_id
where st.kind = 'store';

-- Every brand; one row per (tenant_id, brand_id).
-- grain: tenant
create view org.pub_brand as
select u.tenant_id, u.unit_id as brand_id, u.name, u.open from org.unit u where u.kind = 'brand';

-- The whole tree; one row per (tenant_id, unit_id). `path` holds the ids from the root to the unit itself.
-- grain: tenant
create view org.pub_unit as
select u.tenant_id, u.unit_id, u.parent_id, u.kind, u.name, u.store_type, u.path, u.brand_id, u.region_id, u.store_id, u.open
from org.unit u;
