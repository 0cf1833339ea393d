// The home page of a period: figures, series and cohort; the breakdown; the rows behind each number.
import {
  type BehindRow as BehindView,
  type BreakdownRow,
  type Dimension,
  METRICS,
  type Metric,
  type Overview,
} from '@yutian/contract';
import { type Actor, addDays, dayOf, MS_PER_DAY, startOfDay, toIso } from '@yutian/kernel';
import { type Ground, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import {
  type After,
  type BehindRow,
  listOrdersBehind,
  listRelationsBehind,
  type RelationList,
} from './behind.sql.ts';
import { addUp, breakdownRow, figuresOf, previousPeriod } from './overview.rules.ts';
import {
  type Cut,
  nameDimension,
  sumByDay,
  sumByDimension,
  sumStanding,
  sumStandingByDimension,
} from './overview.sql.ts';
import { readFreshness } from './rollup.sql.ts';

export interface PeriodInput {
  from: string;
  to: string;
  brandId?: string | undefined;
  storeId?: string | undefined;
  channelId?: string | undefined;
  channelOnly?: boolean | undefined;
  staffId?: string | undefined;
}

/** Where message facts come from; told by the connection to the platform. */
export interface MessageSources {
  messageSource(tenantId: number): Promise<'archive' | 'behaviour' | 'none'>;
}

const BUY_WINDOW_DAYS = 7;

export const cutOf = (actor: Actor, input: PeriodInput): Cut => ({
  tenantId: actor.tenantId,
  scope: actor.scope,
  brandId: input.brandId ?? null,
  storeId: input.storeId ?? null,
  channelId: input.channelId ?? null,
  channelOnly: input.channelOnly ?? false,
  staffId: input.staffId ?? null,
});

export async function showOverview(
  ground: Ground,
  sources: MessageSources,
  actor: Actor,
  input: PeriodInput,
): Promise<Overview> {
  const cut = cutOf(actor, input);
  const before = previousPeriod(input.from, input.to);
  const nowMs = ground.clock.now();
  const current = input.to >= dayOf(nowMs);
  const [days, earlier, [standing], [fresh], messageSource] = await Promise.all([
    sumByDay(ground.db, { ...cut, from: input.from, to: input.to }),
    sumByDay(ground.db, { ...cut, from: before.from, to: before.to }),
    current ? sumStanding(ground.db, { ...cut, since: input.from }) : [undefined],
    readFreshness(ground.db, { tenantId: cut.tenantId }),
    sources.messageSource(cut.tenantId),
  ]);
  const sums = addUp(days);
  const byDay = new Map(days.map((row) => [row.day, row]));
  return {
    period: { from: input.from, to: input.to },
    previousPeriod: { from: before.from, to: before.to },
    asOf: toIso(fresh?.asOfMs ?? nowMs),
    messageSource,
    figures: figuresOf(
      METRICS,
      { sums, standing: standing ?? null },
      addUp(earlier),
      messageSource === 'archive',
    ),
    series: Array.from({ length: before.days }, (_, n) => {
      const day = addDays(input.from, n);
      const row = byDay.get(day) ?? { ...addUp([]), day };
      return {
        day,
        adds: row.adds,
        replied: row.replied,
        firstBuyers: row.firstBuyers,
        orders: row.orders,
        paidFen: row.paidFen,
        lost: row.lost,
      };
    }),
    cohort: {
      added: sums.adds,
      observed: sums.observed,
      greeted: sums.greeted,
      replied: sums.replied,
      bought: sums.bought7,
      complete: nowMs >= startOfDay(input.to) + (BUY_WINDOW_DAYS + 1) * MS_PER_DAY,
    },
  };
}

export async function showBreakdown(
  ground: Ground,
  actor: Actor,
  input: PeriodInput & { by: Dimension },
): Promise<{ items: BreakdownRow[]; nextCursor: null }> {
  const cut = cutOf(actor, input);
  previousPeriod(input.from, input.to);
  const current = input.to >= dayOf(ground.clock.now());
  const [sums, standings, names] = await Promise.all([
    sumByDimension(ground.db, { ...cut, from: input.from, to: input.to, by: input.by }),
    current ? sumStandingByDimension(ground.db, { ...cut, since: input.from, by: input.by }) : [],
    nameDimension(ground.db, { tenantId: cut.tenantId, by: input.by }),
  ]);
  const nameOf = new Map(names.map((row) => [row.id, row.name]));
  const standingOf = new Map(standings.map((row) => [row.id, row]));
  const sumsOf = new Map(sums.map((row) => [row.id, row]));
  const ids = new Set([...sumsOf.keys(), ...standingOf.keys()]);
  const items = [...ids].map((id) =>
    breakdownRow(
      id,
      id === null ? null : (nameOf.get(id) ?? null),
      sumsOf.get(id) ?? addUp([]),
      current ? (standingOf.get(id) ?? { friends: 0, observed: 0, wrote: 0 }) : null,
    ),
  );
  const sorted = items.sort((a, b) => b.adds - a.adds || b.paid.amountFen - a.paid.amountFen);
  return { items: sorted, nextCursor: null };
}

export async function showRows(
  ground: Ground,
  actor: Actor,
  input: PeriodInput & { metric: Metric; cursor?: string | undefined; limit: number },
): Promise<{ items: BehindView[]; nextCursor: string | null }> {
  previousPeriod(input.from, input.to);
  const cut = cutOf(actor, input);
  const window = {
    ...cut,
    fromMs: startOfDay(input.from),
    toMs: startOfDay(addDays(input.to, 1)),
    after: readCursor(input.cursor, afterRow),
    limit: input.limit + 1,
  };
  const rows = isOrderMetric(input.metric)
    ? await listOrdersBehind(ground.db, { ...window, firstOnly: input.metric === 'firstBuyers' })
    : await listRelationsBehind(ground.db, { ...window, list: input.metric as RelationList });
  return pageOf(rows, input.limit, ({ atMs, key }) => ({ atMs, key }), viewBehind);
}

const afterRow: z.ZodType<After> = z.object({ atMs: z.number(), key: z.string() });
const isOrderMetric = (metric: Metric) =>
  ['orders', 'paidAmount', 'averageTicket', 'firstBuyers'].includes(metric);
const viewBehind = (row: BehindRow): BehindView => ({
  key: row.key,
  customerId: row.customerId,
  customerName: row.customerName,
  staffName: row.staffName,
  storeName: row.storeName,
  channelName: row.channelName,
  at: toIso(row.atMs),
  orderId: row.orderId,
  orderNo: row.orderNo,
  amount: row.paidFen === null ? null : { amountFen: row.paidFen, currency: 'CNY' },
  counts: row.counts,
});
