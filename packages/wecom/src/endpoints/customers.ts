// Customers and who follows them (contract 2.2).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import {
  chars,
  cursor,
  flag,
  id,
  limitUpTo,
  list,
  nextCursor,
  nothing,
  number,
  opt,
  text,
} from '../schema.ts';

const { customer: limits } = wecomShapes;

export const externalContact = z.object({
  external_userid: z.string(),
  name: text,
  avatar: opt(z.string()),
  /** 1 WeChat user, 2 WeCom user. */
  type: opt(number),
  /** 0 unknown, 1 male, 2 female. */
  gender: opt(number),
  /** WeChat users only, once the corp is bound to a developer account. */
  unionid: opt(z.string()),
  position: opt(z.string()),
  corp_name: opt(z.string()),
  corp_full_name: opt(z.string()),
});

const relation = {
  userid: z.string(),
  remark: text,
  description: text,
  createtime: number,
  remark_corp_name: opt(z.string()),
  remark_mobiles: list(z.string()),
  /** The external_userid when the customer began, a userid when a member or an admin did. */
  oper_userid: opt(z.string()),
  /** New numbers appear without notice and are valid. */
  add_way: opt(number),
  state: opt(z.string()),
  wechat_channels: opt(z.object({ nickname: text, source: opt(number) })),
};

/** How one member follows a customer, with the names of the tags. */
export const followUser = z.object({
  ...relation,
  tags: list(
    z.object({
      group_name: text,
      tag_name: text,
      /** Absent for personal tags. */
      tag_id: opt(z.string()),
      /** 1 corp, 2 personal, 3 strategy. */
      type: number,
    }),
  ),
});

/** The same as the batch answers it, with tag ids only. */
export const followInfo = z.object({ ...relation, tag_id: list(z.string()) });

/** Members with the right of customer contact. */
export const listFollowUsers = endpoint({
  name: 'externalcontact/get_follow_user_list',
  method: 'GET',
  request: z.object({}),
  response: z.object({ follow_user: list(z.string()) }),
});

/** One member's customers; 84061 when there are none. */
export const listCustomersOf = endpoint({
  name: 'externalcontact/list',
  method: 'GET',
  request: z.object({ userid: id }),
  response: z.object({ external_userid: list(z.string()) }),
});

/** One customer; further pages when more than 500 members follow. */
export const getCustomer = endpoint({
  name: 'externalcontact/get',
  method: 'GET',
  paging: 'cursor',
  request: z.object({ external_userid: id, cursor }),
  response: z.object({
    external_contact: externalContact,
    follow_user: list(followUser),
    next_cursor: nextCursor,
  }),
});

/** All customers of up to 100 members, page by page: the road of a first synchronisation. */
export const batchGetCustomers = endpoint({
  name: 'externalcontact/batch/get_by_user',
  method: 'POST',
  paging: 'cursor',
  request: z.object({
    userid_list: z.array(id).min(1).max(limits.membersPerBatch),
    cursor,
    limit: limitUpTo(limits.pageSize),
  }),
  response: z.object({
    external_contact_list: list(z.object({ external_contact: externalContact, follow_info: followInfo })),
    next_cursor: nextCursor,
    fail_info: opt(z.object({ unlicensed_userid_list: list(z.string()) })),
  }),
});

const remarkFields = {
  remark: chars(limits.remarkChars).optional(),
  description: chars(limits.descriptionChars).optional(),
  remark_company: chars(limits.companyChars).optional(),
  /** Overwrites; `['']` clears. */
  remark_mobiles: z.array(z.string()).optional(),
  remark_pic_mediaid: id.optional(),
};

export const remarkCustomer = endpoint({
  name: 'externalcontact/remark',
  method: 'POST',
  request: z
    .object({ userid: id, external_userid: id, ...remarkFields })
    .refine(
      (input) =>
        Object.keys(remarkFields).some((name) => input[name as keyof typeof remarkFields] !== undefined),
      'at least one field to change',
    ),
  response: nothing,
});

/** Everybody whom members have served, customers or not; a cursor lives four hours. */
export const listServedContacts = endpoint({
  name: 'externalcontact/contact_list',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ cursor, limit: z.int().min(1).optional() }),
  response: z.object({
    info_list: list(
      z.object({
        is_customer: flag,
        tmp_openid: opt(z.string()),
        external_userid: opt(z.string()),
        name: opt(z.string()),
        follow_userid: text,
        chat_id: opt(z.string()),
        chat_name: opt(z.string()),
        add_time: opt(number),
      }),
    ),
    next_cursor: nextCursor,
  }),
});

export const convertCustomerToOpenid = endpoint({
  name: 'externalcontact/convert_to_openid',
  method: 'POST',
  request: z.object({ external_userid: id }),
  response: z.object({ openid: z.string() }),
});

/** The older way, documented for provider apps; which of the two a corp may use differs. */
export const unionidToCustomer = endpoint({
  name: 'externalcontact/unionid_to_external_userid',
  method: 'POST',
  request: z.object({ unionid: id, openid: id }),
  response: z.object({ external_userid: z.string() }),
});

/** A customer, or a pending id (90 days) for somebody who is not one yet. */
export const convertUnionid = endpoint({
  name: 'idconvert/unionid_to_external_userid',
  method: 'POST',
  /** subject_type: 0 corp, 1 provider. */
  request: z.object({ unionid: id, openid: id, subject_type: z.literal([0, 1]).optional() }),
  response: z.object({ external_userid: opt(z.string()), pending_id: opt(z.string()) }),
});

export const opengidToChatId = endpoint({
  name: 'externalcontact/opengid_to_chatid',
  method: 'POST',
  request: z.object({ opengid: id }),
  response: z.object({ chat_id: z.string() }),
});
