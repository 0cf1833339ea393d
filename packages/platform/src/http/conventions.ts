// What holds for every call of the contract: a POST with an Idempotency-Key happens once, what people edit has an ETag
// and is edited with If-Match. Both stand in the first transaction that the call commits.
import type { AnyContractProcedure } from '@orpc/contract';
import type { CallMeta } from '@yutian/kernel';
import { requestInHand } from '../db/db.ts';
import type { Ground, RequestContext } from '../module.ts';
import { currentEdition, type Edited, etagOf, raiseEdition } from './editions.ts';
import { claimRequest } from './kept-answers.ts';

interface Call {
  context: RequestContext;
  procedure: AnyContractProcedure;
  path: readonly string[];
  input: unknown;
  next(): Promise<unknown>;
}

/** The interceptor around every call. */
export const conventions =
  (ground: Pick<Ground, 'db' | 'clock' | 'vault'>) =>
  async (call: Call): Promise<unknown> => {
    const { actor } = call.context;
    if (!actor) return call.next();
    const { method } = call.procedure['~orpc'].route;
    const edited = editedBy(call, actor.tenantId);
    if (method === 'GET') {
      if (edited) call.context.setHeader('etag', etagOf(await currentEdition(ground.db, edited)));
      return call.next();
    }
    const { idempotencyKey: key } = call.context;
    const request =
      method === 'POST' && key !== null
        ? await claimRequest(ground, actor, { call: call.path.join('.'), key, input: call.input })
        : null;
    if (request && 'again' in request) {
      call.context.setHeader('idempotent-replayed', 'true');
      return request.again();
    }
    let edition: number | null = null;
    const hand: NonNullable<ReturnType<typeof requestInHand.getStore>> = {
      async join(tx) {
        await request?.begin(tx);
        if (edited) edition = await raiseEdition(tx, edited, call.context.ifMatch);
      },
    };
    const run = () => requestInHand.run(hand, () => call.next());
    const output = await (request ? request.keep(run, () => hand.join === null) : run());
    if (edition !== null) call.context.setHeader('etag', etagOf(edition));
    return output;
  };

function editedBy(call: Call, tenantId: number): Edited | null {
  const { edition } = call.procedure['~orpc'].meta as CallMeta;
  if (!edition) return null;
  const { noun, by } = edition;
  const subject = by === undefined ? '' : (call.input as Record<string, unknown> | undefined)?.[by];
  if (typeof subject !== 'string' && typeof subject !== 'number') return null;
  return { tenantId, noun, subject: String(subject) };
}
