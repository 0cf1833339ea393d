// Customer and moment strategies (规则组): trees of who may do what for whom.
import { WecomError } from '../core/errors.ts';
import type { Input } from '../core/input.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Strategy } from '../state/shelves.ts';
import { memberOf, pageOf } from './lookups.ts';

const ADMINS_AT_MOST = 20;
const NODES_PER_CALL = 100;
const LEVELS = 5;

/** Customer and moment strategies live on one shelf; the prefix keeps them apart. */
type Kind = '' | 'moment:';

const key = (kind: Kind, id: number): string => `${kind}${id}`;

function known(call: Call, kind: Kind, id: number): Strategy {
  const strategy = call.world.shelves.strategies.get(call.corp.no, key(kind, id));
  if (!strategy) throw new WecomError(40058, 'invalid strategy_id');
  return strategy;
}

function readRange(call: Call, name: string): Strategy['range'] {
  return (call.body.partsOr(name, { max: NODES_PER_CALL }) ?? []).map((node: Input) => {
    const type = node.int('type', { min: 1, max: 2 });
    if (type === 1) return { type, userid: memberOf(call, node.text('userid')).userid };
    const partyid = node.int('partyid');
    if (!call.world.organisation.department(call.corp.no, partyid)) throw new WecomError(60003);
    return { type, partyid };
  });
}

const readPrivilege = (body: Input): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(body.partOr('privilege')?.fields ?? {}).filter(
      (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
    ),
  );

function create(call: Call, kind: Kind): Answer {
  const { world, corp, body } = call;
  const parent = body.intOr('parent_id', { min: 0 }) ?? 0;
  let level = 1;
  for (let at = parent; at !== 0; level += 1) at = known(call, kind, at).parent_id;
  if (level > LEVELS) throw new WecomError(40058, 'too many levels');
  const strategy_id = nextNumber(world.db, 'strategy');
  world.shelves.strategies.put(corp.no, key(kind, strategy_id), {
    strategy_id,
    parent_id: parent,
    strategy_name: body.text('strategy_name'),
    create_time: call.now,
    admin_list: body.texts('admin_list', { max: ADMINS_AT_MOST }),
    privilege: readPrivilege(body),
    range: readRange(call, 'range'),
  });
  return { strategy_id };
}

const sameNode = (a: Strategy['range'][number], b: Strategy['range'][number]): boolean =>
  a.type === b.type && a.userid === b.userid && a.partyid === b.partyid;

function edit(call: Call, kind: Kind): Answer {
  const { body } = call;
  const strategy = known(call, kind, body.int('strategy_id'));
  const added = readRange(call, 'range_add');
  const removed = readRange(call, 'range_del');
  const range = [
    ...strategy.range.filter((node) => !added.some((one) => sameNode(one, node))),
    ...added,
  ].filter((node) => !removed.some((one) => sameNode(one, node)));
  call.world.shelves.strategies.put(call.corp.no, key(kind, strategy.strategy_id), {
    ...strategy,
    range,
    strategy_name: body.textOr('strategy_name') ?? strategy.strategy_name,
    admin_list: body.textsOr('admin_list', { max: ADMINS_AT_MOST }) ?? strategy.admin_list,
    privilege: { ...strategy.privilege, ...readPrivilege(body) },
  });
  return {};
}

function routesOf(kind: Kind, path: string): Record<string, Handler> {
  const all = (call: Call) =>
    call.world.shelves.strategies
      .all(call.corp.no)
      .filter(({ id }) => id.startsWith('moment:') === (kind === 'moment:'));
  return {
    [`POST ${path}/list`]: (call) => {
      const { items, next_cursor } = pageOf(all(call), call.body, 1000, 1000);
      return { strategy: items.map(({ value }) => ({ strategy_id: value.strategy_id })), next_cursor };
    },
    [`POST ${path}/get`]: (call) => {
      const { range: _range, ...strategy } = known(call, kind, call.body.int('strategy_id'));
      return { strategy };
    },
    [`POST ${path}/get_range`]: (call) => {
      const { items, next_cursor } = pageOf(
        known(call, kind, call.body.int('strategy_id')).range,
        call.body,
        1000,
        1000,
      );
      return { range: items, next_cursor };
    },
    [`POST ${path}/create`]: (call) => create(call, kind),
    [`POST ${path}/edit`]: (call) => edit(call, kind),
    [`POST ${path}/del`]: (call) => {
      const { strategy_id } = known(call, kind, call.body.int('strategy_id'));
      if (all(call).some(({ value }) => value.parent_id === strategy_id))
        throw new WecomError(40058, 'strategy has children');
      call.world.shelves.strategies.remove(call.corp.no, key(kind, strategy_id));
      return {};
    },
  };
}

export const strategyRoutes: Record<string, Handler> = {
  ...routesOf('', 'externalcontact/customer_strategy'),
  ...routesOf('moment:', 'externalcontact/moment_strategy'),
};
