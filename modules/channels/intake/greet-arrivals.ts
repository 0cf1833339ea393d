// Who brought a welcome code is greeted in the words of his shift, code, channel or corp: with his add, or when he agrees
// to the chat archive after an add that no greeting reached. Statements over the whole batch.
import type { AddFact } from '@yutian/contract';
import { type Id, MS_PER_MINUTE, newId, type TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { welcomeOfShift } from '../codes/code.rules.ts';
import { enqueueMany } from '../enqueue-many.sql.ts';
import { greetJob } from '../jobs.ts';
import type { ChannelsGround } from '../parts.ts';
import { WELCOME_LIVES_MS } from '../welcomes/welcome.rules.ts';
import { listCorpSettings } from '../welcomes/welcome.sql.ts';
import { codesByState } from './codes-by-state.ts';
import { arrivalsOf, type CodeOfState, insertGreetings } from './intake.sql.ts';
import { addsToGreet, addToGreetOnConsent } from './meeting.rules.ts';

/** An add with the welcome code that came with it, or later. */
interface Arrival {
  customerId: Id;
  staffId: Id;
  externalUserid: string;
  atMs: number;
  state: string | null;
  welcomeCode: string;
  codeAtMs: number;
}

export async function greetAdds(
  ground: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  adds: readonly AddFact[],
  codes: ReadonlyMap<string, CodeOfState>,
): Promise<void> {
  const arrivals = adds.flatMap((add) =>
    add.welcomeCode === null ? [] : [{ ...add, welcomeCode: add.welcomeCode, codeAtMs: add.atMs }],
  );
  const wanted = await withWelcomes(tx, tenantId, corpId, arrivals, codes);
  if (wanted.length === 0) return;
  const customerIds = [...new Set(wanted.map((add) => add.customerId))];
  await greetOnce(
    ground,
    tx,
    tenantId,
    corpId,
    addsToGreet(await arrivalsOf(tx, { tenantId, customerIds }), wanted),
  );
}

interface Consent {
  staffId: Id;
  externalUserid: string;
  welcomeCode: string | null;
  atMs: number;
}

/** Who was not greeted when he came, since WeCom asks for his consent first, is greeted now that he has given it. */
export async function greetAgreed(
  ground: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  consents: readonly Consent[],
): Promise<void> {
  const given = consents.filter((consent) => consent.welcomeCode !== null);
  if (given.length === 0) return;
  const externalUserids = [...new Set(given.map((consent) => consent.externalUserid))];
  const people = await ground.ports.lookup.resolveExternal(tx, tenantId, corpId, externalUserids);
  const known = await arrivalsOf(tx, { tenantId, customerIds: [...new Set(people.values())] });
  const arrivals = new Map<string, Arrival>();
  for (const { staffId, externalUserid, welcomeCode, atMs } of given) {
    const customerId = people.get(externalUserid);
    const own = known.filter((add) => add.customerId === customerId && add.staffId === staffId);
    const add = addToGreetOnConsent(own, atMs);
    if (add === null || welcomeCode === null) continue;
    const { customerId: of, state } = add;
    const arrival = { customerId: of, staffId, externalUserid, state, welcomeCode };
    arrivals.set(`${of} ${staffId}`, { ...arrival, atMs: add.atMs, codeAtMs: atMs });
  }
  const agreed = [...arrivals.values()];
  const wanted = await withWelcomes(tx, tenantId, corpId, agreed, await codesByState(tx, tenantId, agreed));
  await greetOnce(ground, tx, tenantId, corpId, wanted);
}

type Wanted = Arrival & { codeId: Id | null; welcomeId: Id };

/** Those whom some words greet: their shift's, their code's or the channel's above it, else the corp's. */
async function withWelcomes(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  arrivals: readonly Arrival[],
  codes: ReadonlyMap<string, CodeOfState>,
): Promise<Wanted[]> {
  if (arrivals.length === 0) return [];
  const settings = await listCorpSettings(tx, { tenantId });
  const fallback = settings.find((row) => row.corpId === corpId)?.fallbackWelcomeId ?? null;
  const shifts = new Map<string, Id | null>();
  return arrivals.flatMap((arrival) => {
    const code = codes.get(arrival.state ?? '');
    const welcomeId = shiftWelcome(shifts, code, arrival) ?? code?.welcomeId ?? fallback;
    return welcomeId === null ? [] : [{ ...arrival, codeId: code?.codeId ?? null, welcomeId }];
  });
}

/** The shift's welcome, worked out once for each code, guide and minute of the batch. */
function shiftWelcome(known: Map<string, Id | null>, code: CodeOfState | undefined, add: Arrival): Id | null {
  if (!code?.rota) return null;
  const key = `${code.codeId} ${add.staffId} ${Math.floor(add.atMs / MS_PER_MINUTE)}`;
  let welcomeId = known.get(key);
  if (welcomeId === undefined) known.set(key, (welcomeId = welcomeOfShift(code.rota, add.staffId, add.atMs)));
  return welcomeId;
}

/** Notes greetings as due and has them sent; an add that was greeted stays as it is. */
async function greetOnce(
  { clock }: ChannelsGround,
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  wanted: readonly Wanted[],
): Promise<void> {
  if (wanted.length === 0) return;
  const greetings = wanted.map((arrival) => ({ ...arrival, greetingId: newId() }));
  const rows = greetings.map(({ welcomeCode: _code, externalUserid: _external, ...row }) => row);
  const made = new Set(
    (await insertGreetings(tx, { tenantId, corpId, rows: JSON.stringify(rows) })).map(
      (row) => row.greetingId,
    ),
  );
  // A code that is dead already needs no job: the sweep closes its greeting as late.
  const alive = greetings.filter(
    ({ greetingId, codeAtMs }) => made.has(greetingId) && clock.now() - codeAtMs < WELCOME_LIVES_MS,
  );
  await enqueueMany(
    tx,
    greetJob,
    alive.map(({ state: _state, codeId: _codeId, ...greeting }) => ({
      payload: { tenantId, corpId, ...greeting },
    })),
  );
}
