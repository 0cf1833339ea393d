// Reads all customers of a run's staff: several chunks side by side, the next page on its way while the last is being
// applied. Cursor and customers move in one transaction.
import type { CustomerProfile } from '@yutian/contract';
import { Fault, type Id } from '@yutian/kernel';
import { inTransaction, type Tx, preferHashJoins } from '@yutian/platform';
import { type AnswerOf, batchGetCustomers, listFollowUsers, wecomShapes } from '@yutian/wecom';
import { type Drive, STREAMS, type SyncParts } from './parts.ts';
import { passStaff, type StaffPassed } from './progress.rules.ts';
import { profileOfBatch } from './profiles.rules.ts';
import {
  forgetKnown,
  forgetSeen,
  noteKnown,
  noteSeen,
  reportAdded,
  reportChanged,
  reportLost,
} from './reconcile.sql.ts';
import { errcodeOf } from './refusals.rules.ts';
import { finishTask, moveTask, openTasks, startTask, type TaskRow } from './sync.sql.ts';

/** Relations applied in one transaction: 0.43 ms of CPU each, against 0.55 ms at 200. */
const APPLY = 500;
/** The cursor is not valid any more. */
const CURSOR_LOST = 50100;
/** A member of the chunk left, or lost the right of customer contact, after the list was made. */
const MEMBER_GONE = new Set([40003, 60111, 60011, 84074, 84061, 60021]);

type Page = AnswerOf<typeof batchGetCustomers>;

/** Reads what is open; returns when all is done or the drive's signal ends. */
export async function readCustomers(parts: SyncParts, drive: Drive): Promise<void> {
  const queue = await openTasks(parts.db, { tenantId: drive.tenantId, runId: drive.run.runId });
  const failed = new AbortController();
  const signal = AbortSignal.any([drive.signal, failed.signal]);
  const stream = async (): Promise<void> => {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift())
      await readChunk(parts, { ...drive, signal }, task);
  };
  const results = await Promise.allSettled(
    Array.from({ length: STREAMS }, () =>
      stream().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  const reasons = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const [first] = [...reasons.filter((reason) => reason instanceof Fault), ...reasons];
  if (first !== undefined && !drive.signal.aborted) throw first;
}

async function readChunk(parts: SyncParts, drive: Drive, row: TaskRow): Promise<void> {
  let task = row.startedMs === null ? await begin(parts, drive, row, row.userids) : row;
  for (;;) {
    try {
      return await new ChunkReader(parts, drive, task).read();
    } catch (error) {
      const code = errcodeOf(error);
      if (code === CURSOR_LOST) task = await begin(parts, drive, task, task.userids);
      else if (code !== null && MEMBER_GONE.has(code)) task = await beginWithout(parts, drive, task, error);
      else throw error;
    }
  }
}

/** Starts a chunk from its beginning; a reconcile notes what is known of it first. */
async function begin(
  parts: SyncParts,
  drive: Drive,
  task: TaskRow,
  userids: readonly string[],
): Promise<TaskRow> {
  const { tenantId, corpId, run } = drive;
  const key = { tenantId, runId: run.runId, chunk: task.chunk };
  const startedMs = parts.clock.now();
  const staffIds = await inTransaction(parts.db, async (tx) => {
    const staff = await parts.ports.staff.resolveStaff(tx, tenantId, corpId, userids);
    const ids = [...new Set(staff.values())];
    await startTask.run(tx, { ...key, userids, staffIds: ids, nowMs: startedMs });
    if (run.kind === 'reconcile') {
      await forgetKnown.run(tx, key);
      await forgetSeen.run(tx, key);
      await noteKnown.run(tx, { ...key, staffIds: ids });
    }
    return ids;
  });
  return {
    ...task,
    userids: [...userids],
    staffIds,
    cursor: null,
    startedMs,
    seenStaff: 0,
    lastUserid: null,
    inOrder: true,
  };
}

/** Leaves out members who no longer serve customers; if all still do, the refusal stands. */
async function beginWithout(parts: SyncParts, drive: Drive, task: TaskRow, error: unknown): Promise<TaskRow> {
  const { follow_user: serving } = await parts.gateway.call(
    drive.tenantId,
    drive.corpId,
    listFollowUsers,
    {},
    { lane: 'sync', signal: drive.signal },
  );
  const userids = task.userids.filter((userid) => serving.includes(userid));
  if (userids.length === task.userids.length) throw error;
  return begin(parts, drive, task, userids);
}

/** Reads one chunk from its cursor to its end. */
class ChunkReader {
  private readonly parts: SyncParts;
  private readonly drive: Drive;
  private readonly task: TaskRow;
  private readonly passed = new Set<string>();
  private cursor: string | null;
  private progress: StaffPassed;

  constructor(parts: SyncParts, drive: Drive, task: TaskRow) {
    this.parts = parts;
    this.drive = drive;
    this.task = task;
    this.cursor = task.cursor;
    this.progress = task;
    if (task.lastUserid !== null) this.passed.add(task.lastUserid);
  }

  async read(): Promise<void> {
    let pages: { page: Page; readMs: number }[] = [];
    let relations = 0;
    let coming: Promise<Page> | null = this.task.userids.length === 0 ? null : this.fetch(this.cursor);
    if (!coming) await this.apply([], null);
    while (coming) {
      const readMs = this.parts.clock.now();
      const page: Page = await coming;
      const next = page.next_cursor || null;
      coming = next === null || this.drive.signal.aborted ? null : this.fetch(next);
      pages.push({ page, readMs });
      relations += page.external_contact_list.length;
      if (relations >= APPLY || coming === null) {
        await this.apply(pages, next);
        pages = [];
        relations = 0;
      }
    }
  }

  private fetch(cursor: string | null): Promise<Page> {
    const { gateway } = this.parts;
    const { tenantId, corpId, signal } = this.drive;
    const input = {
      userid_list: this.task.userids,
      limit: wecomShapes.customer.pageSize,
      ...(cursor === null ? {} : { cursor }),
    };
    const page = gateway.call(tenantId, corpId, batchGetCustomers, input, { lane: 'sync', signal });
    // It is awaited after the page before it was applied; a failure until then is not unhandled.
    page.catch(() => undefined);
    return page;
  }

  private async apply(pages: readonly { page: Page; readMs: number }[], next: string | null): Promise<void> {
    this.parts.disk.mustHaveRoom();
    const { tenantId, corpId, run } = this.drive;
    const key = { tenantId, runId: run.runId, chunk: this.task.chunk };
    const items = pages.flatMap(({ page }) => page.external_contact_list);
    const userids = items.map((item) => item.follow_info.userid);
    const progress = passStaff(this.progress, userids, this.passed);
    const atMs = pages[0]?.readMs ?? this.parts.clock.now();
    await inTransaction(this.parts.db, async (tx) => {
      const profiles = await this.profilesOf(tx, items);
      const { added, changed } =
        profiles.length > 0
          ? await this.parts.ports.customers.applyProfiles(tx, tenantId, corpId, profiles, atMs)
          : { added: 0, changed: 0 };
      if (run.kind === 'reconcile') {
        const pairs = profiles.map((one) => ({
          staffId: one.follow.staffId,
          externalUserid: one.externalUserid,
        }));
        await noteSeen.run(tx, { ...key, pairs });
        if (changed > 0) await reportChanged.run(tx, { ...key, pairs, atMs, nowMs: this.parts.clock.now() });
      }
      const moved = await moveTask.run(tx, {
        ...key,
        from: this.cursor,
        to: next,
        calls: pages.length,
        relations: profiles.length,
        added,
        changed,
        ...progress,
      });
      if (moved !== 1) throw new Fault('upstream', 'SYNC_NOT_RUNNING', 'Another process reads this chunk.');
      if (next === null) await this.end(tx);
    });
    this.cursor = next;
    this.progress = progress;
  }

  private async profilesOf(tx: Tx, items: Page['external_contact_list']): Promise<CustomerProfile[]> {
    const userids = [...new Set(items.map((item) => item.follow_info.userid))];
    const staff = await this.parts.ports.staff.resolveStaff(
      tx,
      this.drive.tenantId,
      this.drive.corpId,
      userids,
    );
    return items.map((item) => profileOfBatch(item, staff.get(item.follow_info.userid) as Id));
  }

  /** All is read: what is missing now is gone, and a reconcile says what it found. */
  private async end(tx: Tx): Promise<void> {
    const { tenantId, corpId, run } = this.drive;
    const { chunk, staffIds, startedMs } = this.task;
    const key = { tenantId, runId: run.runId, chunk };
    const sinceMs = startedMs ?? 0;
    const nowMs = this.parts.clock.now();
    if (run.kind === 'reconcile') {
      await preferHashJoins(tx, { on: true });
      await reportAdded.run(tx, { ...key, staffIds, sinceMs, nowMs });
      await reportLost.run(tx, { ...key, staffIds, nowMs });
      await preferHashJoins(tx, { on: false });
      await forgetKnown.run(tx, key);
      await forgetSeen.run(tx, key);
    }
    const { customers } = this.parts.ports;
    const lost =
      staffIds.length === 0
        ? 0
        : await customers.closeMissing(tx, tenantId, corpId, staffIds, sinceMs, nowMs);
    await finishTask.run(tx, { ...key, lost });
  }
}
