// Enterprise tags and strategy tags (contract 2.3).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { wecomShapes } from '../rules/wecom-shapes.2025-11.ts';
import { chars, cursor, flag, id, list, nextCursor, nothing, number, opt, text } from '../schema.ts';

const tagName = chars(wecomShapes.tag.nameChars).min(1);
const order = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .optional();
const agentid = z.int().optional();
const strategy_id = z.int();

const tagGroup = z.object({
  group_id: z.string(),
  group_name: text,
  create_time: opt(number),
  order: opt(number),
  deleted: opt(flag),
  strategy_id: opt(number),
  tag: list(
    z.object({
      id: z.string(),
      name: text,
      create_time: opt(number),
      order: opt(number),
      deleted: opt(flag),
    }),
  ),
});

const selection = { tag_id: z.array(id).optional(), group_id: z.array(id).optional() };
const addition = {
  /** Wins over group_name and order. */
  group_id: id.optional(),
  group_name: tagName.optional(),
  order,
  tag: z.array(z.object({ name: tagName, order })).min(1),
  agentid,
};
const edit = { id, name: tagName.optional(), order, agentid };
const deletion = { ...selection, agentid };

const namesGroup = (input: { group_id?: string | undefined; group_name?: string | undefined }) =>
  Boolean(input.group_id ?? input.group_name);
const namesAny = (input: { tag_id?: string[] | undefined; group_id?: string[] | undefined }) =>
  (input.tag_id ?? []).length + (input.group_id ?? []).length > 0;

/** All live tags; deleted ones appear only when asked for by id. */
export const listCorpTags = endpoint({
  name: 'externalcontact/get_corp_tag_list',
  method: 'POST',
  request: z.object(selection),
  response: z.object({ tag_group: list(tagGroup) }),
});

/** The answer holds the tags made now, with their ids. A name that exists gives 40071. */
export const addCorpTags = endpoint({
  name: 'externalcontact/add_corp_tag',
  method: 'POST',
  request: z.object(addition).refine(namesGroup, 'group_id or group_name'),
  response: z.object({ tag_group: tagGroup }),
});

/** The id is a tag's or a group's. */
export const editCorpTag = endpoint({
  name: 'externalcontact/edit_corp_tag',
  method: 'POST',
  request: z.object(edit),
  response: nothing,
});

/** A group vanishes with its last tag. */
export const deleteCorpTags = endpoint({
  name: 'externalcontact/del_corp_tag',
  method: 'POST',
  request: z.object(deletion).refine(namesAny, 'tag_id or group_id'),
  response: nothing,
});

/** Marks and unmarks one member's relation with a customer. */
export const markTags = endpoint({
  name: 'externalcontact/mark_tag',
  method: 'POST',
  request: z
    .object({
      userid: id,
      external_userid: id,
      add_tag: z.array(id).optional(),
      remove_tag: z.array(id).optional(),
    })
    .refine(
      (input) => (input.add_tag ?? []).length + (input.remove_tag ?? []).length > 0,
      'add_tag or remove_tag',
    ),
  response: nothing,
});

export const listStrategyTags = endpoint({
  name: 'externalcontact/get_strategy_tag_list',
  method: 'POST',
  request: z.object({ strategy_id: strategy_id.optional(), ...selection }),
  response: z.object({ tag_group: list(tagGroup) }),
});

export const addStrategyTags = endpoint({
  name: 'externalcontact/add_strategy_tag',
  method: 'POST',
  request: z.object({ strategy_id, ...addition }).refine(namesGroup, 'group_id or group_name'),
  response: z.object({ tag_group: tagGroup }),
});

export const editStrategyTag = endpoint({
  name: 'externalcontact/edit_strategy_tag',
  method: 'POST',
  request: z.object(edit),
  response: nothing,
});

export const deleteStrategyTags = endpoint({
  name: 'externalcontact/del_strategy_tag',
  method: 'POST',
  request: z.object(deletion).refine(namesAny, 'tag_id or group_id'),
  response: nothing,
});

export const listStrategies = endpoint({
  name: 'externalcontact/customer_strategy/list',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ cursor, limit: z.int().min(1).optional() }),
  response: z.object({ strategy: list(z.object({ strategy_id: number })), next_cursor: nextCursor }),
});

export const getStrategy = endpoint({
  name: 'externalcontact/customer_strategy/get',
  method: 'POST',
  request: z.object({ strategy_id }),
  response: z.object({
    strategy: z.object({
      strategy_id: number,
      parent_id: opt(number),
      strategy_name: text,
      create_time: opt(number),
      admin_list: list(z.string()),
      privilege: opt(z.record(z.string(), flag)),
    }),
  }),
});

/** type 1 with a userid, type 2 with a partyid. */
export const getStrategyRange = endpoint({
  name: 'externalcontact/customer_strategy/get_range',
  method: 'POST',
  paging: 'cursor',
  request: z.object({ strategy_id, cursor, limit: z.int().min(1).optional() }),
  response: z.object({
    range: list(z.object({ type: number, userid: opt(z.string()), partyid: opt(number) })),
    next_cursor: nextCursor,
  }),
});
