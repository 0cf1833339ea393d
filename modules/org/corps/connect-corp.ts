// Connecting a WeCom corp, changing its credentials, trying them. Secrets are sealed on the way in.
import { randomBytes } from 'node:crypto';
import { orgEvents } from '@yutian/contract';
import { type Actor, conflict, Fault, invalid, notFound, type TenantId } from '@yutian/kernel';
import { audit, emit, inTransaction, type Tx } from '@yutian/platform';
import { listDepartmentIds } from '@yutian/wecom';
import type { OrgGround } from '../parts.ts';
import {
  findSealedCorp,
  insertCorp,
  listAllCorps,
  listCorps,
  lockCorps,
  setCorpState,
  updateCorp,
} from './corp.sql.ts';

export interface CorpCredentials {
  secret: string;
  archiveSecret?: string | undefined;
  callbackToken?: string | undefined;
  callbackAesKey?: string | undefined;
}

export interface NewCorp extends CorpCredentials {
  corpId: string;
  name: string;
  agentId: number;
}

type By = { tenantId: TenantId; userId: string | null; name: string };

/** Connects a corp to the tenant; a corp belongs to one tenant. */
export const connectCorp = (ground: OrgGround, by: By, corp: NewCorp): Promise<void> =>
  inTransaction(ground.db, async (tx) => {
    const { tenantId } = by;
    const { corpId, name, agentId } = corp;
    checkPair(corp);
    await lockCorps(tx, {});
    if ((await listAllCorps(tx, {})).some((other) => other.corpId === corpId))
      throw conflict('CORP_TAKEN', 'This corp is connected already.', { corpId });
    const seal = (text: string) => ground.vault.seal(tenantId, text);
    const nowMs = ground.clock.now();
    await insertCorp(tx, {
      tenantId,
      corpId,
      name,
      agentId,
      nowMs,
      callbackKey: randomBytes(16).toString('hex'),
      secretSealed: seal(corp.secret),
      archiveSecretSealed: corp.archiveSecret === undefined ? null : seal(corp.archiveSecret),
      // Random until they are given, so that no callback can be signed with an empty key.
      callbackTokenSealed: seal(corp.callbackToken ?? randomBytes(16).toString('hex')),
      callbackAesKeySealed: seal(corp.callbackAesKey ?? randomAesKey()),
      callbackGiven: corp.callbackToken !== undefined,
    });
    await note(ground, tx, by, 'org.connectCorp', corpId, { name, agentId });
    await emit(tx, orgEvents.corpConnected, tenantId, { corpId }, nowMs);
  });

// A callback verifies with both or not at all.
function checkPair({ callbackToken, callbackAesKey }: Partial<CorpCredentials>): void {
  if ((callbackToken === undefined) !== (callbackAesKey === undefined))
    throw invalid('CALLBACK_PAIR', 'Enter the callback’s token and its AES key together.');
}

/** Changes what is given; a new secret counts for the next token. */
export const changeCorp = (
  ground: OrgGround,
  actor: Actor,
  corpId: string,
  change: Partial<Omit<NewCorp, 'corpId'>>,
): Promise<void> =>
  inTransaction(ground.db, async (tx) => {
    const { tenantId } = actor;
    checkPair(change);
    const [view] = await listCorps(tx, { tenantId, corpId });
    const [row] = await findSealedCorp(tx, { tenantId, corpId });
    if (!view || !row) throw corpUnknown(corpId);
    const sealed = (text: string | undefined, before: Buffer) =>
      text === undefined ? before : ground.vault.seal(tenantId, text);
    await updateCorp(tx, {
      tenantId,
      corpId,
      name: change.name ?? view.name,
      agentId: change.agentId ?? view.agentId,
      secretSealed: sealed(change.secret, row.secretSealed),
      archiveSecretSealed:
        change.archiveSecret === undefined
          ? row.archiveSecretSealed
          : ground.vault.seal(tenantId, change.archiveSecret),
      callbackTokenSealed: sealed(change.callbackToken, row.callbackTokenSealed),
      callbackAesKeySealed: sealed(change.callbackAesKey, row.callbackAesKeySealed),
      callbackGiven: view.hasCallback || change.callbackToken !== undefined,
    });
    // Names of fields only: most of them are secrets.
    const fields = Object.keys(change).filter((field) => change[field as keyof typeof change] !== undefined);
    await note(ground, tx, actor, 'org.changeCorp', corpId, { fields });
    if (change.secret !== undefined)
      await emit(tx, orgEvents.corpConnected, tenantId, { corpId }, ground.clock.now());
  });

export interface CorpTrial {
  state: 'connected' | 'refused';
  code: string | null;
  errcode: number | null;
  message: string | null;
}

/** Tries the credentials by a harmless call. A platform that is away is a Fault, not a refusal. */
export async function testCorp(ground: OrgGround, tenantId: TenantId, corpId: string): Promise<CorpTrial> {
  const [corp] = await listCorps(ground.db, { tenantId, corpId });
  if (!corp) throw corpUnknown(corpId);
  const trial = await tryCall(ground, tenantId, corpId);
  await setCorpState(ground.db, { tenantId, corpId, state: trial.state, atMs: ground.clock.now() });
  return trial;
}

async function tryCall(ground: OrgGround, tenantId: TenantId, corpId: string): Promise<CorpTrial> {
  try {
    await ground.callWeCom(tenantId, corpId, listDepartmentIds, {}, { lane: 'guide' });
    return { state: 'connected', code: null, errcode: null, message: null };
  } catch (error) {
    const refused = error instanceof Fault && (error.kind === 'conflict' || error.kind === 'invalid');
    if (!refused) throw error;
    const { errcode } = error.data;
    return {
      state: 'refused',
      code: error.code,
      errcode: typeof errcode === 'number' ? errcode : null,
      message: error.message,
    };
  }
}

export const corpUnknown = (corpId: string) =>
  notFound('CORP_UNKNOWN', 'This corp is not connected.', { corpId });

// 43 letters and digits, as WeCom makes them; + and / of base64 are not allowed.
const randomAesKey = () =>
  randomBytes(64)
    .toString('base64')
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .slice(0, 43);

const note = (
  ground: OrgGround,
  tx: Tx,
  by: By,
  action: string,
  corpId: string,
  detail: Record<string, unknown>,
) => audit(tx, by, { action, subjectKind: 'corp', subjectId: corpId, detail }, ground.clock.now());
