// The job that makes WeCom's side of an acquisition link what ours says.
import { addDays, dayOf, Fault, type Id, startOfDay, type TenantId } from '@yutian/kernel';
import type { JobContext } from '@yutian/platform';
import {
  createAcquisitionLink,
  deleteAcquisitionLink,
  getAcquisitionLink,
  listAcquisitionLinks,
  updateAcquisitionLink,
} from '@yutian/wecom';
import { markCreating, markOnPlatform, markRemoved, staffStanding } from '../codes/answer.sql.ts';
import { type CodeRecord, findCodes } from '../codes/code.sql.ts';
import { noteFailure } from '../codes/note-failure.ts';
import { putLinkJob } from '../jobs.ts';
import type { ChannelsGround } from '../parts.ts';
import { findLinks, knownLinkIds, type LinkRow, noteLink } from './link.sql.ts';
import { linkHash } from './save-link.ts';

/** @throws the gateway's Fault; the link then shows it. */
export async function putLink(
  ground: ChannelsGround,
  tenantId: TenantId,
  codeId: Id,
  context: JobContext,
): Promise<void> {
  const { db } = ground;
  const [code] = await findCodes(db, { tenantId, codeIds: [codeId] });
  const [link] = await findLinks(db, { tenantId, codeIds: [codeId] });
  if (!code || !link) return;
  const hash = linkHash({ name: code.name, staffIds: link.staffIds, skipVerify: code.skipVerify });
  try {
    if (code.archived) await remove(ground, tenantId, code, link, context.signal);
    else if (link.linkId === null || code.platformHash !== hash)
      await put(ground, tenantId, code, link, hash, context.signal);
  } catch (error) {
    await noteFailure(ground, tenantId, codeId, hash, error, {
      attempt: context.attempt,
      most: putLinkJob.attempts,
    });
    throw error;
  }
}

async function put(
  ground: ChannelsGround,
  tenantId: TenantId,
  code: CodeRecord,
  link: LinkRow,
  hash: string,
  signal: AbortSignal,
) {
  const { db, clock, ports } = ground;
  const { codeId, corpId, name } = code;
  const standing = await staffStanding(db, { tenantId, staffIds: link.staffIds });
  const user_list = standing.filter((member) => member.active).map((member) => member.userid);
  const content = { link_name: name, range: { user_list }, skip_verify: code.skipVerify };
  const options = { lane: 'guide' as const, signal };
  const statsDueMs = startOfDay(addDays(dayOf(clock.now()), 1));
  let linkId = link.linkId;
  if (linkId === null && code.creatingSinceMs !== null) {
    const made = await findMade(ground, tenantId, code, code.creatingSinceMs, signal);
    if (made) await noteLink(db, { tenantId, codeId, ...made, statsDueMs });
    linkId = made?.linkId ?? null;
  }
  if (linkId === null) {
    await markCreating(db, { tenantId, codeId, nowMs: clock.now() });
    const { link: made } = await ports.wecom.call(tenantId, corpId, createAcquisitionLink, content, options);
    await noteLink(db, { tenantId, codeId, linkId: made.link_id, url: made.url, statsDueMs });
  } else
    await ports.wecom.call(tenantId, corpId, updateAcquisitionLink, { link_id: linkId, ...content }, options);
  await markOnPlatform(db, { tenantId, codeId, configId: null, qrCode: null, hash });
}

/** Looks for the link that an unanswered creation may have made: one we do not know, of our name, made since. */
async function findMade(
  { db, ports }: ChannelsGround,
  tenantId: TenantId,
  code: CodeRecord,
  sinceMs: number,
  signal: AbortSignal,
) {
  const options = { lane: 'sync' as const, signal };
  for (let cursor: string | undefined; ; ) {
    const page = await ports.wecom.call(
      tenantId,
      code.corpId,
      listAcquisitionLinks,
      cursor === undefined ? {} : { cursor },
      options,
    );
    const known = new Set(
      (await knownLinkIds(db, { tenantId, linkIds: page.link_id_list })).map((row) => row.linkId),
    );
    for (const link_id of page.link_id_list.filter((id) => !known.has(id))) {
      const { link } = await ports.wecom.call(
        tenantId,
        code.corpId,
        getAcquisitionLink,
        { link_id },
        options,
      );
      if (link.link_name === code.name && (link.create_time ?? 0) * 1_000 >= sinceMs - 60_000)
        return { linkId: link_id, url: link.url };
    }
    if (!page.next_cursor) return null;
    cursor = page.next_cursor;
  }
}

/** Gone already: WeCom does not know the id, or it was never made. */
async function remove(
  { db, ports }: ChannelsGround,
  tenantId: TenantId,
  code: CodeRecord,
  link: LinkRow,
  signal: AbortSignal,
) {
  try {
    if (link.linkId !== null)
      await ports.wecom.call(
        tenantId,
        code.corpId,
        deleteAcquisitionLink,
        { link_id: link.linkId },
        { lane: 'guide', signal },
      );
  } catch (error) {
    if (!(error instanceof Fault) || error.data.errcode !== 40058) throw error;
  }
  await markRemoved(db, { tenantId, codeId: code.codeId });
}
