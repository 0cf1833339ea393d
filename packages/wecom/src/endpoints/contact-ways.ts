// Contact ways 联系我: the platform's side of live codes (contract 2.4).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import {
  bytes,
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
  seconds,
  text,
} from '../schema.ts';
import { link, media, miniprogram } from './attachments.ts';

const { contactWay: limits } = wecomShapes;

const conclusions = z.object({
  text: z.object({ content: bytes(limits.conclusionTextBytes) }).optional(),
  image: media.optional(),
  link: link.optional(),
  miniprogram: miniprogram.optional(),
});

const changeable = {
  style: z.int().min(1).max(3).optional(),
  remark: chars(limits.remarkChars).optional(),
  /** Default true: customers are added without the member's confirmation. */
  skip_verify: z.boolean().optional(),
  state: chars(limits.stateChars).optional(),
  user: z.array(id).max(limits.users).optional(),
  party: z.array(z.int()).optional(),
  expires_in: z.int().min(1).max(limits.tempSeconds).optional(),
  chat_expires_in: z.int().min(1).max(limits.tempSeconds).optional(),
  unionid: id.optional(),
  /** The same customer keeps one member. */
  is_exclusive: z.boolean().optional(),
  mark_source: z.boolean().optional(),
  conclusions: conclusions.optional(),
};

/** type 1 needs exactly one user; members after expanding parties are limited (41041). */
export const addContactWay = endpoint({
  name: 'externalcontact/add_contact_way',
  method: 'POST',
  repeat: 'once',
  request: z
    .object({
      /** 1 one member, 2 several. */
      type: z.literal([1, 2]),
      /** 1 mini-program button, 2 QR code. */
      scene: z.literal([1, 2]),
      is_temp: z.boolean().optional(),
      ...changeable,
    })
    .refine((input) => input.type === 2 || input.user?.length === 1, 'type 1 has exactly one user')
    .refine(
      (input) => input.type === 1 || (input.user ?? []).length + (input.party ?? []).length > 0,
      'nobody',
    ),
  response: z.object({ config_id: z.string(), qr_code: opt(z.string()) }),
});

export const getContactWay = endpoint({
  name: 'externalcontact/get_contact_way',
  method: 'POST',
  request: z.object({ config_id: id }),
  response: z.object({
    contact_way: z.object({
      config_id: z.string(),
      type: number,
      scene: number,
      style: opt(number),
      remark: text,
      skip_verify: opt(flag),
      state: text,
      qr_code: opt(z.string()),
      user: list(z.string()),
      party: list(number),
      is_temp: opt(flag),
      expires_in: opt(number),
      chat_expires_in: opt(number),
      unionid: opt(z.string()),
      mark_source: opt(flag),
      conclusions: opt(z.looseObject({})),
    }),
  }),
});

/** Without temporary ways, and only those made after 2021-07-10; by default of the last 90 days. */
export const listContactWays = endpoint({
  name: 'externalcontact/list_contact_way',
  method: 'POST',
  paging: 'cursor',
  request: z.object({
    start_time: seconds.optional(),
    end_time: seconds.optional(),
    cursor,
    limit: limitUpTo(limits.listPageSize),
  }),
  response: z.object({ contact_way: list(z.object({ config_id: z.string() })), next_cursor: nextCursor }),
});

/** Lists of users and parties overwrite; type and scene stay. */
export const updateContactWay = endpoint({
  name: 'externalcontact/update_contact_way',
  method: 'POST',
  request: z.object({ config_id: id, ...changeable }),
  response: nothing,
});

export const deleteContactWay = endpoint({
  name: 'externalcontact/del_contact_way',
  method: 'POST',
  request: z.object({ config_id: id }),
  response: nothing,
});

export const closeTemporaryChat = endpoint({
  name: 'externalcontact/close_temp_chat',
  method: 'POST',
  request: z.object({ userid: id, external_userid: id }),
  response: nothing,
});
