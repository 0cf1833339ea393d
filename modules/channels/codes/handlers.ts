// Handlers of live codes.
import { implement } from '@orpc/server';
import { contract } from '@yutian/contract';
import {
  type Actor,
  addDays,
  conflict,
  dayOf,
  type Id,
  invalid,
  MS_PER_DAY,
  notFound,
  startOfDay,
  toIso,
} from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import { personalToken } from '../entry/personal-link.ts';
import type { ChannelsGround } from '../parts.ts';
import { requirePeriod } from '../period.rules.ts';
import { countGreetings } from '../welcomes/welcome.sql.ts';
import { readSituation } from './answer-codes.ts';
import { answersAhead, capOf, rotaFault, staffOf } from './code.rules.ts';
import { codeDays, codePeople, codeStaffLoads, listCodes, noFilter } from './code.sql.ts';
import { archiveCode, changeCode, createCode, retryCode } from './save-code.ts';
import { entryUrlOf, viewCode, viewCodeDetail } from './view-code.ts';

const codeKey = z.object({ createdAtMs: z.int(), codeId: z.uuid() });

export function codeHandlers(ground: ChannelsGround) {
  const { db, clock, config } = ground;
  const os = implement(contract.channels).$context<RequestContext>();
  const today = () => dayOf(clock.now());
  const read = async ({ tenantId, scope }: Actor, codeId: Id) => {
    const filter = { ...noFilter, codeIds: [codeId] };
    const [row] = await listCodes(db, { tenantId, scope, filter, today: today(), before: null, limit: 1 });
    if (!row)
      throw notFound('CODE_UNKNOWN', 'There is no such code, or it is outside your data scope.', { codeId });
    return row;
  };
  const view = async (actor: Actor, codeId: Id) =>
    viewCodeDetail(config.publicUrl, await read(actor, codeId));
  return {
    listCodes: os.listCodes.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'channels.read');
      const {
        channelId = null,
        corpId = null,
        linkState = null,
        staffId = null,
        storeId = null,
        archived,
        text = null,
        limit,
      } = input;
      const filter = {
        ...noFilter,
        kind: 'way' as const,
        channelId,
        corpId,
        linkState,
        staffId,
        storeId,
        archived,
        text,
      };
      const before = readCursor(input.cursor, codeKey);
      const rows = await listCodes(db, { tenantId, scope, filter, today: today(), before, limit: limit + 1 });
      const keyOf = ({ createdAtMs, codeId }: (typeof rows)[number]) => ({ createdAtMs, codeId });
      return pageOf(rows, limit, keyOf, (row) => viewCode(config.publicUrl, row));
    }),
    getCode: os.getCode.handler(async ({ input, context }) =>
      view(permit(context, 'channels.read'), input.id),
    ),
    createCode: os.createCode.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      return view(actor, await createCode(ground, actor, input));
    }),
    updateCode: os.updateCode.handler(async ({ input: { id, ...change }, context }) => {
      const actor = permit(context, 'channels.write');
      await read(actor, id);
      await changeCode(ground, actor, id, change);
      return view(actor, id);
    }),
    archiveCode: os.archiveCode.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await read(actor, input.id);
      await archiveCode(ground, actor, input.id);
      return { ok: true as const };
    }),
    retryCode: os.retryCode.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.write');
      await read(actor, input.id);
      await retryCode(ground, actor, input.id);
      return view(actor, input.id);
    }),
    previewCode: os.previewCode.handler(async ({ input, context }) => {
      const { tenantId } = permit(context, 'channels.read');
      const fault = rotaFault(input.rota);
      if (fault) throw invalid(fault, 'The rota cannot stand: see the fault’s code.');
      const nowMs = clock.now();
      const known = await readSituation(db, tenantId, staffOf(input.rota), nowMs);
      const spans = answersAhead(known.situationOf(input.rota, input.codeId ?? null), nowMs, input.days);
      return {
        at: toIso(nowMs),
        spans: spans.map(({ fromMs, toMs, answer }) => ({ from: toIso(fromMs), to: toIso(toMs), answer })),
      };
    }),
    codeStats: os.codeStats.handler(async ({ input, context }) => {
      const actor = permit(context, 'channels.read');
      const { tenantId, scope } = actor;
      const { from, to } = requirePeriod(input.from, input.to);
      const code = await read(actor, input.id);
      const at = { tenantId, codeId: input.id, scope };
      const [fromMs, toMs] = [startOfDay(from), startOfDay(addDays(to, 1))];
      const [days, people, staff, [welcome]] = await Promise.all([
        codeDays(db, { ...at, from, to }),
        codePeople(db, { ...at, fromMs, toMs }),
        codeStaffLoads(db, { ...at, from, to, today: today() }),
        countGreetings(db, { ...at, fromMs, toMs }),
      ]);
      if (!welcome) throw new Error('A count always answers.');
      const peopleOf = new Map(people.map((row) => [dayOf(row.day * MS_PER_DAY), row.people]));
      return {
        days: days.map((row) => ({ ...row, people: peopleOf.get(row.day) ?? 0 })),
        staff: staff.map((row) => ({ ...row, cap: code.rota ? capOf(code.rota, row.staffId) : null })),
        welcome,
      };
    }),
    personalLink: os.personalLink.handler(async ({ input, context }) => {
      permit(context, 'customers.read');
      const actor = permit(context, 'channels.read');
      const code = await read(actor, input.id);
      if (code.routing !== 'owned')
        throw conflict('CODE_NOT_OWNED_ROUTING', 'Only codes routed to the owner have personal links.', {
          codeId: input.id,
        });
      const token = personalToken(ground.vault, actor.tenantId, input.customerId);
      return { url: `${entryUrlOf(config.publicUrl, code.state)}?k=${token}` };
    }),
  };
}
