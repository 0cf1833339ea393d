// People make, change and delete acquisition links; WeCom hears of it by a job.
import { createHash } from 'node:crypto';
import { conflict, type Id, newId, notFound, type TenantId } from '@yutian/kernel';
import { audit, editedMeanwhile, inTransaction, type Tx } from '@yutian/platform';
import { clearRefusal } from '../codes/answer.sql.ts';
import {
  archiveCodes,
  clearCodeStaff,
  type CodeRecord,
  type CodeWrite,
  findCodes,
  insertCode,
  insertCodeStaff,
  updateCode,
} from '../codes/code.sql.ts';
import { requireStaff, type Writer } from '../codes/code-staff.ts';
import { newState } from '../codes/save-code.ts';
import { enqueueMany } from '../enqueue-many.sql.ts';
import { putLinkJob, queueOf } from '../jobs.ts';
import type { By, ChannelsGround } from '../parts.ts';
import { requireChannel } from '../tree/grow-tree.ts';
import { requireWelcome } from '../welcomes/require-welcome.ts';
import { wantQuota } from './watch-quota.ts';
import { findLinks, markAvailable, putLinkRow, wantLink } from './link.sql.ts';

export interface LinkInput {
  corpId: string;
  name: string;
  channelId: Id;
  staffIds: readonly Id[];
  skipVerify: boolean;
  fallbackCodeId: Id | null;
  welcomeId: Id | null;
}

/** A fingerprint of what WeCom keeps of a link. */
export function linkHash(link: { name: string; staffIds: readonly Id[]; skipVerify: boolean }): string {
  const { name, staffIds, skipVerify } = link;
  return createHash('sha256')
    .update(JSON.stringify([name, [...staffIds].sort(), skipVerify]))
    .digest('hex')
    .slice(0, 32);
}

async function check(tx: Tx, writer: Writer, input: LinkInput, kept: readonly Id[] = []): Promise<void> {
  const { tenantId } = writer;
  await requireStaff(tx, writer, input.corpId, input.staffIds, kept);
  if (input.welcomeId !== null) await requireWelcome(tx, tenantId, [input.welcomeId]);
  if (input.fallbackCodeId === null) return;
  const [fallback] = await findCodes(tx, { tenantId, codeIds: [input.fallbackCodeId] });
  if (!fallback || fallback.kind !== 'way' || fallback.archived)
    throw notFound('CODE_UNKNOWN', 'The fallback is not a live code in use.', {
      codeId: input.fallbackCodeId,
    });
}

const writeOf = (codeId: Id, state: string, input: LinkInput): CodeWrite => ({
  codeId,
  state,
  corpId: input.corpId,
  channelId: input.channelId,
  name: input.name,
  kind: 'link',
  remark: '',
  skipVerify: input.skipVerify,
  exclusive: false,
  mode: 'everyone',
  routing: 'direct',
  storeId: null,
  welcomeId: input.welcomeId,
  ownerStaffId: null,
  rota: null,
  followsLoads: false,
});

async function write(tx: Tx, tenantId: TenantId, codeId: Id, input: LinkInput): Promise<void> {
  await clearCodeStaff(tx, { tenantId, codeId });
  await insertCodeStaff(tx, { tenantId, codeId, staffIds: [...new Set(input.staffIds)], spareIds: [] });
  await putLinkRow(tx, { tenantId, codeId, fallbackCodeId: input.fallbackCodeId });
  await wantLink(tx, { tenantId, codeId, hash: linkHash(input) });
  await tellWeComOfLink(tx, tenantId, codeId);
}

export function tellWeComOfLink(tx: Tx, tenantId: TenantId, codeId: Id): Promise<void> {
  const key = `${putLinkJob.name}/${tenantId}/${codeId}`;
  return enqueueMany(tx, putLinkJob, [
    { payload: { tenantId, codeId }, key, queue: queueOf('putLink', codeId) },
  ]);
}

export function createLink({ db, clock }: ChannelsGround, actor: By, input: LinkInput): Promise<Id> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    await requireChannel(tx, tenantId, input.channelId);
    await check(tx, actor, input);
    const codeId = newId();
    await insertCode(tx, { tenantId, code: writeOf(codeId, newState('link'), input), nowMs: clock.now() });
    await write(tx, tenantId, codeId, input);
    // The page of links shows what is left before the first customer is charged.
    await wantQuota(tx, tenantId, [input.corpId]);
    const detail = { name: input.name, corpId: input.corpId };
    await audit(
      tx,
      actor,
      { action: 'channels.createLink', subjectKind: 'link', subjectId: codeId, detail },
      clock.now(),
    );
    return codeId;
  });
}

export async function requireLink(tx: Tx, tenantId: TenantId, codeId: Id): Promise<CodeRecord> {
  const [code] = await findCodes(tx, { tenantId, codeIds: [codeId] });
  if (!code || code.kind !== 'link')
    throw notFound('LINK_UNKNOWN', 'There is no such acquisition link.', { codeId });
  return code;
}

export function changeLink(
  { db, clock }: ChannelsGround,
  actor: By,
  codeId: Id,
  change: { [K in keyof Omit<LinkInput, 'corpId'>]?: LinkInput[K] | undefined },
): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    const code = await requireLink(tx, tenantId, codeId);
    if (code.archived) throw conflict('CODE_ARCHIVED', 'This link is archived.', { codeId });
    const [link] = await findLinks(tx, { tenantId, codeIds: [codeId] });
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    ) as Partial<LinkInput>;
    const { corpId, name, channelId, skipVerify, welcomeId } = code;
    const before = {
      corpId,
      name,
      channelId,
      skipVerify,
      welcomeId,
      staffIds: link?.staffIds ?? [],
      fallbackCodeId: link?.fallbackCodeId ?? null,
    };
    const input: LinkInput = { ...before, ...given };
    if (input.channelId !== channelId) await requireChannel(tx, tenantId, input.channelId);
    await check(tx, actor, input, before.staffIds);
    const next = { tenantId, code: writeOf(codeId, code.state, input), version: code.version };
    if ((await updateCode.run(tx, next)) === 0) throw editedMeanwhile('acquisitionLink');
    await write(tx, tenantId, codeId, input);
    if (given.staffIds && link?.linkId)
      await markAvailable(tx, { tenantId, linkIds: [link.linkId], corpId: null });
    const detail = { fields: Object.keys(given) };
    await audit(
      tx,
      actor,
      { action: 'channels.changeLink', subjectKind: 'link', subjectId: codeId, detail },
      clock.now(),
    );
  });
}

export function deleteLink({ db, clock }: ChannelsGround, actor: By, codeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    await requireLink(tx, tenantId, codeId);
    await archiveCodes(tx, { tenantId, codeIds: [codeId] });
    await tellWeComOfLink(tx, tenantId, codeId);
    await audit(
      tx,
      actor,
      { action: 'channels.deleteLink', subjectKind: 'link', subjectId: codeId },
      clock.now(),
    );
  });
}

export function retryLink({ db, clock }: ChannelsGround, actor: By, codeId: Id): Promise<void> {
  const { tenantId } = actor;
  return inTransaction(db, async (tx) => {
    await requireLink(tx, tenantId, codeId);
    await clearRefusal(tx, { tenantId, codeId });
    await tellWeComOfLink(tx, tenantId, codeId);
    await audit(
      tx,
      actor,
      { action: 'channels.retryLink', subjectKind: 'link', subjectId: codeId },
      clock.now(),
    );
  });
}
