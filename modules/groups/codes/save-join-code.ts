// Makes, changes and archives join codes. WeCom is told by a job after the commit.
import {
  type Actor,
  conflict,
  Fault,
  type Id,
  invalid,
  newId,
  notFound,
  type TenantId,
} from '@yutian/kernel';
import { audit, editedMeanwhile, inTransaction, type Tx } from '@yutian/platform';
import type { GroupsGround } from '../parts.ts';
import { judgeHeld, tellWeCom } from './judge-codes.ts';
import {
  archiveCode,
  chatsForCode,
  chatsOfCodes,
  clearFailure,
  type CodeRecord,
  type CodeWrite,
  findChannel,
  findCodes,
  holdCodes,
  insertCode,
  placeChats,
  updateCode,
} from './join-code.sql.ts';
import { requireVisibleCode } from './view-join-codes.ts';

interface Lists {
  groupIds?: readonly Id[] | undefined;
  preparedIds?: readonly Id[] | undefined;
}

/** @returns the id of the new code. */
export function createJoinCode(
  ground: GroupsGround,
  actor: Actor,
  input: CodeWrite & { groupIds: readonly Id[]; preparedIds: readonly Id[] },
): Promise<Id> {
  const { tenantId } = actor;
  const { groupIds, preparedIds, ...code } = input;
  const codeId = newId();
  const nowMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    const corpId = await requireGroups(tx, actor, [...groupIds, ...preparedIds], null);
    await requireChannel(tx, tenantId, code.channelId);
    // Unguessable enough, and unique: the random tail of the id. WeCom takes 30 characters.
    const state = `g${codeId.replaceAll('-', '').slice(-20)}`;
    await insertCode(tx, { tenantId, codeId, corpId, state, code, nowMs });
    await placeAndJudge(ground, tx, tenantId, codeId, { groupIds, preparedIds });
    const detail = { groups: groupIds.length, prepared: preparedIds.length, autoOpen: code.autoOpen };
    await audit(
      tx,
      actor,
      { action: 'groups.createJoinCode', subjectKind: 'joinCode', subjectId: codeId, detail },
      nowMs,
    );
    return codeId;
  });
}

/** Changes what is given. */
export function updateJoinCode(
  ground: GroupsGround,
  actor: Actor,
  codeId: Id,
  given: { [K in keyof CodeWrite]?: CodeWrite[K] | undefined } & Lists,
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const code = await requireEditable(tx, actor, codeId);
    const { groupIds, preparedIds, ...fields } = given;
    await requireGroups(tx, actor, [...(groupIds ?? []), ...(preparedIds ?? [])], code.corpId);
    await requireChannel(tx, tenantId, fields.channelId ?? null);
    const next = {
      ...code,
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    };
    if ((await updateCode.run(tx, { tenantId, codeId, code: next, version: code.version })) === 0)
      throw editedMeanwhile('joinCode');
    await placeAndJudge(ground, tx, tenantId, codeId, { groupIds, preparedIds });
    const detail = { fields: Object.keys(given) };
    await audit(
      tx,
      actor,
      { action: 'groups.changeJoinCode', subjectKind: 'joinCode', subjectId: codeId, detail },
      ground.clock.now(),
    );
  });
}

export function archiveJoinCode(ground: GroupsGround, actor: Actor, codeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    await requireEditable(tx, actor, codeId);
    await archiveCode(tx, { tenantId, codeId });
    await tellWeCom(tx, tenantId, codeId);
    await audit(
      tx,
      actor,
      { action: 'groups.archiveJoinCode', subjectKind: 'joinCode', subjectId: codeId },
      ground.clock.now(),
    );
  });
}

/** Tells WeCom again what it refused. */
export function retryJoinCode(ground: GroupsGround, actor: Actor, codeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    await requireVisibleCode(tx, actor, codeId);
    await clearFailure(tx, { tenantId, codeId });
    await tellWeCom(tx, tenantId, codeId);
    await audit(
      tx,
      actor,
      { action: 'groups.retryJoinCode', subjectKind: 'joinCode', subjectId: codeId },
      ground.clock.now(),
    );
  });
}

async function requireEditable(tx: Tx, actor: Actor, codeId: Id): Promise<CodeRecord> {
  await requireVisibleCode(tx, actor, codeId);
  const [code] = await findCodes(tx, { tenantId: actor.tenantId, codeIds: [codeId] });
  if (!code) throw notFound('JOIN_CODE_UNKNOWN', 'There is no such join code.', { codeId });
  if (code.archived) throw conflict('JOIN_CODE_ARCHIVED', 'This join code is archived.', { codeId });
  return code;
}

/** @returns the one corp of these groups. */
async function requireGroups(
  tx: Tx,
  actor: Actor,
  chatIds: readonly Id[],
  corpId: string | null,
): Promise<string> {
  if (new Set(chatIds).size < chatIds.length) throw invalid('GROUP_TWICE', 'A group is chosen twice.');
  const { tenantId, scope } = actor;
  const chats = await chatsForCode(tx, { tenantId, chatIds });
  const isSeen = (staffId: Id | null) =>
    scope.kind === 'all' || (staffId !== null && scope.staffIds.includes(staffId));
  const missing = chatIds.filter(
    (chatId) => !chats.some((chat) => chat.chatId === chatId && isSeen(chat.ownerStaffId)),
  );
  if (missing.length > 0)
    throw notFound('GROUP_UNKNOWN', 'There is no such group, or it is outside your data scope.', {
      groupIds: missing,
    });
  if (chats.some((chat) => !chat.usable))
    throw new Fault('conflict', 'GROUP_DISMISSED', 'One of the groups is dissolved.');
  const corps = new Set([...(corpId === null ? [] : [corpId]), ...chats.map((chat) => chat.corpId)]);
  const [corp] = corps;
  if (corps.size > 1 || corp === undefined)
    throw invalid('GROUPS_OF_OTHER_CORP', 'All groups of a join code belong to one WeCom corp.');
  return corp;
}

async function requireChannel(tx: Tx, tenantId: TenantId, channelId: Id | null): Promise<void> {
  if (channelId !== null && (await findChannel(tx, { tenantId, channelId })).length === 0)
    throw notFound('CHANNEL_UNKNOWN', 'There is no such channel.', { channelId });
}

/** Puts the chosen groups in their places (others are past), and has WeCom told. */
async function placeAndJudge(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  codeId: Id,
  chosen: Lists,
): Promise<void> {
  const codes = await holdCodes(tx, { tenantId, chatIds: [], states: [], codeIds: [codeId] });
  const before = await chatsOfCodes(tx, { tenantId, codeIds: [codeId] });
  const now = (place: 'open' | 'prepared') =>
    before.filter((row) => row.place === place).map((row) => row.chatId);
  const open = chosen.groupIds ?? now('open');
  const prepared = (chosen.preparedIds ?? now('prepared')).filter((chatId) => !open.includes(chatId));
  const past = before
    .map((row) => row.chatId)
    .filter((chatId) => !open.includes(chatId) && !prepared.includes(chatId));
  const places = Object.entries({ open, prepared, past }).flatMap(([place, chatIds]) =>
    chatIds.map((chatId, position) => ({ codeId, chatId, place, position })),
  );
  await placeChats(tx, { tenantId, rows: JSON.stringify(places), nowMs: ground.clock.now() });
  const after = await chatsOfCodes(tx, { tenantId, codeIds: [codeId] });
  await judgeHeld(ground, tx, tenantId, codes, new Map([[codeId, after]]));
  await tellWeCom(tx, tenantId, codeId);
}
