// Acquisition links 获客助手 (contract 2.9). One added customer uses one unit of a prepaid quota.
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
  seconds,
  text,
} from '../schema.ts';

const { acquisition: limits } = wecomShapes;

const range = z
  .object({ user_list: z.array(id).optional(), department_list: z.array(z.int()).optional() })
  .refine(
    (input) => (input.user_list ?? []).length + (input.department_list ?? []).length <= limits.rangeEntries,
    'too many entries',
  );
const priority = z.object({
  /** 1 whole corp, 2 the list. */
  priority_type: z.literal([1, 2]),
  priority_userid_list: z.array(id).max(limits.priorityUsers).optional(),
});
const linkName = chars(limits.nameChars).min(1);
const link = {
  link_id: z.string(),
  link_name: text,
  url: text,
  create_time: opt(number),
};

export const listAcquisitionLinks = endpoint({
  name: 'externalcontact/customer_acquisition/list_link',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ limit: limitUpTo(limits.pageSize), cursor }),
  response: z.object({ link_id_list: list(z.string()), next_cursor: nextCursor }),
});

export const getAcquisitionLink = endpoint({
  name: 'externalcontact/customer_acquisition/get',
  method: 'POST',
  request: z.object({ link_id: id }),
  response: z.object({
    link: z.object({ ...link, skip_verify: opt(flag), mark_source: opt(flag) }),
    range: opt(z.object({ user_list: list(z.string()), department_list: list(number) })),
    priority_option: opt(z.object({ priority_type: opt(number), priority_userid_list: list(z.string()) })),
    /** Where older answers put it. */
    skip_verify: opt(flag),
  }),
});

export const createAcquisitionLink = endpoint({
  name: 'externalcontact/customer_acquisition/create_link',
  method: 'POST',
  repeat: 'once',
  request: z.object({
    link_name: linkName,
    range,
    skip_verify: z.boolean().optional(),
    mark_source: z.boolean().optional(),
    priority_option: priority.optional(),
  }),
  response: z.object({ link: z.object(link) }),
});

/** The range overwrites. */
export const updateAcquisitionLink = endpoint({
  name: 'externalcontact/customer_acquisition/update_link',
  method: 'POST',
  request: z.object({
    link_id: id,
    link_name: linkName.optional(),
    range: range.optional(),
    skip_verify: z.boolean().optional(),
    priority_option: priority.optional(),
  }),
  response: nothing,
});

export const deleteAcquisitionLink = endpoint({
  name: 'externalcontact/customer_acquisition/delete_link',
  method: 'POST',
  request: z.object({ link_id: id }),
  response: nothing,
});

/** chat_status 0 has not written, 1 has; newer values appear. */
export const listAcquiredCustomers = endpoint({
  name: 'externalcontact/customer_acquisition/customer',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ link_id: id, limit: limitUpTo(limits.customerPageSize), cursor }),
  response: z.object({
    customer_list: list(
      z.object({ external_userid: z.string(), userid: z.string(), chat_status: opt(number), state: text }),
    ),
    next_cursor: nextCursor,
  }),
});

export const getAcquisitionQuota = endpoint({
  name: 'externalcontact/customer_acquisition_quota',
  method: 'GET',
  request: z.object({}),
  response: z.object({
    total: number,
    balance: number,
    quota_list: list(z.object({ expire_date: number, balance: number })),
  }),
});

/** At most 30 days, 180 days back. */
export const getAcquisitionStatistics = endpoint({
  name: 'externalcontact/customer_acquisition/statistic',
  method: 'POST',
  request: z.object({ link_id: id, start_time: seconds, end_time: seconds }),
  response: z.object({ click_link_customer_cnt: number, new_customer_cnt: number }),
});

/** Reads the chat_key of a message_from_customer event, within 30 minutes. */
export const getAcquisitionChat = endpoint({
  name: 'externalcontact/customer_acquisition/get_chat_info',
  method: 'POST',
  request: z.object({ chat_key: id }),
  response: z.object({
    userid: text,
    external_userid: text,
    chat_info: opt(z.object({ recv_msg_cnt: opt(number), link_id: text, state: text })),
  }),
});

/** A link that returns `channel` as the customer's state. Longer channels would be cut by the platform, so they throw. */
export function acquisitionUrl(url: string, channel: string): string {
  if (Buffer.byteLength(channel) > limits.channelBytes) throw new RangeError('customer_channel is too long');
  return `${url}${url.includes('?') ? '&' : '?'}customer_channel=${encodeURIComponent(channel)}`;
}
