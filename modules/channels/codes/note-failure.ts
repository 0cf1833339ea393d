// A refusal by WeCom is shown on the code it concerns, and told to whoever watches; the job is parked with its reason.
import { channelsEvents } from '@yutian/contract';
import { Fault, type Id, type TenantId } from '@yutian/kernel';
import { emit, inTransaction } from '@yutian/platform';
import type { ChannelsGround } from '../parts.ts';
import { markCreating, markFailed } from './answer.sql.ts';

/**
 * Notes why a call for a code failed. A refusal is final for the content with `hash`; a failure that passes (WeCom away,
 * quota used up) is shown only when the tries are used up.
 */
export async function noteFailure(
  { db, clock }: ChannelsGround,
  tenantId: TenantId,
  codeId: Id,
  hash: string | null,
  error: unknown,
  tries: { attempt: number; most: number },
): Promise<void> {
  if (!(error instanceof Fault)) return;
  const passing = error.kind === 'upstream' || error.kind === 'rate_limited';
  if (passing && tries.attempt < tries.most) return;
  const { code, message } = error;
  const errcode = typeof error.data.errcode === 'number' ? error.data.errcode : null;
  await inTransaction(db, async (tx) => {
    // Refused means not made: the next try need not look for it.
    if (!passing) await markCreating(tx, { tenantId, codeId, nowMs: null });
    const refusedHash = passing ? null : hash;
    await markFailed(tx, { tenantId, codeId, code, message, errcode, refusedHash, nowMs: clock.now() });
    await emit(tx, channelsEvents.codeFailed, tenantId, { codeId, code }, clock.now());
  });
}
