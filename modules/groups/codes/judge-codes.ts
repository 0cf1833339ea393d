// Judges join codes after their groups changed: fill, places, what comes next. Whatever has to be told to WeCom is a job
// of its own per code, so that a code which WeCom refuses holds up no other.
import { groupsEvents, type JoinCodeNext } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import { emit, enqueue, type Tx } from '@yutian/platform';
import { putJoinCodeJob, queueOfCode } from '../jobs.ts';
import type { GroupsGround } from '../parts.ts';
import { groupCapacity } from '../rules/group-capacity.2025-12.ts';
import {
  chatsOfCodes,
  type CodeChatRow,
  type CodeRecord,
  holdCodes,
  placeChats,
  writeJudgements,
} from './join-code.sql.ts';
import { judge, type Judgement } from './rotation.rules.ts';

interface Judged {
  code: CodeRecord;
  judgement: Judgement;
  /** Platform ids of the open groups, as WeCom should have them. */
  wantedIds: string[];
}

/** Judges the codes of these groups, and of these states, by which people came into a group that may not be theirs. */
export async function judgeCodesOf(
  ground: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  touched: { chatIds: readonly Id[]; states: readonly string[] },
): Promise<void> {
  const codes = await holdCodes(tx, { tenantId, ...touched, codeIds: [] });
  const rows = Map.groupBy(
    await chatsOfCodes(tx, { tenantId, codeIds: codes.map((code) => code.codeId) }),
    (row) => row.codeId,
  );
  for (const { code, wantedIds } of await judgeHeld(ground, tx, tenantId, codes, rows)) {
    // Somebody came by the code into a group that is not behind it: WeCom has opened one by itself.
    const stranger =
      touched.states.includes(code.state) &&
      touched.chatIds.some((chatId) => !(rows.get(code.codeId) ?? []).some((row) => row.chatId === chatId));
    const differs =
      wantedIds.length !== code.pushedIds.length || wantedIds.some((id) => !code.pushedIds.includes(id));
    if (stranger || (differs && code.linkState !== 'failed')) await tellWeCom(tx, tenantId, code.codeId);
  }
}

/** Judges codes whose rows the caller holds. */
export async function judgeHeld(
  { clock }: GroupsGround,
  tx: Tx,
  tenantId: TenantId,
  codes: readonly CodeRecord[],
  rows: ReadonlyMap<Id, readonly CodeChatRow[]>,
): Promise<Judged[]> {
  if (codes.length === 0) return [];
  const judged = codes.map((code): Judged => {
    const groups = rows.get(code.codeId) ?? [];
    const judgement = judge(groups, { ...code, most: groupCapacity.groupsPerCode });
    const platformIds = new Map(groups.map((group) => [group.chatId, group.platformId]));
    return { code, judgement, wantedIds: judgement.open.flatMap((chatId) => platformIds.get(chatId) ?? []) };
  });
  const places = judged.flatMap(({ code: { codeId }, judgement }) =>
    (['open', 'prepared', 'past'] as const).flatMap((place) =>
      judgement[place].map((chatId, position) => ({ codeId, chatId, place, position })),
    ),
  );
  const nowMs = clock.now();
  await placeChats(tx, { tenantId, rows: JSON.stringify(places), nowMs });
  const results = judged.map(({ code: { codeId }, judgement: { fillMembers, fillCapacity, next } }) => ({
    codeId,
    fillMembers,
    fillCapacity,
    next,
  }));
  await writeJudgements(tx, { tenantId, rows: JSON.stringify(results) });
  for (const { code, judgement } of judged)
    if (judgement.next !== code.next && isStuck(judgement.next))
      await emit(
        tx,
        groupsEvents.joinCodeStuck,
        tenantId,
        { codeId: code.codeId, next: judgement.next },
        nowMs,
      );
  return judged;
}

const isStuck = (next: JoinCodeNext): next is 'needs_group' | 'full' =>
  next === 'needs_group' || next === 'full';

/** Has a job put the code on the platform. */
export function tellWeCom(tx: Tx, tenantId: TenantId, codeId: Id): Promise<void> {
  return enqueue(
    tx,
    putJoinCodeJob,
    { tenantId, codeId },
    { key: `${putJoinCodeJob.name}:${tenantId}:${codeId}`, queue: queueOfCode(codeId) },
  );
}
