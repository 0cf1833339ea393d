// The outside effects of groups, as jobs. Payloads carry ids only.
import type { Id } from '@yutian/kernel';
import { defineJob } from '@yutian/platform';
import { z } from 'zod';

const tenantId = z.int();

/** Reads some groups of one corp and applies what they say. */
export const readChatsJob = defineJob({
  name: 'groups.readChats',
  payload: z.object({ tenantId, chatIds: z.array(z.string()), claimedAtMs: z.int() }),
  timeoutMs: 120_000,
});

/** Makes WeCom's side of a join code what ours says, and takes over what WeCom changed by itself. */
export const putJoinCodeJob = defineJob({
  name: 'groups.putJoinCode',
  payload: z.object({ tenantId, codeId: z.string() }),
  timeoutMs: 45_000,
});

/** Reads the group statistics that are still missing. */
export const readActivityJob = defineJob({
  name: 'groups.readActivity',
  payload: z.object({ tenantId, corpId: z.string() }),
  lane: 'bulk',
  timeoutMs: 600_000,
});

const QUEUES = 32;

/** Jobs of one code run one after another; a bounded number of queues, since the queue's library keeps each for good. */
export const queueOfCode = (codeId: Id) => `groups.code.${Number.parseInt(codeId.slice(-4), 16) % QUEUES}`;
