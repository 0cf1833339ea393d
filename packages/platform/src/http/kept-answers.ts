// Idempotency-Key: the same request with the same key is carried out once and answered twice. The key is claimed before
// the verb runs; the verb's first transaction marks the claim, and only the claim's present holder can mark it, so two
// servers never both carry it out. Answers are sealed: some of them hold a secret that is shown once.
import { type Actor, conflict, Fault, type FaultData, type FaultKind, invalid, newId } from '@yutian/kernel';
import type { Db, Tx } from '../db/db.ts';
import { defineSweep, type Sweep } from '../jobs/sweep.ts';
import type { Ground } from '../module.ts';
import { toFault } from './fault-to-http.ts';
import {
  type Claim,
  claimKey,
  findClaim,
  forgetAnswers,
  keepAnswer,
  markBegun,
  releaseKey,
  takeKeyOver,
} from './kept-answers.sql.ts';

const KEPT_MS = 24 * 3_600_000;
/** After this a claim that has not begun may be taken over: its server is gone. Longer than any verb takes. */
const LEASE_MS = 60_000;

type Answer =
  | { output: unknown }
  | { fault: { kind: FaultKind; code: string; message: string; data: FaultData } };

/** One request with a key: `begin` stands in its first transaction, `keep` carries it out and keeps the answer. */
export interface KeptRequest {
  /** Marks the effect within its transaction; a Fault when another server has taken the request over. */
  begin(tx: Tx): Promise<void>;
  /** Runs the verb. What it refused before it changed anything is not kept: the request may be mended and sent again. */
  keep(run: () => Promise<unknown>, hasBegun: () => boolean): Promise<unknown>;
}

/**
 * Claims a key for a request of somebody who is signed in.
 * @returns the request to carry out, or the answer it was given before.
 * Faults: IDEMPOTENCY_KEY_INVALID · IDEMPOTENCY_KEY_REUSED (another request had it) · IDEMPOTENCY_IN_PROGRESS (with
 * Retry-After) · IDEMPOTENCY_OUTCOME_LOST (carried out, but the server died before it kept the answer).
 */
export async function claimRequest(
  ground: Pick<Ground, 'db' | 'clock' | 'vault'>,
  actor: Actor,
  request: { call: string; key: string; input: unknown },
): Promise<KeptRequest | { again: () => unknown }> {
  const { db, clock, vault } = ground;
  const { tenantId, userId } = actor;
  if (!/^[\x21-\x7e]{1,120}$/.test(request.key))
    throw invalid('IDEMPOTENCY_KEY_INVALID', 'An Idempotency-Key has 1 to 120 visible ASCII characters.');
  const claim: Claim = { tenantId, userId, call: request.call, key: request.key, attempt: newId() };
  const requestHash = vault.hash(tenantId, 'request', JSON.stringify(request.input) ?? '');
  const nowMs = clock.now();
  const wanted = { ...claim, requestHash, nowMs, leaseMs: nowMs + LEASE_MS, expiresMs: nowMs + KEPT_MS };
  const [held] = await findClaim(db, claim);
  if (held && held.expiresMs > nowMs) {
    if (held.requestHash !== requestHash) throw reused();
    if (held.answer) return { again: answerFrom(vault.open(tenantId, held.answer)) };
    if (held.leaseUntilMs > nowMs) throw inProgress();
    if (held.began) throw outcomeLost();
  }
  const [claimed] = await (held ? takeKeyOver : claimKey)(db, wanted);
  if (!claimed) throw inProgress();
  return {
    async begin(tx) {
      const [marked] = await markBegun(tx, claim);
      if (!marked) throw inProgress();
    },
    async keep(run, hasBegun) {
      const seal = (answer: Answer) =>
        keepAnswer(db, { ...claim, answer: vault.seal(tenantId, JSON.stringify(answer)) });
      const output = await run().catch(async (error: unknown) => {
        const { kind, code, message, data } = toFault(error);
        if (hasBegun()) await seal({ fault: { kind, code, message, data } });
        else await releaseKey(db, claim);
        throw error;
      });
      await seal({ output });
      return output;
    },
  };
}

function answerFrom(sealed: string): () => unknown {
  const answer = JSON.parse(sealed) as Answer;
  return () => {
    if ('output' in answer) return answer.output;
    const { kind, code, message, data } = answer.fault;
    throw new Fault(kind, code, message, data);
  };
}

const reused = () =>
  conflict(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used with another request. Use a new key for a new request.',
  );

const outcomeLost = () =>
  conflict(
    'IDEMPOTENCY_OUTCOME_LOST',
    'This request was carried out, but the server stopped before its answer was kept. Look at the result before you send it with a new key.',
  );

const inProgress = () =>
  new Fault(
    'conflict',
    'IDEMPOTENCY_IN_PROGRESS',
    'The same request is being carried out. Wait, then send it again with the same key.',
    {},
    { retryAfterMs: 1_000 },
  );

/** Forgets kept answers after a day. */
export const forgetKeptAnswers = (db: Db): Sweep =>
  defineSweep({
    name: 'platform.forgetAnswers',
    everyMs: 3_600_000,
    run: async (tenantId, nowMs) => (await forgetAnswers(db, { tenantId, nowMs })).length,
  });
