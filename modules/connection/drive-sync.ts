// Drives a run through its phases: directory, tags, customers, groups. It works in stretches and writes down where it
// is, so that a kill, a pause or a restart costs at most a page; another process goes on from there.
import { connectionEvents } from '@yutian/contract';
import { Fault, type Id, type TenantId } from '@yutian/kernel';
import { emit, inTransaction, machineFault, refreshStatistics } from '@yutian/platform';
import { listFollowUsers, listGroupChats, wecomShapes } from '@yutian/wecom';
import { type Drive, STREAMS, type SyncParts } from './parts.ts';
import { chunksOf } from './progress.rules.ts';
import { readCustomers } from './read-customers.ts';
import { readTags } from './read-tags.ts';
import { errcodeOf } from './refusals.rules.ts';
import { driveSoon } from './start-sync.ts';
import {
  beatRun,
  getRun,
  insertTasks,
  openTasks,
  postponeRun,
  type RunRow,
  setRunPhase,
  setRunState,
} from './sync.sql.ts';

const STRETCH_MS = 45_000;
const BEAT_MS = 1_000;

/** Drives a run one stretch further, or to its end; what it cannot finish is driven on by another job. */
export async function driveSync(
  parts: SyncParts,
  tenantId: TenantId,
  runId: Id,
  signal: AbortSignal,
): Promise<void> {
  if (parts.driven.has(runId)) return;
  parts.driven.add(runId);
  let goOn: boolean;
  try {
    goOn = await driveStretch(parts, tenantId, runId, signal);
  } finally {
    parts.driven.delete(runId);
  }
  if (goOn) await driveSoon(parts.db, tenantId, runId);
}

/** @returns whether the stretch ended before the run did. */
async function driveStretch(
  parts: SyncParts,
  tenantId: TenantId,
  runId: Id,
  signal: AbortSignal,
): Promise<boolean> {
  const [run] = await getRun(parts.db, { tenantId, runId });
  if (run?.state !== 'running') return false;
  const stop = new AbortController();
  const heart = beat(parts, tenantId, runId, stop);
  const over = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(STRETCH_MS)]);
  try {
    await workThrough(parts, { tenantId, corpId: run.corpId, run, signal: over });
    await heart.stop();
  } catch (error) {
    await heart.stop();
    if (!over.aborted) await setBack(parts, tenantId, runId, error);
  }
  return over.aborted && !stop.signal.aborted;
}

async function workThrough(parts: SyncParts, drive: Drive): Promise<void> {
  const { tenantId, corpId, run, signal } = drive;
  const runId = run.runId;
  let { phase } = run;
  const enter = async (next: RunRow['phase'], groups: number | null = null) => {
    await setRunPhase.run(parts.db, { tenantId, runId, phase: next, groups });
    phase = next;
  };
  if (phase === 'directory') {
    await parts.ports.readDirectory(tenantId, corpId, signal);
    await shareOut(parts, drive);
    await enter('tags');
  }
  if (phase === 'tags' && !signal.aborted) {
    await readTags(parts, tenantId, corpId, signal);
    await enter('customers');
  }
  if (phase === 'customers' && !signal.aborted) {
    await readCustomers(parts, drive);
    if ((await openTasks(parts.db, { tenantId, runId })).length > 0) return;
    await enter('groups');
  }
  if (phase === 'groups' && !signal.aborted) {
    const groups = await readGroups(parts, drive);
    if (signal.aborted) return;
    await enter('groups', groups);
    await finish(parts, drive);
  }
}

/** Who has customers, in shares of at most 100. */
async function shareOut(parts: SyncParts, { tenantId, corpId, run, signal }: Drive): Promise<void> {
  const { follow_user: userids } = await parts.gateway.call(
    tenantId,
    corpId,
    listFollowUsers,
    {},
    { lane: 'sync', signal },
  );
  const chunks = chunksOf([...new Set(userids)].sort(), STREAMS);
  if (chunks.length > 0) await insertTasks.run(parts.db, { tenantId, runId: run.runId, chunks });
}

/** The list of groups by owner; details are the business of whoever keeps groups. @returns how many groups. */
async function readGroups(parts: SyncParts, { tenantId, corpId, signal }: Drive): Promise<number> {
  const { follow_user: userids } = await parts.gateway.call(
    tenantId,
    corpId,
    listFollowUsers,
    {},
    { lane: 'sync', signal },
  );
  let groups = 0;
  for (const owners of chunksOf(userids, 1)) {
    let cursor: string | undefined;
    do {
      const page = await parts.gateway.call(
        tenantId,
        corpId,
        listGroupChats,
        {
          owner_filter: { userid_list: owners },
          limit: wecomShapes.groupChat.listPageSize,
          ...(cursor ? { cursor } : {}),
        },
        { lane: 'sync', signal },
      );
      const chats = page.group_chat_list.map((chat) => ({ chatId: chat.chat_id, status: chat.status ?? 0 }));
      if (chats.length > 0)
        await inTransaction(parts.db, async (tx) =>
          parts.ports.groups?.applyGroupList(tx, tenantId, corpId, chats, parts.clock.now()),
        );
      groups += chats.length;
      cursor = page.next_cursor;
    } while (cursor);
  }
  return groups;
}

async function finish(parts: SyncParts, { tenantId, corpId, run }: Drive): Promise<void> {
  if (run.kind === 'first') await refreshStatistics(parts.db);
  const nowMs = parts.clock.now();
  await inTransaction(parts.db, async (tx) => {
    const ended = await setRunState(tx, {
      tenantId,
      runId: run.runId,
      from: ['running'],
      to: 'done',
      nowMs,
      code: null,
      message: null,
      errcode: null,
    });
    if (ended.length > 0)
      await emit(
        tx,
        connectionEvents.synchronised,
        tenantId,
        { corpId, runId: run.runId, kind: run.kind },
        nowMs,
      );
  });
}

/** What passes by itself is tried again later; what needs a person ends the run with its reason. */
async function setBack(parts: SyncParts, tenantId: TenantId, runId: Id, error: unknown): Promise<void> {
  const fault = machineFault(error) ?? error;
  if (!(fault instanceof Fault)) throw error;
  const nowMs = parts.clock.now();
  const reason = { code: fault.code, message: fault.message, errcode: errcodeOf(fault) };
  if (fault.kind === 'upstream' || fault.kind === 'rate_limited')
    await postponeRun.run(parts.db, {
      tenantId,
      runId,
      retryMs: nowMs + Math.max(5_000, fault.retryAfterMs ?? 0),
      ...reason,
    });
  else await setRunState(parts.db, { tenantId, runId, from: ['running'], to: 'failed', nowMs, ...reason });
}

/** Says once a second that somebody is at work, and stops the work when the run is no longer to go on. */
function beat(parts: SyncParts, tenantId: TenantId, runId: Id, stop: AbortController) {
  let last = performance.now();
  let pending = Promise.resolve();
  const tick = async () => {
    const now = performance.now();
    const workedMs = Math.round(now - last);
    last = now;
    const [alive] = await beatRun(parts.db, { tenantId, runId, nowMs: parts.clock.now(), workedMs });
    if (!alive) stop.abort();
  };
  const safely = () => {
    pending = pending.then(tick).catch(() => undefined);
    return pending;
  };
  const timer = setInterval(() => void safely(), BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await safely();
    },
  };
}
