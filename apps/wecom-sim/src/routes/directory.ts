// Departments and members (contract §2.1): read only, as the product uses them.
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Department, Staff } from '../state/organisation.ts';
import { fromCursor, memberOf, toCursor } from './lookups.ts';

const departmentView = (department: Department) => ({
  id: department.id,
  name: department.name,
  name_en: '',
  department_leader: department.leaders,
  parentid: department.parentid,
  order: department.order,
});

function departmentsBelow(call: Call): Department[] {
  const { organisation } = call.world;
  const id = call.body.intOr('id');
  if (id === undefined) return organisation.departments(call.corp.no);
  if (!organisation.department(call.corp.no, id)) throw new WecomError(60003);
  const wanted = organisation.withChildren(call.corp.no, id);
  return organisation.departments(call.corp.no).filter((department) => wanted.has(department.id));
}

/** Self-built apps made after 2022-06-20 get no avatar, gender, mobile, e-mail or address here (§1.8). */
function userView(call: Call, member: Staff) {
  return {
    userid: member.userid,
    name: member.name,
    department: member.departments,
    order: member.departments.map(() => 0),
    position: member.position,
    is_leader_in_dept: member.departments.map(() => Number(member.leader)),
    direct_leader: [],
    telephone: '',
    alias: member.alias,
    open_userid: publicId('openid', 'wo', call.corp.no, member.no),
    main_department: member.departments[0] ?? 1,
    extattr: { attrs: [] },
    status: member.status,
    external_position: '',
    external_profile: { external_corp_name: call.corp.name, external_attr: [] },
  };
}

function membersIn(call: Call): Staff[] {
  const { organisation } = call.world;
  const id = call.body.int('department_id');
  if (!organisation.department(call.corp.no, id)) throw new WecomError(60003);
  const wanted = call.body.flag('fetch_child', false)
    ? organisation.withChildren(call.corp.no, id)
    : new Set([id]);
  return organisation
    .members(call.corp.no)
    .filter(
      (member) =>
        member.departments.some((department) => wanted.has(department)) &&
        organisation.sees(call.app, member),
    );
}

function listIds(call: Call): Answer {
  const { organisation } = call.world;
  const [after = 0] = fromCursor(call.body);
  const limit = Math.min(call.body.intOr('limit', { min: 1 }) ?? 10_000, 10_000);
  const pairs = organisation
    .members(call.corp.no)
    .filter((member) => organisation.sees(call.app, member))
    .flatMap((member) => member.departments.map((department) => ({ userid: member.userid, department })));
  const page = pairs.slice(after, after + limit);
  return {
    dept_user: page,
    next_cursor: after + page.length < pairs.length ? toCursor(after + page.length) : '',
  };
}

function findBy(call: Call, field: 'mobile' | 'email'): Answer {
  const value = call.body.text(field);
  const member = call.world.organisation.members(call.corp.no).find((one) => one[field] === value);
  if (!member) throw new WecomError(46004);
  return { userid: member.userid };
}

export const directoryRoutes: Record<string, Handler> = {
  'GET department/list': (call) => ({ department: departmentsBelow(call).map(departmentView) }),
  'GET department/simplelist': (call) => ({
    department_id: departmentsBelow(call).map(({ id, parentid, order }) => ({ id, parentid, order })),
  }),
  'GET department/get': (call) => {
    const department = call.world.organisation.department(call.corp.no, call.body.int('id'));
    if (!department) throw new WecomError(60003);
    return { department: departmentView(department) };
  },
  'GET user/simplelist': (call) => ({
    userlist: membersIn(call).map((member) => ({
      userid: member.userid,
      name: member.name,
      department: member.departments,
      open_userid: publicId('openid', 'wo', call.corp.no, member.no),
    })),
  }),
  'GET user/list': (call) => ({ userlist: membersIn(call).map((member) => userView(call, member)) }),
  'POST user/list_id': listIds,
  'GET user/get': (call) => userView(call, memberOf(call, call.body.text('userid', { missing: 41009 }))),
  'POST user/getuserid': (call) => findBy(call, 'mobile'),
  'POST user/get_userid_by_email': (call) => findBy(call, 'email'),
  'POST user/convert_to_openid': (call) => ({
    openid: publicId('openid', 'oSimOp', call.corp.no, memberOf(call, call.body.text('userid')).no),
  }),
};
