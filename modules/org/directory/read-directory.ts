// Reads a corp's departments and members from the platform, whole, and nothing else: no transaction is open meanwhile.
import type { TenantId } from '@yutian/kernel';
import { listDepartments, listDepartmentUsers } from '@yutian/wecom';
import type { OrgGround } from '../parts.ts';
import type { StaffStatus } from '../staff/staff.sql.ts';

export interface PlatformMember {
  userid: string;
  name: string;
  avatar: string | null;
  position: string | null;
  status: StaffStatus;
  departmentId: number | null;
}

export interface PlatformDirectory {
  departments: { departmentId: number; parentDepartmentId: number | null; name: string; position: number }[];
  members: PlatformMember[];
}

const STATUS: Record<number, StaffStatus> = { 1: 'active', 2: 'disabled', 4: 'not_activated', 5: 'left' };

/** One call for the departments and one for each department: `user/list` gives direct members only. */
export async function readPlatformDirectory(
  ground: OrgGround,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<PlatformDirectory> {
  const lane = { lane: 'sync' } as const;
  const { department } = await ground.callWeCom(tenantId, corpId, listDepartments, {}, lane);
  const departments = department.map((each) => ({
    departmentId: each.id,
    parentDepartmentId: each.parentid || null,
    name: each.name || `部门 ${each.id}`,
    // The platform shows a larger order first.
    position: -(each.order ?? 0),
  }));
  const members = new Map<string, PlatformMember>();
  for (const { departmentId } of departments) {
    signal.throwIfAborted();
    const input = { department_id: departmentId };
    const { userlist } = await ground.callWeCom(tenantId, corpId, listDepartmentUsers, input, lane);
    for (const user of userlist)
      members.set(user.userid.toLowerCase(), {
        userid: user.userid,
        name: user.name || user.userid,
        avatar: user.avatar || null,
        position: user.position || null,
        status: STATUS[user.status ?? 1] ?? 'active',
        departmentId: user.main_department || user.department[0] || departmentId,
      });
  }
  return { departments, members: [...members.values()] };
}
