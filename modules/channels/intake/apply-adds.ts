// Strangers became friends: their source is written down, the day's loads are counted, and who brought a welcome code is
// greeted. Statements over the whole batch, whatever its size; repeating a batch changes nothing.
import { type AddFact, channelsEvents } from '@yutian/contract';
import { dayOf, type Id, type TenantId } from '@yutian/kernel';
import { emit, type Tx } from '@yutian/platform';
import type { ChannelsGround } from '../parts.ts';
import { memberCapacity } from '../rules/member-capacity.2025.ts';
import { codesByState } from './codes-by-state.ts';
import { greetAdds } from './greet-arrivals.ts';
import { holdLoads } from './history.sql.ts';
import { addToCustomers, addToLoads, type CodeOfState, insertAdds, markCodesDue } from './intake.sql.ts';

/** Counted for adds that came by no code of ours. */
export const NO_CODE = '00000000-0000-0000-0000-000000000000';
const FACT_SIZE = 1_000;

const keyOf = (add: { customerId: Id; staffId: Id; atMs: number }) =>
  `${add.customerId} ${add.staffId} ${add.atMs}`;

export async function applyAdds(
  ground: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  adds: readonly AddFact[],
): Promise<void> {
  if (adds.length === 0) return;
  const codes = await codesByState(tx, tenantId, adds);
  const codeOf = (add: AddFact) => (add.state ? codes.get(add.state) : undefined);
  const once = onceEach(adds);
  const rows = once.map((add) => ({
    customerId: add.customerId,
    staffId: add.staffId,
    atMs: add.atMs,
    state: add.state,
    half: add.half,
    codeId: codeOf(add)?.codeId ?? null,
    channelId: codeOf(add)?.channelId ?? null,
  }));
  const inserted = new Set((await insertAdds(tx, { tenantId, rows: JSON.stringify(rows) })).map(keyOf));
  const fresh = once.filter((add) => inserted.has(keyOf(add)));
  if (fresh.length === 0) return;
  await countLoads(ground, tx, tenantId, fresh, codeOf);
  await tellTimeline(ground, tx, tenantId, fresh, codeOf);
  await greetAdds(ground, tx, tenantId, corpId, fresh, codes);
  const facts = fresh.map((add) => ({
    customerId: add.customerId,
    staffId: add.staffId,
    codeId: codeOf(add)?.codeId ?? null,
    channelId: codeOf(add)?.channelId ?? null,
    atMs: add.atMs,
    half: add.half,
  }));
  for (let i = 0; i < facts.length; i += FACT_SIZE)
    await emit(
      tx,
      channelsEvents.added,
      tenantId,
      { adds: facts.slice(i, i + FACT_SIZE) },
      ground.clock.now(),
    );
}

/**
 * The same add twice in one batch counts once; of a half addition and its confirmation within one second the latter
 * stays, with the welcome code of whichever brought one.
 */
function onceEach(adds: readonly AddFact[]): AddFact[] {
  const once = new Map<string, AddFact>();
  for (const add of adds) {
    const other = once.get(keyOf(add));
    const welcomeCode = add.welcomeCode ?? other?.welcomeCode ?? null;
    once.set(keyOf(add), { ...add, half: add.half && (other?.half ?? true), welcomeCode });
  }
  return [...once.values()];
}

type CodeOf = (add: AddFact) => CodeOfState | undefined;

async function countLoads(
  { clock }: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  adds: readonly AddFact[],
  codeOf: CodeOf,
) {
  const nowMs = clock.now();
  const loads = new Map<string, { day: string; staffId: Id; codeId: Id; adds: number; half: number }>();
  for (const add of adds) {
    const [day, codeId] = [dayOf(add.atMs), codeOf(add)?.codeId ?? NO_CODE];
    const key = `${day} ${add.staffId} ${codeId}`;
    const load = loads.get(key) ?? { day, staffId: add.staffId, codeId, adds: 0, half: 0 };
    // A half addition is counted when it is confirmed; until then it takes nobody's place.
    if (add.half) load.half += 1;
    else load.adds += 1;
    loads.set(key, load);
  }
  await holdLoads(tx, { tenantId });
  await addToLoads(tx, { tenantId, rows: JSON.stringify([...loads.values()]) });
  const full = adds.filter((add) => !add.half);
  if (full.length === 0) return;
  const byStaff = [...Map.groupBy(full, (add) => add.staffId)].map(([staffId, own]) => ({
    staffId,
    adds: own.length,
  }));
  await addToCustomers(tx, { tenantId, rows: JSON.stringify(byStaff), nowMs });
  await markCodesDue(tx, {
    tenantId,
    codeIds: [...new Set(full.flatMap((add) => codeOf(add)?.codeId ?? []))],
    staffIds: byStaff.map((row) => row.staffId),
    fullFrom: memberCapacity.customers,
    nowMs,
  });
}

async function tellTimeline(
  { ports }: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  adds: readonly AddFact[],
  codeOf: CodeOf,
) {
  const entries = adds.flatMap((add) => {
    const code = codeOf(add);
    if (!code) return [];
    const detail = { codeId: code.codeId, code: code.name, channelId: code.channelId, half: add.half };
    const key = `${add.staffId}/${add.atMs}`;
    return [
      {
        customerId: add.customerId,
        atMs: add.atMs,
        kind: 'channels.scanned',
        staffId: add.staffId,
        key,
        detail,
      },
    ];
  });
  if (entries.length > 0) await ports.timeline.append(tx, tenantId, entries);
}
