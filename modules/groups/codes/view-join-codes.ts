// Join codes as people see them.
import type { JoinCode } from '@yutian/contract';
import { type Actor, type Id, notFound, toIso } from '@yutian/kernel';
import type { Db, Tx } from '@yutian/platform';
import {
  countJoined,
  type GroupOfCode,
  groupsOfCodes,
  listCodes,
  type ListedCode,
  noCodeFilter,
} from './view.sql.ts';

/** The code, or a Fault when there is none or it is outside the actor's data scope. */
export async function requireVisibleCode(
  db: Db | Tx,
  { tenantId, scope }: Actor,
  codeId: Id,
): Promise<ListedCode> {
  const [code] = await listCodes(db, {
    tenantId,
    scope,
    filter: { ...noCodeFilter, codeId },
    before: null,
    limit: 1,
  });
  if (!code)
    throw notFound('JOIN_CODE_UNKNOWN', 'There is no such join code, or it is outside your data scope.', {
      codeId,
    });
  return code;
}

export async function getJoinCode(db: Db, actor: Actor, codeId: Id): Promise<JoinCode> {
  const [view] = await viewCodes(db, actor, [await requireVisibleCode(db, actor, codeId)]);
  if (!view) throw notFound('JOIN_CODE_UNKNOWN', 'There is no such join code.', { codeId });
  return view;
}

/** @param codes codes that the actor was found to see. */
export async function viewCodes(
  db: Db,
  { tenantId }: Actor,
  codes: readonly ListedCode[],
): Promise<JoinCode[]> {
  const groups = Map.groupBy(
    await groupsOfCodes(db, { tenantId, codeIds: codes.map((code) => code.codeId) }),
    (row) => row.codeId,
  );
  const joined = new Map(
    (await countJoined(db, { tenantId, states: codes.map((code) => code.state) })).map((row) => [
      row.state,
      row,
    ]),
  );
  return codes.map((code) => viewOf(code, groups.get(code.codeId) ?? [], joined.get(code.state)));
}

function viewOf(
  code: ListedCode,
  groups: readonly GroupOfCode[],
  came: { joined: number; stayed: number } | undefined,
): JoinCode {
  const { codeId, corpId, name, channelId, channelName, state, linkState, archived } = code;
  const { autoOpen, baseName, baseNumber, capacity, openAt, fillMembers, fillCapacity, next } = code;
  return {
    id: codeId,
    corpId,
    name,
    channelId,
    channelName,
    state,
    linkState,
    archived,
    autoOpen,
    baseName,
    baseNumber,
    capacity,
    openAt,
    next,
    qrReady: code.qrCode !== null && !archived,
    groups: groups.map(({ codeId: _codeId, sinceMs, ...group }) => ({ ...group, since: toIso(sinceMs) })),
    fill: { members: fillMembers, capacity: fillCapacity, free: Math.max(0, fillCapacity - fillMembers) },
    joined: came?.joined ?? 0,
    stayed: came?.stayed ?? 0,
    failure:
      code.failureCode === null || code.failedAtMs === null
        ? null
        : {
            code: code.failureCode,
            message: code.failureMessage ?? '',
            errcode: code.failureErrcode,
            at: toIso(code.failedAtMs),
          },
    checkedAt: code.checkedAtMs === null ? null : toIso(code.checkedAtMs),
    createdAt: toIso(code.createdAtMs),
  };
}
