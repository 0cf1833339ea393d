// The funnel as people read it: exposed → opened → added → replied → first order. What nobody can know stays empty.
import type { FunnelRow } from '@yutian/contract';
import { type Actor, addDays, type Day, everything, type Id, startOfDay } from '@yutian/kernel';
import type { ChannelsGround } from '../parts.ts';
import { listChannels } from '../tree/channel.sql.ts';
import { countExposed, countFunnel, countOpened, type FunnelCount, nameCodes } from './funnel.sql.ts';

export interface FunnelQuestion {
  from: Day;
  to: Day;
  by: 'channel' | 'code' | 'card';
  /** By channel: each with all below it. */
  below: boolean;
  channelId: Id | null;
}

export async function showFunnel(ground: ChannelsGround, actor: Actor, asked: FunnelQuestion) {
  const { db, clock, ports } = ground;
  const { tenantId, scope } = actor;
  const { from, to, by, below, channelId } = asked;
  const cut = { tenantId, scope, fromMs: startOfDay(from), toMs: startOfDay(addDays(to, 1)), channelId };
  const [counts, [total], opened, exposed, source, channels] = await Promise.all([
    countFunnel(db, { ...cut, by: by !== 'channel' ? 'code' : below ? 'branch' : 'channel' }),
    countFunnel(db, { ...cut, by: 'none' }),
    countOpened(db, { tenantId, from, to }),
    countExposed(db, { tenantId, from, to }),
    ports.messageSource(tenantId),
    listChannels(db, { tenantId, channelId: null, archived: true, since: to, scope: everything }),
  ]);
  const tree = new Map(channels.map((channel) => [channel.channelId, channel]));
  const inside = (id: Id | null) =>
    channelId === null || (id !== null && (tree.get(id)?.path.includes(channelId) ?? false));
  // Openings and parcels belong to no guide: who sees only a part is not shown the whole.
  const whole = scope.kind === 'all';
  const facts: Facts = {
    opened: whole ? opened.filter((row) => inside(row.channelId)) : [],
    exposed: whole ? exposed.filter((row) => inside(row.channelId)) : [],
    whole,
    replies: source === 'archive',
  };
  const codes = new Map(
    (await nameCodes(db, { tenantId, codeIds: counts.flatMap((row) => row.codeId ?? []) })).map((row) => [
      row.codeId,
      row,
    ]),
  );
  const items = {
    channel: () => byChannel(counts, facts, tree, below).filter((row) => inside(row.channelId)),
    code: () => counts.map((row) => byCode(row, facts, codes.get(row.codeId ?? ''))),
    card: () =>
      byCard(
        counts,
        facts,
        exposed.filter((row) => inside(row.channelId)),
      ),
  }[by]();
  return {
    asOfMs: clock.now(),
    knowsReplies: facts.replies,
    items,
    total: {
      ...rowOf(total ?? nobody, facts),
      key: 'total',
      name: '',
      exposed: sumOr(facts.exposed.map((row) => row.cards)),
      scanned: sumOr(facts.opened.map((row) => row.opened)),
    },
  };
}

const nobody: FunnelCount = { channelId: null, codeId: null, added: 0, pending: 0, replied: 0, bought: 0 };

interface Facts {
  opened: readonly { codeId: Id; channelId: Id; opened: number }[];
  exposed: readonly { codeId: Id; channelId: Id; cards: number }[];
  whole: boolean;
  replies: boolean;
}

const sumOr = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);

const rowOf = ({ channelId, codeId, added, pending, replied, bought }: FunnelCount, facts: Facts) => ({
  channelId,
  codeId,
  added,
  pending,
  replied: facts.replies ? replied : null,
  bought,
});

type Tree = ReadonlyMap<Id, { name: string; path: readonly Id[] }>;

/** Every channel that somebody came by, and those whose pages were opened or cards packed without bringing anybody. */
function byChannel(counts: readonly FunnelCount[], facts: Facts, tree: Tree, below: boolean): FunnelRow[] {
  const rowsOf = (id: Id): readonly Id[] => (below ? (tree.get(id)?.path ?? [id]) : [id]);
  const counted = new Map(counts.map((row) => [row.channelId, row]));
  const seen = [...facts.exposed.filter((row) => row.cards > 0), ...facts.opened];
  const silent = new Set(seen.flatMap((row) => rowsOf(row.channelId)));
  for (const channelId of silent)
    if (!counted.has(channelId)) counted.set(channelId, { ...nobody, channelId });
  return [...counted.values()].map((count) => {
    const own = (row: { channelId: Id }) =>
      count.channelId !== null && rowsOf(row.channelId).includes(count.channelId);
    return {
      ...rowOf(count, facts),
      key: count.channelId ?? 'none',
      name: tree.get(count.channelId ?? '')?.name ?? '',
      exposed: sumOr(facts.exposed.filter(own).map((row) => row.cards)),
      scanned: sumOr(facts.opened.filter(own).map((row) => row.opened)),
    };
  });
}

function byCode(
  count: FunnelCount,
  facts: Facts,
  code: { name: string; channelId: Id; routing: string; kind: string } | undefined,
): FunnelRow {
  const own = (row: { codeId: Id }) => row.codeId === count.codeId;
  // A code whose page is ours and that nobody opened was opened 0 times; of WeCom's own codes nobody knows.
  const ours = facts.whole && code !== undefined && (code.kind === 'link' || code.routing !== 'direct');
  const scanned = sumOr(facts.opened.filter(own).map((row) => row.opened));
  return {
    ...rowOf(count, facts),
    channelId: code?.channelId ?? null,
    key: count.codeId ?? 'none',
    name: code?.name ?? '',
    exposed: sumOr(facts.exposed.filter(own).map((row) => row.cards)),
    scanned: scanned ?? (ours ? 0 : null),
  };
}

/** Every version, those that brought nobody too. */
function byCard(
  counts: readonly FunnelCount[],
  facts: Facts,
  versions: readonly {
    cardId: Id;
    cardName: string;
    label: string;
    codeId: Id;
    channelId: Id;
    cards: number;
  }[],
): FunnelRow[] {
  const ofCode = new Map(counts.map((row) => [row.codeId, row]));
  return versions.map(({ cardId, cardName, label, codeId, channelId, cards }) => {
    const row = rowOf({ ...(ofCode.get(codeId) ?? nobody), channelId, codeId }, facts);
    return {
      ...row,
      key: `${cardId}:${label}`,
      name: `${cardName} ${label}`,
      exposed: facts.whole ? cards : null,
      scanned: null,
    };
  });
}
