// People make, change and archive live codes. What WeCom must hear of it is worked out in the same transaction.
import { randomBytes } from 'node:crypto';
import type { CodeRota } from '@yutian/contract';
import { conflict, type Id, invalid, newId, notFound, type TenantId } from '@yutian/kernel';
import { audit, editedMeanwhile, inTransaction, type Tx } from '@yutian/platform';
import type { By, ChannelsGround } from '../parts.ts';
import { requireChannel } from '../tree/grow-tree.ts';
import { requireWelcome } from '../welcomes/require-welcome.ts';
import { answerCodes, tellWeCom } from './answer-codes.ts';
import { clearRefusal } from './answer.sql.ts';
import { requireStaff, requireStore, type Writer } from './code-staff.ts';
import { followsLoads, rotaFault, staffOf } from './code.rules.ts';
import {
  archiveCodes,
  clearCodeStaff,
  type CodeRecord,
  type CodeRouting,
  type CodeWrite,
  findCodes,
  insertCode,
  insertCodeStaff,
  updateCode,
} from './code.sql.ts';

export interface CodeInput {
  corpId: string;
  name: string;
  channelId: Id;
  remark: string;
  skipVerify: boolean;
  exclusive: boolean;
  routing: CodeRouting;
  storeId: Id | null;
  welcomeId: Id | null;
  rota: CodeRota;
  /** The member whose personal code this is. */
  ownerStaffId?: Id;
}

const STATE_BYTES = 6;

/** What WeCom sends back with an add: unique, 11 characters of at most 30, and nothing to guess a name from. */
export function newState(kind: 'way' | 'link'): string {
  return `${kind === 'way' ? 'c' : 'l'}${BigInt(`0x${randomBytes(STATE_BYTES).toString('hex')}`)
    .toString(36)
    .padStart(10, '0')}`;
}

const ROTA_FAULTS = {
  ROTA_INVALID: 'A shift must not end where it begins, and a special date must not end before it begins.',
  ROTA_NEEDS_SPARE:
    'There are hours without a shift. Add shifts or spare staff: WeCom allows no code with nobody behind it.',
};

/**
 * Refuses what cannot stand: a rota with holes, staff whom the writer may not name, unknown welcomes and stores.
 * @param before what the code is now: its staff and store may stay, whoever edits it.
 */
async function checkCode(
  tx: Tx,
  writer: Writer,
  code: Pick<CodeInput, 'corpId' | 'storeId' | 'welcomeId' | 'rota'>,
  before?: { rota: CodeRota; storeId: Id | null },
) {
  const fault = rotaFault(code.rota);
  if (fault) throw invalid(fault, ROTA_FAULTS[fault]);
  const kept = before ? staffOf(before.rota) : [];
  await requireStaff(tx, writer, code.corpId, staffOf(code.rota), kept);
  const shifts = [...code.rota.shifts, ...code.rota.specialDates.flatMap((date) => date.shifts)];
  const welcomes = [code.welcomeId, ...shifts.map((shift) => shift.welcomeId)].filter((id) => id !== null);
  if (welcomes.length > 0) await requireWelcome(tx, writer.tenantId, welcomes);
  if (code.storeId !== null && code.storeId !== before?.storeId) await requireStore(tx, writer, code.storeId);
}

export function createCode({ db, clock }: ChannelsGround, actor: By, input: CodeInput): Promise<Id> {
  return inTransaction(db, async (tx) => {
    const codeId = await makeCode(tx, actor, input, clock.now());
    const detail = { name: input.name, corpId: input.corpId, channelId: input.channelId };
    await audit(
      tx,
      actor,
      { action: 'channels.createCode', subjectKind: 'code', subjectId: codeId, detail },
      clock.now(),
    );
    return codeId;
  });
}

/** Makes a code within the caller's transaction; WeCom hears of it after the commit. */
export async function makeCode(tx: Tx, writer: Writer, input: CodeInput, nowMs: number): Promise<Id> {
  const { tenantId } = writer;
  await requireChannel(tx, tenantId, input.channelId);
  await checkCode(tx, writer, input);
  const codeId = newId();
  await insertCode(tx, { tenantId, code: writeOf(codeId, newState('way'), input), nowMs });
  await writeStaff(tx, tenantId, codeId, input.rota);
  await answerCodes(tx, tenantId, [codeId], nowMs);
  return codeId;
}

const writeOf = (codeId: Id, state: string, input: CodeInput): CodeWrite => ({
  ...input,
  codeId,
  state,
  kind: 'way',
  mode: input.rota.mode,
  ownerStaffId: input.ownerStaffId ?? null,
  rota: JSON.stringify(input.rota),
  followsLoads: followsLoads(input.rota),
});

async function writeStaff(tx: Tx, tenantId: TenantId, codeId: Id, rota: CodeRota): Promise<void> {
  const onDuty = new Set(staffOf({ ...rota, spareStaffIds: [] }));
  await clearCodeStaff(tx, { tenantId, codeId });
  await insertCodeStaff(tx, {
    tenantId,
    codeId,
    staffIds: staffOf(rota),
    spareIds: rota.spareStaffIds.filter((staffId) => !onDuty.has(staffId)),
  });
}

/** A code as it is kept; a Fault when there is none. */
export async function requireCode(tx: Tx, tenantId: TenantId, codeId: Id): Promise<CodeRecord> {
  const [code] = await findCodes(tx, { tenantId, codeIds: [codeId] });
  if (!code)
    throw notFound('CODE_UNKNOWN', 'There is no such code, or it is outside your data scope.', { codeId });
  return code;
}

type Given<T> = { [K in keyof T]?: T[K] | undefined };

export function changeCode(
  { db, clock }: ChannelsGround,
  actor: By,
  codeId: Id,
  change: Given<Omit<CodeInput, 'corpId' | 'ownerStaffId'>>,
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const code = await requireCode(tx, tenantId, codeId);
    if (code.kind !== 'way' || code.rota === null)
      throw notFound('CODE_UNKNOWN', 'There is no such live code.', { codeId });
    if (code.archived) throw conflict('CODE_ARCHIVED', 'This code is archived.', { codeId });
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    ) as Partial<CodeInput>;
    const { ownerStaffId, ...before } = code;
    const input: CodeInput = {
      ...before,
      rota: code.rota,
      ...(ownerStaffId ? { ownerStaffId } : {}),
      ...given,
    };
    if (input.channelId !== code.channelId) await requireChannel(tx, tenantId, input.channelId);
    await checkCode(tx, actor, input, { rota: code.rota, storeId: code.storeId });
    const write = { tenantId, code: writeOf(codeId, code.state, input), version: code.version };
    if ((await updateCode.run(tx, write)) === 0) throw editedMeanwhile('code');
    await writeStaff(tx, tenantId, codeId, input.rota);
    await answerCodes(tx, tenantId, [codeId], clock.now());
    const detail = { fields: Object.keys(given) };
    await audit(
      tx,
      actor,
      { action: 'channels.changeCode', subjectKind: 'code', subjectId: codeId, detail },
      clock.now(),
    );
  });
}

export function archiveCode({ db, clock }: ChannelsGround, actor: By, codeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const code = await requireCode(tx, tenantId, codeId);
    if (code.kind !== 'way') throw notFound('CODE_UNKNOWN', 'There is no such live code.', { codeId });
    await takeOff(tx, tenantId, [codeId]);
    await audit(
      tx,
      actor,
      { action: 'channels.archiveCode', subjectKind: 'code', subjectId: codeId },
      clock.now(),
    );
  });
}

/** Archives codes within the caller's transaction and has WeCom delete them. */
export async function takeOff(tx: Tx, tenantId: TenantId, codeIds: readonly Id[]): Promise<void> {
  const gone = await archiveCodes(tx, { tenantId, codeIds });
  await tellWeCom(
    tx,
    tenantId,
    gone.map((row) => row.codeId),
  );
}

/** Tells WeCom again what it refused. */
export function retryCode({ db, clock }: ChannelsGround, actor: By, codeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const code = await requireCode(tx, tenantId, codeId);
    await clearRefusal(tx, { tenantId, codeId });
    if (code.archived) await tellWeCom(tx, tenantId, [codeId]);
    else await answerCodes(tx, tenantId, [codeId], clock.now());
    await audit(
      tx,
      actor,
      { action: 'channels.retryCode', subjectKind: 'code', subjectId: codeId },
      clock.now(),
    );
  });
}
