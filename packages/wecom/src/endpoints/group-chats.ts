// Customer groups and the ways to join them (contract 2.8).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { chars, cursor, flag, id, list, nextCursor, nothing, number, opt, text } from '../schema.ts';

const { groupChat: limits } = wecomShapes;

/** Without an owner filter, more than 1000 visible members give 81017. */
export const listGroupChats = endpoint({
  name: 'externalcontact/groupchat/list',
  method: 'POST',
  paging: 'cursor',
  request: z.object({
    /** 0 all, 1 owner left, 2 being inherited, 3 inherited. */
    status_filter: z.literal([0, 1, 2, 3]).optional(),
    owner_filter: z.object({ userid_list: z.array(id).max(limits.owners) }).optional(),
    cursor,
    limit: z.int().min(1).max(limits.listPageSize),
  }),
  response: z.object({
    group_chat_list: list(z.object({ chat_id: z.string(), status: opt(number) })),
    next_cursor: nextCursor,
  }),
});

/** About two seconds behind the events of the group. */
export const getGroupChat = endpoint({
  name: 'externalcontact/groupchat/get',
  method: 'POST',
  request: z.object({ chat_id: id, need_name: z.literal([0, 1]).optional() }),
  response: z.object({
    group_chat: z.object({
      chat_id: z.string(),
      name: text,
      owner: text,
      create_time: number,
      notice: opt(z.string()),
      member_list: list(
        z.object({
          userid: z.string(),
          /** 1 member of the corp, 2 external. */
          type: number,
          unionid: opt(z.string()),
          join_time: opt(number),
          /** 1 invited directly, 2 by link, 3 by QR code. */
          join_scene: opt(number),
          invitor: opt(z.object({ userid: text })),
          group_nickname: text,
          name: opt(z.string()),
          state: opt(z.string()),
        }),
      ),
      admin_list: list(z.object({ userid: z.string() })),
      member_version: opt(z.union([z.string(), z.number().transform(String)])),
    }),
  }),
});

const joinWayFields = {
  /** 1 mini-program button, 2 QR code. */
  scene: z.literal([1, 2]),
  remark: chars(limits.joinWayRemarkChars).optional(),
  /** Default 1: a full group is followed by a new one. */
  auto_create_room: z.literal([0, 1]).optional(),
  room_base_name: chars(limits.roomBaseNameChars).optional(),
  room_base_id: z.int().optional(),
  chat_id_list: z.array(id).min(1).max(limits.joinWayChats),
  state: chars(limits.joinWayStateChars).optional(),
  mark_source: z.boolean().optional(),
};

/** The QR code comes with getJoinWay, not here. */
export const addJoinWay = endpoint({
  name: 'externalcontact/groupchat/add_join_way',
  method: 'POST',
  repeat: 'once',
  request: z.object(joinWayFields),
  response: z.object({ config_id: z.string() }),
});

export const getJoinWay = endpoint({
  name: 'externalcontact/groupchat/get_join_way',
  method: 'POST',
  request: z.object({ config_id: id }),
  response: z.object({
    join_way: z.object({
      config_id: z.string(),
      scene: number,
      remark: text,
      auto_create_room: opt(flag),
      room_base_name: text,
      room_base_id: opt(number),
      chat_id_list: list(z.string()),
      qr_code: opt(z.string()),
      state: text,
      mark_source: opt(flag),
    }),
  }),
});

/** Overwrites every field. */
export const updateJoinWay = endpoint({
  name: 'externalcontact/groupchat/update_join_way',
  method: 'POST',
  request: z.object({ config_id: id, ...joinWayFields }),
  response: nothing,
});

export const deleteJoinWay = endpoint({
  name: 'externalcontact/groupchat/del_join_way',
  method: 'POST',
  request: z.object({ config_id: id }),
  response: nothing,
});
