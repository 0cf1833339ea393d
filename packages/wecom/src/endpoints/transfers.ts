// Handing customers and groups to another member, in service and after leaving (contract 2.7).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { chars, cursor, id, limitUpTo, list, nextCursor, number, opt, text } from '../schema.ts';

const { transfer: limits } = wecomShapes;

const handover = { handover_userid: id, takeover_userid: id };
const customers = z.array(id).min(1).max(limits.customers);

/** One errcode per customer: 0 accepted, 40100 already moving, 40128 moved too often, … */
const perCustomer = z.object({ customer: list(z.object({ external_userid: z.string(), errcode: number })) });

/** status 1 done, 2 waiting, 3 refused, 4 taker full, 5 no record; takeover_time is 0 unless done. */
const progress = z.object({
  customer: list(z.object({ external_userid: z.string(), status: number, takeover_time: opt(number) })),
  next_cursor: nextCursor,
});

const groupHandover = z.object({ chat_id_list: z.array(id).min(1).max(limits.groups), new_owner: id });
const failedChats = z.object({
  failed_chat_list: list(z.object({ chat_id: z.string(), errcode: number, errmsg: text })),
});

/** In service; the taker takes over after 24 h unless the customer refuses. */
export const transferCustomers = endpoint({
  name: 'externalcontact/transfer_customer',
  method: 'POST',
  request: z.object({
    ...handover,
    external_userid: customers,
    transfer_success_msg: chars(limits.messageChars).optional(),
  }),
  response: perCustomer,
});

export const getTransferProgress = endpoint({
  name: 'externalcontact/transfer_result',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ ...handover, cursor }),
  response: progress,
});

/** Customers of departed members, newest first; lags by hours. */
export const listUnassigned = endpoint({
  name: 'externalcontact/get_unassigned_list',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ cursor, page_size: limitUpTo(limits.unassignedPageSize) }),
  response: z.object({
    info: list(
      z.object({ handover_userid: z.string(), external_userid: z.string(), dimission_time: number }),
    ),
    is_last: opt(z.boolean()),
    next_cursor: nextCursor,
  }),
});

/** After leaving, within a year (40097 while the member is still there). */
export const transferResignedCustomers = endpoint({
  name: 'externalcontact/resigned/transfer_customer',
  method: 'POST',
  request: z.object({ ...handover, external_userid: customers }),
  response: perCustomer,
});

export const getResignedTransferProgress = endpoint({
  name: 'externalcontact/resigned/transfer_result',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ ...handover, cursor }),
  response: progress,
});

/** The owner has left (90500 otherwise). */
export const transferResignedGroups = endpoint({
  name: 'externalcontact/groupchat/transfer',
  method: 'POST',
  request: groupHandover,
  response: failedChats,
});

/** The owner is in office; each group at most twice in 90 days. */
export const transferGroups = endpoint({
  name: 'externalcontact/groupchat/onjob_transfer',
  method: 'POST',
  request: groupHandover,
  response: failedChats,
});
