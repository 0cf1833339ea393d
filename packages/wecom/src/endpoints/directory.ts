// Departments and members of the corp (contract 2.1).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { cursor, id, limitUpTo, list, nextCursor, number, opt, text } from '../schema.ts';

const department = z.object({
  id: number,
  name: text,
  name_en: opt(z.string()),
  department_leader: list(z.string()),
  parentid: number,
  order: opt(number),
});

const externalAttribute = z.object({
  type: number,
  name: z.string(),
  text: opt(z.object({ value: text })),
  web: opt(z.object({ url: text, title: text })),
  miniprogram: opt(z.object({ appid: text, pagepath: text, title: text })),
});

/** Fields that need OAuth consent are absent for apps made after 2022-06-20. */
export const user = z.object({
  userid: z.string(),
  name: text,
  department: list(number),
  order: list(number),
  position: text,
  mobile: opt(z.string()),
  gender: opt(z.union([z.string(), z.number().transform(String)])),
  email: opt(z.string()),
  biz_mail: opt(z.string()),
  is_leader_in_dept: list(number),
  direct_leader: list(z.string()),
  avatar: opt(z.string()),
  thumb_avatar: opt(z.string()),
  telephone: opt(z.string()),
  alias: opt(z.string()),
  address: opt(z.string()),
  open_userid: opt(z.string()),
  main_department: opt(number),
  extattr: opt(z.object({ attrs: list(externalAttribute) })),
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: opt(number),
  qr_code: opt(z.string()),
  external_position: opt(z.string()),
  external_profile: opt(
    z.object({
      external_corp_name: opt(z.string()),
      wechat_channels: opt(z.object({ nickname: text, status: opt(number) })),
      external_attr: list(externalAttribute),
    }),
  ),
});

/** The department and everything below it; without an id, all that the app sees. */
export const listDepartments = endpoint({
  name: 'department/list',
  method: 'GET',
  request: z.object({ id: z.int().optional() }),
  response: z.object({ department: list(department) }),
});

export const listDepartmentIds = endpoint({
  name: 'department/simplelist',
  method: 'GET',
  request: z.object({ id: z.int().optional() }),
  response: z.object({ department_id: list(z.object({ id: number, parentid: number, order: opt(number) })) }),
});

export const getDepartment = endpoint({
  name: 'department/get',
  method: 'GET',
  request: z.object({ id: z.int() }),
  response: z.object({ department }),
});

/** Direct members only, by name. */
export const listDepartmentMembers = endpoint({
  name: 'user/simplelist',
  method: 'GET',
  request: z.object({ department_id: z.int() }),
  response: z.object({
    userlist: list(
      z.object({ userid: z.string(), name: text, department: list(number), open_userid: opt(z.string()) }),
    ),
  }),
});

/** Direct members only, in full. */
export const listDepartmentUsers = endpoint({
  name: 'user/list',
  method: 'GET',
  request: z.object({ department_id: z.int() }),
  response: z.object({ userlist: list(user) }),
});

export const listUserIds = endpoint({
  name: 'user/list_id',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ cursor, limit: limitUpTo(wecomShapes.directory.idPageSize) }),
  response: z.object({
    dept_user: list(z.object({ userid: z.string(), department: number })),
    next_cursor: nextCursor,
  }),
});

export const getUser = endpoint({
  name: 'user/get',
  method: 'GET',
  request: z.object({ userid: id }),
  response: user,
});

export const findUserByMobile = endpoint({
  name: 'user/getuserid',
  method: 'POST',
  request: z.object({ mobile: id }),
  response: z.object({ userid: z.string() }),
});

export const findUserByEmail = endpoint({
  name: 'user/get_userid_by_email',
  method: 'POST',
  /** email_type: 1 corp, 2 personal. */
  request: z.object({ email: id, email_type: z.literal([1, 2]).optional() }),
  response: z.object({ userid: z.string() }),
});

export const convertUserToOpenid = endpoint({
  name: 'user/convert_to_openid',
  method: 'POST',
  request: z.object({ userid: id }),
  response: z.object({ openid: z.string() }),
});
