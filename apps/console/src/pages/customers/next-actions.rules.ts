// What the data already says should be done next about one person. Pure: facts in, reasons out, most pressing first.
import type { CustomerDetail } from '@yutian/contract';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A greeting without an answer counts once the customer had two days, as the first reply rate does. */
export const REPLY_WINDOW_MS = 48 * HOUR_MS;
/** Days after an add in which a first order is expected (S1-2: add → buy within 7 days). */
export const FIRST_ORDER_DAYS = 7;

export interface NextAction {
  kind:
    | 'answerHim'
    | 'acceptAdd'
    | 'lostToAll'
    | 'lostToOne'
    | 'greet'
    | 'greetingUnanswered'
    | 'firstOrderMissing'
    | 'consentWithdrawn'
    | 'reviewMerge'
    | 'tagRefused'
    | 'phoneMissing';
  /** Which figures and names stand in the reason. */
  staffName?: string | null;
  at?: string;
  days?: number;
  count?: number;
  lostBy?: string;
}

type Relation = CustomerDetail['relations'][number];

/**
 * @param paidOrders how many paid orders he has; null when the reader may not see orders.
 * @param nowMs the server's time, epoch ms.
 */
export function nextActions(person: CustomerDetail, paidOrders: number | null, nowMs: number): NextAction[] {
  const live = person.relations.filter((relation) => relation.standing === 'friend');
  const since = (iso: string) => nowMs - Date.parse(iso);
  const days = (iso: string) => Math.floor(since(iso) / DAY_MS);
  return [
    ...unanswered(person),
    ...person.relations
      .filter((relation) => relation.standing === 'half')
      .map(
        (relation): NextAction => ({
          kind: 'acceptAdd',
          staffName: relation.staffName,
          ...(relation.addedAt && { at: relation.addedAt }),
        }),
      ),
    ...losses(person),
    ...greetings(live, since, days),
    ...firstOrder(person, live, paidOrders, days),
    ...(person.consents.some(({ purpose, granted }) => purpose === 'marketing' && !granted)
      ? [{ kind: 'consentWithdrawn' as const }]
      : []),
    ...(person.openReviews > 0 ? [{ kind: 'reviewMerge' as const, count: person.openReviews }] : []),
    ...refusedTags(person),
    ...(live.length > 0 && person.phoneTails.length === 0 ? [{ kind: 'phoneMissing' as const }] : []),
  ];
}

/** He wrote last, and nobody answered. */
function unanswered({ stats, relations }: CustomerDetail): NextAction[] {
  const [latest] = relations
    .filter((relation) => relation.lastInboundAt !== null)
    .toSorted((a, b) => (b.lastInboundAt ?? '').localeCompare(a.lastInboundAt ?? ''));
  if (!latest?.lastInboundAt || latest.standing === 'lost') return [];
  if (stats.lastOutboundAt && stats.lastOutboundAt >= latest.lastInboundAt) return [];
  return [{ kind: 'answerHim', at: latest.lastInboundAt, staffName: latest.staffName }];
}

function losses({ relations, stats }: CustomerDetail): NextAction[] {
  const lost = relations
    .filter((relation) => relation.standing === 'lost' && relation.lostBy !== 'transfer')
    .toSorted((a, b) => (b.lostAt ?? '').localeCompare(a.lostAt ?? ''));
  const [latest] = lost;
  if (!latest) return [];
  return [
    {
      kind: stats.liveRelations === 0 ? 'lostToAll' : 'lostToOne',
      staffName: latest.staffName,
      lostBy: latest.lostBy ?? 'unknown',
      ...(latest.lostAt && { at: latest.lostAt }),
    },
  ];
}

function greetings(
  live: readonly Relation[],
  since: (iso: string) => number,
  days: (iso: string) => number,
): NextAction[] {
  if (live.some((relation) => relation.firstInboundAt !== null)) return [];
  const greeted = live.find((relation) => relation.firstOutboundAt !== null);
  if (greeted?.firstOutboundAt) {
    if (since(greeted.firstOutboundAt) < REPLY_WINDOW_MS) return [];
    const at = greeted.firstOutboundAt;
    return [{ kind: 'greetingUnanswered', staffName: greeted.staffName, at, days: days(at) }];
  }
  const [latest] = live;
  return latest?.addedAt
    ? [{ kind: 'greet', staffName: latest.staffName, at: latest.addedAt, days: days(latest.addedAt) }]
    : [];
}

function firstOrder(
  { firstAddedAt }: CustomerDetail,
  live: readonly Relation[],
  paidOrders: number | null,
  days: (iso: string) => number,
): NextAction[] {
  if (paidOrders !== 0 || live.length === 0 || !firstAddedAt || days(firstAddedAt) < FIRST_ORDER_DAYS)
    return [];
  return [{ kind: 'firstOrderMissing', at: firstAddedAt, days: days(firstAddedAt) }];
}

function refusedTags({ tags }: CustomerDetail): NextAction[] {
  const count = tags.filter((tag) => tag.mark === 'refused').length;
  return count > 0 ? [{ kind: 'tagRefused', count }] : [];
}
