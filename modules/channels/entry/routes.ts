// Our own public pages of codes: /c/{state}. They count who opens them, lead to the nearest store or the own guide, and
// stand in for an acquisition link that WeCom has switched off. No script but our own file, nothing stored in the browser.
import { dayOf, everything, type Id, notFound } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findCodes } from '../codes/code.sql.ts';
import { makeCode } from '../codes/save-code.ts';
import { countOpenings, findLinks } from '../links/link.sql.ts';
import { customerUrl } from '../links/view-link.ts';
import type { ChannelsGround } from '../parts.ts';
import { codeByState, type EntryCode, ownerOf, personalCode, storeCodes } from './entry.sql.ts';
import { nearestTo, type Place } from './nearest.rules.ts';
import { codePage, LOCATION_SCRIPT, locationPage, messagePage } from './page.ts';
import { customerOfToken } from './personal-link.ts';

const where = z.object({
  lat: z.coerce.number().min(-90).max(90),
  lon: z.coerce.number().min(-180).max(180),
});
const STATE = /^[cl][0-9a-z]{10}$/;

export function entryRoutes(ground: ChannelsGround) {
  const { db } = ground;
  return (http: FastifyInstance): void => {
    http.get('/c/locate.js', async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(LOCATION_SCRIPT),
    );
    http.get('/c/:state', async (request: FastifyRequest, reply) => {
      const { state = '' } = request.params as { state?: string };
      const [code] = STATE.test(state) ? await codeByState(db, { state }) : [];
      if (!code || code.archived) throw notFound('CODE_UNKNOWN', 'This code is no longer in use.');
      const asked = request.query as { k?: unknown; lat?: unknown };
      // Coming back with a place is the same visit.
      if (asked.lat === undefined) await countOpening(ground, code);
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      if (code.kind === 'link') return openLink(ground, reply, code);
      if (code.routing === 'nearest') return openNearest(ground, reply, code, asked);
      const own =
        code.routing === 'owned' && typeof asked.k === 'string'
          ? await ownGuide(ground, code, asked.k)
          : null;
      return html(
        reply,
        await codePage(own?.qrCode ?? code.qrCode, own ? `${own.name}，您的专属顾问` : code.name),
      );
    });
  };
}

const html = (reply: FastifyReply, page: string) => reply.type('text/html; charset=utf-8').send(page);

async function countOpening({ db, clock }: ChannelsGround, { tenantId, codeId }: EntryCode): Promise<void> {
  const rows = [{ codeId, day: dayOf(clock.now()), opened: 1, requested: 0 }];
  await countOpenings(db, { tenantId, rows: JSON.stringify(rows) });
}

/** The link itself while it works, else the live code that stands in for it. */
async function openLink({ db }: ChannelsGround, reply: FastifyReply, code: EntryCode) {
  const { tenantId, codeId, state } = code;
  const [link] = await findLinks(db, { tenantId, codeIds: [codeId] });
  const url = customerUrl(link?.url ?? null, state);
  if (url !== null && link?.unavailableSinceMs == null) return reply.redirect(url);
  const fallback = link?.fallbackCodeId
    ? await findCodes(db, { tenantId, codeIds: [link.fallbackCodeId] })
    : [];
  const [standIn] = fallback.filter((row) => !row.archived && row.qrCode !== null);
  if (standIn) return html(reply, await codePage(standIn.qrCode, standIn.name));
  return html(reply, messagePage('暂时无法添加', '这个链接暂时不可用，请稍后再试。'));
}

async function openNearest({ db }: ChannelsGround, reply: FastifyReply, code: EntryCode, asked: unknown) {
  const { tenantId, corpId, channelId } = code;
  const all = await storeCodes(db, { tenantId, corpId, channelId });
  const below = all.filter((store) => store.near);
  const stores = below.length > 0 ? below : all;
  const place = where.safeParse(asked);
  if (!place.success) return html(reply, await locationPage(code.qrCode, code.name));
  const here: Place = { latitude: place.data.lat, longitude: place.data.lon };
  const nearest = nearestTo(here, stores);
  if (!nearest) return html(reply, await codePage(code.qrCode, code.name));
  const { found, km } = nearest;
  return html(
    reply,
    await codePage(found.qrCode, `${found.storeName}（约 ${km.toFixed(1)} 公里）`, found.address ?? ''),
  );
}

/** The code of the customer's own guide; made when it is first wanted, and shown from the next visit on. */
async function ownGuide(
  ground: ChannelsGround,
  code: EntryCode,
  token: string,
): Promise<{ name: string; qrCode: string } | null> {
  const { db, clock, vault } = ground;
  const { tenantId, corpId, channelId } = code;
  const customerId = customerOfToken(vault, tenantId, token);
  const [owner] = customerId === null ? [] : await ownerOf(db, { tenantId, customerId, corpId });
  if (!owner) return null;
  const [personal] = await personalCode(db, { tenantId, staffId: owner.staffId, channelId });
  if (personal?.qrCode) return { name: owner.name, qrCode: personal.qrCode };
  if (!personal)
    await inTransaction(db, (tx) =>
      makeCode(tx, { tenantId, scope: everything }, personalInput(code, owner), clock.now()),
    );
  return null;
}

function personalInput(code: EntryCode, owner: { staffId: Id; name: string }) {
  const { corpId, channelId, skipVerify, name } = code;
  const shift = {
    label: '',
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: '00:00',
    to: '24:00',
    staffIds: [owner.staffId],
    welcomeId: null,
  };
  return {
    corpId,
    channelId,
    skipVerify,
    name: `${name} · ${owner.name}`.slice(0, 60),
    remark: '',
    exclusive: false,
    routing: 'direct' as const,
    storeId: null,
    welcomeId: null,
    ownerStaffId: owner.staffId,
    rota: {
      mode: 'everyone' as const,
      slack: 1,
      shifts: [shift],
      specialDates: [],
      dailyCap: null,
      caps: [],
      capacity: null,
      spareStaffIds: [],
    },
  };
}
