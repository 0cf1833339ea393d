// The outside effects of channels, as jobs. Payloads carry ids; only a greeting carries its code, which dies in 20 s.
import { defineJob } from '@yutian/platform';
import { z } from 'zod';

const tenantId = z.int();

/** Makes WeCom's side of a code what ours says: create, update, delete. */
export const putCodeJob = defineJob({
  name: 'channels.putCode',
  payload: z.object({ tenantId, codeId: z.string() }),
  timeoutMs: 45_000,
});

export const putLinkJob = defineJob({
  name: 'channels.putLink',
  payload: z.object({ tenantId, codeId: z.string() }),
  timeoutMs: 45_000,
});

/** One try from the queue; repeats happen inside, within the 20 s. A second try would come too late. */
export const greetJob = defineJob({
  name: 'channels.greet',
  payload: z.object({
    tenantId,
    corpId: z.string(),
    greetingId: z.string(),
    customerId: z.string(),
    externalUserid: z.string(),
    staffId: z.string(),
    atMs: z.int(),
    codeAtMs: z.int(),
    welcomeId: z.string(),
    welcomeCode: z.string(),
  }),
  lane: 'urgent',
  attempts: 3,
  timeoutMs: 25_000,
});

export const uploadMediaJob = defineJob({
  name: 'channels.uploadMedia',
  payload: z.object({ tenantId, corpId: z.string(), mediaId: z.string() }),
  lane: 'bulk',
  timeoutMs: 120_000,
});

export const readQuotaJob = defineJob({
  name: 'channels.readQuota',
  payload: z.object({ tenantId, corpId: z.string() }),
  lane: 'bulk',
});

export const readLinkStatisticsJob = defineJob({
  name: 'channels.readLinkStatistics',
  payload: z.object({ tenantId, codeId: z.string() }),
  lane: 'bulk',
});

/** Adds and loads from friendships that were read: one at a time for a tenant, the latest wish replacing the one waiting. */
export const takeInHistoryJob = defineJob({
  name: 'channels.takeInHistory',
  payload: z.object({ tenantId }),
  lane: 'bulk',
  timeoutMs: 600_000,
});

const QUEUES = 64;

/** Jobs of one code run one after another; a bounded number of queues, since the queue's library keeps each for good. */
export function queueOf(kind: string, id: string): string {
  return `channels.${kind}.${Number.parseInt(id.slice(-4), 16) % QUEUES}`;
}
