// Gives codes their answers: all that is due in a few statements, and a call to WeCom only for those whose answer is
// another one than WeCom has.
import { createHash } from 'node:crypto';
import { dayOf, type Id, MS_PER_DAY, type TenantId } from '@yutian/kernel';
import { type Db, inTransaction, type Tx } from '@yutian/platform';
import type { CodeRota } from '@yutian/contract';
import { enqueueMany } from '../enqueue-many.sql.ts';
import { putCodeJob, queueOf } from '../jobs.ts';
import { memberCapacity } from '../rules/member-capacity.2025.ts';
import { type AnswerWrite, holdDueCodes, loadsOfDay, staffStanding, writeAnswers } from './answer.sql.ts';
import { answerAt, nextChange, type Situation, staffOf } from './code.rules.ts';
import { type CodeRecord, findCodes } from './code.sql.ts';

const BATCH = 500;
/** A rota may change nothing for good; it is looked at again all the same, since special dates come near. */
const LOOK_AGAIN_MS = 7 * MS_PER_DAY;

/** Answers the codes that are due. @returns how many. */
export function answerDueCodes(db: Db, tenantId: TenantId, nowMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const due = await holdDueCodes(tx, { tenantId, nowMs, limit: BATCH });
    await answerCodes(
      tx,
      tenantId,
      due.map((row) => row.codeId),
      nowMs,
    );
    return due.length;
  });
}

/** Answers these codes now. The caller holds their rows, so no add is counted in between and missed. */
export async function answerCodes(
  tx: Tx,
  tenantId: TenantId,
  codeIds: readonly Id[],
  nowMs: number,
): Promise<void> {
  if (codeIds.length === 0) return;
  const codes = (await findCodes(tx, { tenantId, codeIds })).filter(
    (code) => code.rota !== null && !code.archived,
  );
  const known = await readSituation(
    tx,
    tenantId,
    codes.flatMap((code) => staffOf(rotaOf(code))),
    nowMs,
  );
  const rows = codes.map((code): AnswerWrite => {
    const situation = known.situationOf(rotaOf(code), code.codeId);
    const answer = answerAt(situation, nowMs);
    const userids = answer.staffIds.flatMap((staffId) => known.userids.get(staffId) ?? []);
    return {
      codeId: code.codeId,
      answer,
      wantedHash: userids.length === 0 ? null : contentHash({ ...code, userids }),
      nextChangeMs: nextChange(situation, nowMs)?.atMs ?? nowMs + LOOK_AGAIN_MS,
    };
  });
  const changed = await writeAnswers(tx, { tenantId, rows: JSON.stringify(rows) });
  await tellWeCom(
    tx,
    tenantId,
    changed.map((row) => row.codeId),
  );
}

/** Enqueues a call for each of these codes, each on its own. */
export function tellWeCom(tx: Tx, tenantId: TenantId, codeIds: readonly Id[]): Promise<void> {
  const jobs = codeIds.map((codeId) => ({
    payload: { tenantId, codeId },
    key: `${putCodeJob.name}/${tenantId}/${codeId}`,
    queue: queueOf('putCode', codeId),
  }));
  return enqueueMany(tx, putCodeJob, jobs);
}

function rotaOf(code: CodeRecord): CodeRota {
  if (code.rota === null) throw new Error(`The code ${code.codeId} has no rota.`);
  return code.rota;
}

/** What rotas are judged by: who is there, how full, and today's adds. */
export async function readSituation(tx: Tx | Db, tenantId: TenantId, staff: readonly Id[], nowMs: number) {
  const staffIds = [...new Set(staff)];
  const day = dayOf(nowMs);
  const standing = await staffStanding(tx, { tenantId, staffIds });
  const loads = await loadsOfDay(tx, { tenantId, day, staffIds });
  const byAny = new Map<Id, number>();
  for (const { staffId, adds } of loads) byAny.set(staffId, (byAny.get(staffId) ?? 0) + adds);
  const byCode = Map.groupBy(loads, (load) => load.codeId);
  return {
    userids: new Map(standing.map((row) => [row.staffId, row.userid])),
    situationOf: (rota: CodeRota, codeId: Id | null): Situation => ({
      rota,
      capacity: memberCapacity.customers,
      standing: new Map(standing.map((row) => [row.staffId, row])),
      loads: {
        day,
        byAny,
        byCode: new Map(
          (codeId === null ? [] : (byCode.get(codeId) ?? [])).map((load) => [load.staffId, load.adds]),
        ),
      },
    }),
  };
}

/** A fingerprint of all that WeCom keeps of a code. */
export function contentHash(content: {
  userids: readonly string[];
  remark: string;
  skipVerify: boolean;
  exclusive: boolean;
}): string {
  const { userids, remark, skipVerify, exclusive } = content;
  return createHash('sha256')
    .update(JSON.stringify([[...userids].sort(), remark, skipVerify, exclusive]))
    .digest('hex')
    .slice(0, 32);
}
