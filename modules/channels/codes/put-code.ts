// The job that makes WeCom's side of one code what ours says. It may run twice: a creation whose answer was lost is
// looked for on WeCom before another is made, since WeCom would happily make two.
import { Fault, type Id, MS_PER_MINUTE, MS_PER_SECOND, type TenantId } from '@yutian/kernel';
import type { JobContext } from '@yutian/platform';
import {
  addContactWay,
  deleteContactWay,
  getContactWay,
  listContactWays,
  updateContactWay,
} from '@yutian/wecom';
import { putCodeJob } from '../jobs.ts';
import type { ChannelsGround } from '../parts.ts';
import { contentHash } from './answer-codes.ts';
import { knownConfigIds, markCreating, markOnPlatform, markRemoved, staffStanding } from './answer.sql.ts';
import { type CodeRecord, findCodes } from './code.sql.ts';
import { noteFailure } from './note-failure.ts';

const SCENE_QR = 2;
const TYPE_MANY = 2;
const GONE = new Set([41044]);

interface Wanted {
  hash: string;
  user: string[];
  fields: { remark: string; skip_verify: boolean; is_exclusive: boolean };
}

/** @throws the gateway's Fault; the code then shows it. */
export async function putCode(
  ground: ChannelsGround,
  tenantId: TenantId,
  codeId: Id,
  context: JobContext,
): Promise<void> {
  const [code] = await findCodes(ground.db, { tenantId, codeIds: [codeId] });
  if (!code || code.kind !== 'way') return;
  const wanted = await readWanted(ground, tenantId, code);
  try {
    if (code.archived) await remove(ground, tenantId, code, context);
    else if (wanted === null) return;
    else if (code.configId === null) await create(ground, tenantId, code, wanted, context);
    else if (code.platformHash !== wanted.hash)
      await change(ground, tenantId, code, code.configId, wanted, context);
  } catch (error) {
    const tries = { attempt: context.attempt, most: putCodeJob.attempts };
    await noteFailure(ground, tenantId, codeId, wanted?.hash ?? null, error, tries);
    throw error;
  }
}

async function readWanted(
  ground: ChannelsGround,
  tenantId: TenantId,
  code: CodeRecord,
): Promise<Wanted | null> {
  const standing = await staffStanding(ground.db, { tenantId, staffIds: code.answer?.staffIds ?? [] });
  const user = standing.map((row) => row.userid).sort();
  if (user.length === 0) return null;
  const { remark, skipVerify, exclusive } = code;
  return {
    hash: contentHash({ userids: user, remark, skipVerify, exclusive }),
    user,
    fields: { remark, skip_verify: skipVerify, is_exclusive: exclusive },
  };
}

async function create(
  ground: ChannelsGround,
  tenantId: TenantId,
  code: CodeRecord,
  wanted: Wanted,
  { signal }: JobContext,
) {
  const { db, clock, ports } = ground;
  const { codeId, corpId, state } = code;
  if (code.creatingSinceMs !== null) {
    const made = await findMade(ground, tenantId, code, code.creatingSinceMs, signal);
    // What it answers to is not known for sure, so the next lines send it again.
    if (made) {
      await markOnPlatform(db, { tenantId, codeId, ...made, hash: null });
      return change(ground, tenantId, code, made.configId, wanted, { signal, attempt: 1 });
    }
  }
  await markCreating(db, { tenantId, codeId, nowMs: clock.now() });
  const made = await ports.wecom.call(
    tenantId,
    corpId,
    addContactWay,
    { type: TYPE_MANY, scene: SCENE_QR, state, user: wanted.user, ...wanted.fields },
    { lane: 'guide', signal },
  );
  await markOnPlatform(db, {
    tenantId,
    codeId,
    configId: made.config_id,
    qrCode: made.qr_code ?? null,
    hash: wanted.hash,
  });
}

async function change(
  { db, ports }: ChannelsGround,
  tenantId: TenantId,
  { codeId, corpId }: CodeRecord,
  configId: string,
  wanted: Wanted,
  { signal }: JobContext,
) {
  const input = { config_id: configId, user: wanted.user, ...wanted.fields };
  await ports.wecom.call(tenantId, corpId, updateContactWay, input, { lane: 'guide', signal });
  await markOnPlatform(db, { tenantId, codeId, configId: null, qrCode: null, hash: wanted.hash });
}

async function remove(ground: ChannelsGround, tenantId: TenantId, code: CodeRecord, { signal }: JobContext) {
  const { db, ports } = ground;
  const lost = code.configId === null && code.creatingSinceMs !== null;
  const configId = lost
    ? (await findMade(ground, tenantId, code, code.creatingSinceMs ?? 0, signal))?.configId
    : code.configId;
  try {
    if (configId)
      await ports.wecom.call(
        tenantId,
        code.corpId,
        deleteContactWay,
        { config_id: configId },
        { lane: 'guide', signal },
      );
  } catch (error) {
    // Deleted in WeCom's console already.
    if (!(error instanceof Fault) || !GONE.has(Number(error.data.errcode))) throw error;
  }
  await markRemoved(db, { tenantId, codeId: code.codeId });
}

/** Looks on WeCom for the code that an unanswered creation may have made: one we do not know, with our state. */
async function findMade(
  { db, ports }: ChannelsGround,
  tenantId: TenantId,
  { corpId, state }: CodeRecord,
  sinceMs: number,
  signal: AbortSignal,
): Promise<{ configId: string; qrCode: string | null } | null> {
  const start_time = Math.floor((sinceMs - MS_PER_MINUTE) / MS_PER_SECOND);
  for (let cursor: string | undefined; ; ) {
    const page = await ports.wecom.call(
      tenantId,
      corpId,
      listContactWays,
      { start_time, ...(cursor === undefined ? {} : { cursor }) },
      { lane: 'sync', signal },
    );
    const configIds = page.contact_way.map((way) => way.config_id);
    const known = new Set(
      (await knownConfigIds(db, { tenantId, corpId, configIds })).map((row) => row.configId),
    );
    for (const config_id of configIds.filter((id) => !known.has(id))) {
      const { contact_way } = await ports.wecom.call(
        tenantId,
        corpId,
        getContactWay,
        { config_id },
        { lane: 'sync', signal },
      );
      if (contact_way.state === state) return { configId: config_id, qrCode: contact_way.qr_code ?? null };
    }
    if (!page.next_cursor) return null;
    cursor = page.next_cursor;
  }
}
