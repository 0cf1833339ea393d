// Tells the platform about marks, one call per relation. Marking twice is harmless there, so a lost answer is tried
// again; a refusal stays on the mark and is shown on the person's page.
import { Fault, type TenantId } from '@yutian/kernel';
import { defineJob, handle, inTransaction, type JobHandler } from '@yutian/platform';
import { markTags } from '@yutian/wecom';
import { z } from 'zod';
import { insertRelationEvents } from '../intake/intake.sql.ts';
import { holdPeople } from '../oneid/identity.sql.ts';
import type { CustomersGround } from '../parts.ts';
import { type DueMark, dropRemoved, readDueMarks, rewriteTagIds, settleMarks } from './marks.sql.ts';

export const pushMarksJob = defineJob({
  name: 'customers.pushMarks',
  payload: z.object({ tenantId: z.number(), corpId: z.string() }),
  lane: 'bulk',
  timeoutMs: 3_600_000,
});

const BATCH = 100;
// Up to here somebody is waiting for it at the screen; more is bulk work and leaves the budget to others.
const AT_HAND = 20;

export function markJobs(ground: CustomersGround): JobHandler[] {
  return [
    handle(pushMarksJob, async ({ tenantId, corpId }, { signal }) => {
      for (;;) {
        const due = await readDueMarks(ground.db, { tenantId, corpId, limit: BATCH });
        const lane = due.length <= AT_HAND ? 'guide' : 'mass';
        for (const mark of due) {
          signal.throwIfAborted();
          await pushMark(ground, tenantId, corpId, mark, lane, signal);
        }
        if (due.length < BATCH) return;
      }
    }),
  ];
}

async function pushMark(
  ground: CustomersGround,
  tenantId: TenantId,
  corpId: string,
  mark: DueMark,
  lane: 'guide' | 'mass',
  signal: AbortSignal,
): Promise<void> {
  const { customerId, bornId, staffId, externalUserid, userid } = mark;
  const platformIds = (tags: DueMark['add']) => tags.map(([, platformId]) => platformId);
  const input = {
    userid,
    external_userid: externalUserid,
    add_tag: platformIds(mark.add),
    remove_tag: platformIds(mark.remove),
  };
  const code = await refusalOf(() => ground.callWeCom(tenantId, corpId, markTags, input, { lane, signal }));
  const added = mark.add.map(([tagId]) => tagId);
  const removed = mark.remove.map(([tagId]) => tagId);
  await inTransaction(ground.db, async (tx) => {
    await holdPeople(tx, { tenantId });
    const pushed = { tenantId, customerId, staffId, externalUserid, added, removed, code };
    if (code === null) await dropRemoved(tx, pushed);
    await settleMarks(tx, pushed);
    if (code !== null) return;
    await rewriteTagIds(tx, pushed);
    const event = { customerId, bornId, staffId, externalUserid, kind: 'tags', atMs: ground.clock.now() };
    await insertRelationEvents(tx, {
      tenantId,
      rows: JSON.stringify([{ ...event, detail: { added, removed } }]),
    });
  });
}

/** The code of the platform's no, or null; what is worth another try is thrown on. */
async function refusalOf(call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    // Only «invalid» is about this relation; a refused secret or a missing right concerns every call.
    if (error instanceof Fault && error.kind === 'invalid') return error.code;
    throw error;
  }
}
