// The job that makes WeCom's side of one join code what ours says. WeCom is asked first, since it may have opened groups
// by itself and counted its number on; an update overwrites every field, so it is sent only when something differs.
import { Fault, type Id, MS_PER_DAY, type TenantId } from '@yutian/kernel';
import { enqueue, inTransaction, type JobContext } from '@yutian/platform';
import { addJoinWay, type AnswerOf, deleteJoinWay, getJoinWay, updateJoinWay } from '@yutian/wecom';
import { noteHeardOf } from '../chats/note-changes.ts';
import { putJoinCodeJob, queueOfCode } from '../jobs.ts';
import type { GroupsGround } from '../parts.ts';
import { judgeHeld } from './judge-codes.ts';
import {
  chatsOfCodes,
  claimDueCodes,
  type CodeRecord,
  findCodes,
  holdCodes,
  idsOfChats,
  markFailed,
  markMade,
  markPut,
  markRemoved,
  placeChats,
  setCodeDue,
} from './join-code.sql.ts';
import { takeOver } from './rotation.rules.ts';

type JoinWay = AnswerOf<typeof getJoinWay>['join_way'];

const SCENE_QR = 2;
/** The platform's «no such config». */
const GONE = 41_044;
const CHECK_EVERY_MS = MS_PER_DAY;

/** Every code is looked at once a day: WeCom's console may have changed or deleted it. @returns how many. */
export function claimDueCodesOf({ db }: GroupsGround, tenantId: TenantId, nowMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const due = await claimDueCodes(tx, { tenantId, nowMs, nextMs: nowMs + CHECK_EVERY_MS, limit: 200 });
    for (const { codeId } of due)
      await enqueue(
        tx,
        putJoinCodeJob,
        { tenantId, codeId },
        { key: `${putJoinCodeJob.name}:${tenantId}:${codeId}`, queue: queueOfCode(codeId) },
      );
    return due.length;
  });
}

/** @throws the gateway's Fault; the code then shows it. */
export async function putJoinCode(
  ground: GroupsGround,
  tenantId: TenantId,
  codeId: Id,
  context: JobContext,
): Promise<void> {
  const [code] = await findCodes(ground.db, { tenantId, codeIds: [codeId] });
  if (!code || code.linkState === 'removed') return;
  try {
    if (code.archived) await remove(ground, tenantId, code, context);
    else await put(ground, tenantId, code, context);
  } catch (error) {
    await noteFailure(ground, tenantId, codeId, error, context);
    throw error;
  }
}

async function put(
  ground: GroupsGround,
  tenantId: TenantId,
  code: CodeRecord,
  { signal }: JobContext,
): Promise<void> {
  const { db, ports, clock } = ground;
  const call = { lane: 'guide', signal } as const;
  const { corpId, codeId } = code;
  // @NOTE WeCom has no list of join ways, so a creation whose answer was lost cannot be found again: the repeat makes
  // another, and the lost one stays behind without anybody ever seeing its picture.
  const configId = code.configId ?? (await make(ground, tenantId, code, signal));
  const platform = (await ports.callWeCom(tenantId, corpId, getJoinWay, { config_id: configId }, call))
    .join_way;
  const wanted = await settle(ground, tenantId, codeId, platform);
  if (wanted === null) return;
  if (differs(wanted, platform))
    await ports.callWeCom(tenantId, corpId, updateJoinWay, { config_id: configId, ...wanted }, call);
  await inTransaction(db, async (tx) => {
    const nowMs = clock.now();
    const qrCode = platform.qr_code ?? null;
    await markPut(tx, {
      tenantId,
      codeId,
      pushedIds: wanted.chat_id_list,
      qrCode,
      baseNumber: wanted.room_base_id,
      nowMs,
    });
    await setCodeDue(tx, { tenantId, codeId, dueAtMs: nowMs + CHECK_EVERY_MS });
  });
}

async function make(
  ground: GroupsGround,
  tenantId: TenantId,
  code: CodeRecord,
  signal: AbortSignal,
): Promise<string> {
  const { codeId, corpId } = code;
  const rows = await chatsOfCodes(ground.db, { tenantId, codeIds: [codeId] });
  const wanted = fieldsOf(
    code,
    rows.flatMap((row) => (row.place === 'open' && row.usable ? row.platformId : [])),
    code.baseNumber,
  );
  const { config_id: configId } = await ground.ports.callWeCom(tenantId, corpId, addJoinWay, wanted, {
    lane: 'guide',
    signal,
  });
  await markMade(ground.db, { tenantId, codeId, configId, pushedIds: wanted.chat_id_list });
  return configId;
}

/** Takes over what WeCom changed by itself and judges the code. @returns what WeCom should have; null when archived. */
function settle(ground: GroupsGround, tenantId: TenantId, codeId: Id, platform: JoinWay) {
  return inTransaction(ground.db, async (tx) => {
    const [code] = await holdCodes(tx, { tenantId, chatIds: [], states: [], codeIds: [codeId] });
    if (!code) return null;
    const before = await chatsOfCodes(tx, { tenantId, codeIds: [codeId] });
    const known = before.map((row) => row.platformId);
    const { opened, dropped } = takeOver({
      pushed: code.pushedIds,
      platform: platform.chat_id_list,
      wanted: known,
    });
    if (opened.length > 0) {
      await noteHeardOf(
        tx,
        tenantId,
        code.corpId,
        opened.map((chatId) => ({ chatId, atMs: null })),
        ground.clock.now(),
      );
      const ids = new Map(
        (await idsOfChats(tx, { tenantId, corpId: code.corpId, platformIds: opened })).map((row) => [
          row.platformId,
          row.chatId,
        ]),
      );
      const places = [
        ...opened.flatMap((platformId, i) => ({
          codeId,
          chatId: ids.get(platformId),
          place: 'open',
          position: before.length + i,
        })),
        ...before
          .filter((row) => dropped.includes(row.platformId))
          .map(({ chatId, position }) => ({ codeId, chatId, place: 'past', position })),
      ];
      await placeChats(tx, { tenantId, rows: JSON.stringify(places), nowMs: ground.clock.now() });
    }
    const rows = await chatsOfCodes(tx, { tenantId, codeIds: [codeId] });
    const [judged] = await judgeHeld(ground, tx, tenantId, [code], new Map([[codeId, rows]]));
    const baseNumber = opened.length > 0 ? (platform.room_base_id ?? code.baseNumber) : code.baseNumber;
    return fieldsOf(code, judged?.wantedIds ?? [], baseNumber);
  });
}

function fieldsOf(code: CodeRecord, platformIds: string[], baseNumber: number) {
  if (platformIds.length === 0)
    throw new Fault(
      'conflict',
      'JOIN_CODE_HAS_NO_GROUP',
      'No usable group is left behind this code. Add one.',
    );
  return {
    scene: SCENE_QR,
    remark: code.name,
    auto_create_room: code.autoOpen ? 1 : 0,
    room_base_name: code.baseName,
    room_base_id: baseNumber,
    chat_id_list: platformIds,
    state: code.state,
  } as const;
}

function differs(wanted: ReturnType<typeof fieldsOf>, has: JoinWay): boolean {
  return (
    wanted.remark !== has.remark ||
    wanted.state !== has.state ||
    Boolean(wanted.auto_create_room) !== Boolean(has.auto_create_room) ||
    wanted.room_base_name !== has.room_base_name ||
    (wanted.auto_create_room === 1 && wanted.room_base_id !== has.room_base_id) ||
    wanted.chat_id_list.join() !== has.chat_id_list.join()
  );
}

async function remove(
  { db, ports, clock }: GroupsGround,
  tenantId: TenantId,
  { codeId, corpId, configId }: CodeRecord,
  { signal }: JobContext,
): Promise<void> {
  try {
    if (configId !== null)
      await ports.callWeCom(
        tenantId,
        corpId,
        deleteJoinWay,
        { config_id: configId },
        { lane: 'guide', signal },
      );
  } catch (error) {
    // Deleted in WeCom's console already.
    if (!isGone(error)) throw error;
  }
  await markRemoved(db, { tenantId, codeId, nowMs: clock.now() });
}

const isGone = (error: unknown) => error instanceof Fault && error.data.errcode === GONE;

/** A failure that is tried again is shown when the tries are used up. */
async function noteFailure(
  { db, clock }: GroupsGround,
  tenantId: TenantId,
  codeId: Id,
  error: unknown,
  { attempt }: JobContext,
): Promise<void> {
  if (!(error instanceof Fault)) return;
  const passing = error.kind === 'upstream' || error.kind === 'rate_limited';
  if (passing && attempt < putJoinCodeJob.attempts) return;
  const errcode = typeof error.data.errcode === 'number' ? error.data.errcode : null;
  const code = isGone(error) ? 'JOIN_CODE_GONE' : error.code;
  await markFailed(db, { tenantId, codeId, code, message: error.message, errcode, nowMs: clock.now() });
}
