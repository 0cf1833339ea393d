// Handlers of acquisition links and their quota.
import { implement } from '@orpc/server';
import { contract } from '@yutian/contract';
import { type Actor, addDays, dayOf, type Id, notFound } from '@yutian/kernel';
import { audit, inTransaction, permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import { codeDays, listCodes, noFilter } from '../codes/code.sql.ts';
import type { ChannelsGround } from '../parts.ts';
import { requirePeriod } from '../period.rules.ts';
import { findLinks, linkDays, setAlarmBelow } from './link.sql.ts';
import { changeLink, createLink, deleteLink, retryLink } from './save-link.ts';
import { viewLink } from './view-link.ts';
import { showQuota } from './watch-quota.ts';

const linkKey = z.object({ createdAtMs: z.int(), codeId: z.uuid() });

export function linkHandlers(ground: ChannelsGround) {
  const { db, clock, config } = ground;
  const os = implement(contract.channels).$context<RequestContext>();
  const read = async ({ tenantId, scope }: Actor, codeId: Id) => {
    const filter = { ...noFilter, codeIds: [codeId], kind: 'link' as const };
    const [code] = await listCodes(db, {
      tenantId,
      scope,
      filter,
      today: dayOf(clock.now()),
      before: null,
      limit: 1,
    });
    const [link] = await findLinks(db, { tenantId, codeIds: [codeId] });
    if (!code) throw notFound('LINK_UNKNOWN', 'There is no such acquisition link.', { codeId });
    return { code, link };
  };
  const view = async (actor: Actor, codeId: Id) => {
    const { code, link } = await read(actor, codeId);
    return viewLink(config.publicUrl, code, link);
  };
  return {
    listLinks: os.listLinks.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'channels.read');
      const { corpId = null, archived, text = null, limit } = input;
      const filter = { ...noFilter, kind: 'link' as const, corpId, archived, text };
      const before = readCursor(input.cursor, linkKey);
      const rows = await listCodes(db, {
        tenantId,
        scope,
        filter,
        today: dayOf(clock.now()),
        before,
        limit: limit + 1,
      });
      const links = await findLinks(db, { tenantId, codeIds: rows.map((row) => row.codeId) });
      const byCode = new Map(links.map((link) => [link.codeId, link]));
      return pageOf(
        rows,
        limit,
        ({ createdAtMs, codeId }) => ({ createdAtMs, codeId }),
        (code) => viewLink(config.publicUrl, code, byCode.get(code.codeId)),
      );
    }),
    getLink: os.getLink.handler(async ({ input, context }) =>
      view(permit(context, 'channels.read'), input.id),
    ),
    createLink: os.createLink.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      return view(actor, await createLink(ground, actor, input));
    }),
    updateLink: os.updateLink.handler(async ({ input: { id, ...change }, context }) => {
      const actor = permit(context, 'channels.write');
      await read(actor, id);
      await changeLink(ground, actor, id, change);
      return view(actor, id);
    }),
    deleteLink: os.deleteLink.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await read(actor, input.id);
      await deleteLink(ground, actor, input.id);
      return { ok: true as const };
    }),
    retryLink: os.retryLink.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await read(actor, input.id);
      await retryLink(ground, actor, input.id);
      return view(actor, input.id);
    }),
    linkStats: os.linkStats.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.read');
      const { tenantId, scope } = actor;
      const { from, to } = requirePeriod(input.from, input.to);
      const { link } = await read(actor, input.id);
      const theirs = new Map(
        (await linkDays(db, { tenantId, codeId: input.id, from, to })).map((row) => [row.day, row]),
      );
      const ours = new Map(
        (await codeDays(db, { tenantId, codeId: input.id, from, to, scope })).map((row) => [
          row.day,
          row.adds,
        ]),
      );
      const days = [];
      for (let day = from; day <= to; day = addDays(day, 1)) {
        const row = theirs.get(day);
        days.push({
          day,
          clicks: row?.clicks ?? null,
          newCustomers: row?.newCustomers ?? null,
          adds: ours.get(day) ?? 0,
        });
      }
      return { days, syncedUntil: link?.statsUntil ?? null };
    }),
    getQuota: os.getQuota.handler(async ({ context }) => ({
      items: await showQuota(db, permit(context, 'channels.read').tenantId, clock.now()),
      nextCursor: null,
    })),
    setQuotaAlarm: os.setQuotaAlarm.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      const { corpId, alarmBelow } = input;
      await inTransaction(db, async (tx) => {
        await setAlarmBelow(tx, { tenantId: actor.tenantId, corpId, alarmBelow });
        const entry = {
          action: 'channels.setQuotaAlarm',
          subjectKind: 'corp',
          subjectId: corpId,
          detail: { alarmBelow },
        };
        await audit(tx, actor, entry, clock.now());
      });
      return { ok: true as const };
    }),
  };
}
