// Reads the profile of customers whom a callback named: who they are is never in the callback itself.
import { type Clock, Fault, type TenantId } from '@yutian/kernel';
import { type Db, inTransaction } from '@yutian/platform';
import { type AnswerOf, getCustomer } from '@yutian/wecom';
import type { WeComGateway } from './gateway.ts';
import type { ConnectionPorts } from './ports.ts';
import { dueProfiles, holdProfiles, postponeProfiles, profilesRead } from './profile.sql.ts';
import { profilesOfSingle } from './profiles.rules.ts';
import { errcodeOf } from './refusals.rules.ts';

const BATCH = 200;
const AT_ONCE = 8;
const LEAST_PAUSE_MS = 5_000;
/** No customer relation (any more), or an id the platform does not know. */
const GONE = new Set([84061, 40096, 84015]);

export interface ReadProfilesParts {
  db: Db;
  clock: Clock;
  gateway: WeComGateway;
  ports: ConnectionPorts;
  /** Corps whose profiles this process reads just now. */
  reading: Set<string>;
}

type Answer = AnswerOf<typeof getCustomer>;
interface Reading {
  externalUserid: string;
  pages: Answer[];
}

/** Reads what is due of a corp, a batch at a time, until nothing is or the platform holds calls back. */
export async function readProfiles(
  parts: ReadProfilesParts,
  tenantId: TenantId,
  corpId: string,
  signal: AbortSignal,
): Promise<void> {
  const key = `${tenantId}/${corpId}`;
  if (parts.reading.has(key)) return;
  parts.reading.add(key);
  try {
    while (!signal.aborted) {
      const due = await dueProfiles(parts.db, { tenantId, corpId, nowMs: parts.clock.now(), limit: BATCH });
      if (due.length === 0) return;
      const outcome = await askAll(
        parts,
        tenantId,
        corpId,
        due.map((row) => row.externalUserid),
        signal,
      );
      await applyBatch(parts, tenantId, corpId, outcome);
    }
  } finally {
    parts.reading.delete(key);
  }
}

interface Outcome {
  startMs: number;
  read: Reading[];
  gone: string[];
  /** By fault code: to be tried again later. */
  later: Map<string, string[]>;
  /** The platform does not answer, or the budget is used up: what was not asked waits so long (ms). */
  heldBackMs: number;
}

async function askAll(
  parts: ReadProfilesParts,
  tenantId: TenantId,
  corpId: string,
  externalUserids: readonly string[],
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome: Outcome = {
    startMs: parts.clock.now(),
    read: [],
    gone: [],
    later: new Map(),
    heldBackMs: 0,
  };
  const queue = [...externalUserids];
  const worker = async (): Promise<void> => {
    for (
      let id = queue.pop();
      id !== undefined && !signal.aborted && outcome.heldBackMs === 0;
      id = queue.pop()
    ) {
      try {
        outcome.read.push({ externalUserid: id, pages: await readOne(parts, tenantId, corpId, id, signal) });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (GONE.has(errcodeOf(error) ?? 0)) outcome.gone.push(id);
        else outcome.later.set(error.code, [...(outcome.later.get(error.code) ?? []), id]);
        if (error.kind === 'upstream' || error.kind === 'rate_limited')
          outcome.heldBackMs = Math.max(LEAST_PAUSE_MS, error.retryAfterMs ?? 0);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcome;
}

async function applyBatch(
  parts: ReadProfilesParts,
  tenantId: TenantId,
  corpId: string,
  outcome: Outcome,
): Promise<void> {
  const { db, clock, ports } = parts;
  const { startMs, read, gone, later, heldBackMs } = outcome;
  const nowMs = clock.now();
  const pages = read.flatMap((one) => one.pages);
  await inTransaction(db, async (tx) => {
    const userids = [...new Set(pages.flatMap((page) => page.follow_user.map((follow) => follow.userid)))];
    const staff = await ports.staff.resolveStaff(tx, tenantId, corpId, userids);
    const profiles = pages.flatMap((page) => profilesOfSingle(page, (userid) => staff.get(userid) ?? ''));
    if (profiles.length > 0) await ports.customers.applyProfiles(tx, tenantId, corpId, profiles, startMs);
    const finished = [...read.map((one) => one.externalUserid), ...gone];
    if (finished.length > 0)
      await profilesRead.run(tx, { tenantId, corpId, externalUserids: finished, readFromMs: startMs });
    for (const [code, externalUserids] of later)
      await postponeProfiles.run(tx, { tenantId, corpId, externalUserids, nowMs, code });
    if (heldBackMs > 0) await holdProfiles.run(tx, { tenantId, corpId, nowMs, untilMs: nowMs + heldBackMs });
  });
}

async function readOne(
  { gateway }: ReadProfilesParts,
  tenantId: TenantId,
  corpId: string,
  externalUserid: string,
  signal: AbortSignal,
): Promise<Answer[]> {
  const pages: Answer[] = [];
  let cursor: string | undefined;
  do {
    const page = await gateway.call(
      tenantId,
      corpId,
      getCustomer,
      { external_userid: externalUserid, ...(cursor ? { cursor } : {}) },
      { lane: 'sync', signal },
    );
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor);
  return pages;
}
