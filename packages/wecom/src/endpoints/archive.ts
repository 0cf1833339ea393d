// Who is archived and who agreed (contract 2.13). These calls use the archive's own secret; messages themselves come
// through the native SDK, not over HTTP.
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { id, list, number, opt, text } from '../schema.ts';

/** `Agree`, `Disagree` or, in newer text, `Default_Agree`. The misspelt field name is the platform's. */
const agreement = z.object({
  userid: opt(z.string()),
  exteranalopenid: z.string(),
  agree_status: z.string(),
  status_change_time: opt(number),
});

export const listArchivedUsers = endpoint({
  name: 'msgaudit/get_permit_user_list',
  method: 'POST',
  /** type: 1 office, 2 service, 3 enterprise edition. */
  request: z.object({ type: z.literal([1, 2, 3]).optional() }),
  response: z.object({ ids: list(z.string()) }),
});

export const checkCustomerConsent = endpoint({
  name: 'msgaudit/check_single_agree',
  method: 'POST',
  request: z.object({
    info: z
      .array(z.object({ userid: id, exteranalopenid: id }))
      .min(1)
      .max(wecomShapes.archive.agreeChecks),
  }),
  response: z.object({ agreeinfo: list(agreement) }),
});

export const checkGroupConsent = endpoint({
  name: 'msgaudit/check_room_agree',
  method: 'POST',
  request: z.object({ roomid: id }),
  response: z.object({ agreeinfo: list(agreement) }),
});

/** Internal groups only (301059); customer groups are read with getGroupChat. */
export const getArchivedRoom = endpoint({
  name: 'msgaudit/groupchat/get',
  method: 'POST',
  request: z.object({ roomid: id }),
  response: z.object({
    roomname: text,
    creator: text,
    room_create_time: opt(number),
    notice: text,
    members: list(z.object({ memberid: z.string(), jointime: opt(number) })),
  }),
});
