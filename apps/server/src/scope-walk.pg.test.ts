// Every list of the contract, as every role: no row from outside the scope, and a refusal that names the permission.
// A list that VERDICTS does not know how to judge fails here, so that none comes in without a thought about who sees it.
import { contract, type Permission, ROLE_PERMISSIONS, ROLES } from '@yutian/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTwoStores, PART_ROLES, type TwoStores, type Walker } from './testing/two-stores.ts';
import { VERDICTS, type Verdict } from './testing/verdicts.ts';

interface List {
  name: string;
  path: string;
  /** What a row of it carries. */
  fields: readonly string[];
  paged: boolean;
}

interface Schema {
  shape?: Record<string, Schema>;
  element?: Schema;
}

/** The GET routes of the contract whose answer has items. */
const lists: List[] = Object.entries(contract).flatMap(([module, routes]) =>
  Object.entries(routes).flatMap(([call, procedure]): List[] => {
    const { route, inputSchema, outputSchema } = procedure['~orpc'];
    const items = (outputSchema as Schema | undefined)?.shape?.items;
    if (route.method !== 'GET' || !items) return [];
    return [
      {
        name: `${module}.${call}`,
        path: route.path ?? '',
        fields: Object.keys(items.element?.shape ?? {}),
        paged: 'limit' in ((inputSchema as Schema | undefined)?.shape ?? {}),
      },
    ];
  }),
);

const PERSONAL = /^(customerId|staffIds?|storeId|owner|relations|closingStaffId)$/;
const may = (role: Walker['role'], needs: readonly Permission[]) =>
  needs.every((permission) => ROLE_PERMISSIONS[role].includes(permission));

/** The address of a list: path parameters filled in, everything else in the query. */
function addressOf(list: List, input: Record<string, string>): string {
  const rest = new URLSearchParams(list.paged ? { limit: '200' } : {});
  let { path } = list;
  for (const [name, value] of Object.entries(input))
    if (path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(value));
    else rest.set(name, value);
  return rest.size > 0 ? `${path}?${rest}` : path;
}

let world: TwoStores;
beforeAll(async () => {
  world = await openTwoStores();
});
afterAll(() => world.town.close());

/** Asks one list as one person. @returns the faults found, and the rows seen. */
async function walk(
  list: List,
  verdict: Verdict,
  walker: Walker,
): Promise<{ faults: string[]; rows: number }> {
  const faults: string[] = [];
  let rows = 0;
  for (const input of verdict.inputs?.(world) ?? [{}]) {
    const address = addressOf(list, input);
    const { status, body } = await walker.get(address);
    const { items, code } = body as { items?: Record<string, unknown>[]; code?: string };
    const tell = (what: string) => faults.push(`${walker.login} GET ${address}: ${what}`);
    const { side } = walker;
    const foreign = side !== null && verdict.of?.(input, side) === false;
    if (!may(walker.role, verdict.needs)) {
      if (status !== 403 || code !== 'PERMISSION_MISSING') tell(`is not refused (${status} ${code ?? ''})`);
    } else if (foreign) {
      if (status !== 404) tell(`what is others’ exists for him (${status})`);
    } else if (status !== 200 || !items) tell(`answers ${status} ${code ?? ''}`);
    else {
      rows += items.length;
      if (side)
        for (const row of items)
          if (verdict.within?.(row, side, input) === false) tell(`shows ${JSON.stringify(row)}`);
    }
  }
  return { faults, rows };
}

describe('who sees which rows', () => {
  it('every list of the contract has a verdict, and every verdict a list', () => {
    expect(Object.keys(VERDICTS).sort()).toEqual(lists.map(({ name }) => name).sort());
  });

  it('every role is walked, and both stores have people of their own and one in common', () => {
    expect(new Set(world.walkers.map(({ role }) => role))).toEqual(new Set(ROLES));
    const [hangzhou, chengdu] = ['guide-hangzhou', 'guide-chengdu'].map(
      (login) =>
        world.walkers.find((walker) => walker.login === login)?.side?.customerIds ?? new Set<string>(),
    );
    expect(hangzhou?.size).toBe(4);
    expect(chengdu?.size).toBe(5);
    expect(hangzhou && chengdu ? [...hangzhou].filter((id) => chengdu.has(id)) : []).toHaveLength(1);
  });

  it.each(lists)('$name shows everybody his own rows only', async (list) => {
    const verdict = VERDICTS[list.name];
    if (!verdict) throw new Error(`Nobody has said who may see which rows of ${list.name}.`);
    const partial = [...PART_ROLES].some((role) => may(role, verdict.needs));
    const unjudged = verdict.within || !partial ? [] : list.fields.filter((field) => PERSONAL.test(field));
    expect(unjudged, 'rows name people, so say who may see them').toEqual([]);
    const found = await Promise.all(
      world.walkers.map(async (walker) => ({ walker, ...(await walk(list, verdict, walker)) })),
    );
    expect(found.flatMap(({ faults }) => faults)).toEqual([]);
    const planted = found.some(({ walker, rows }) => walker.side === null && rows > 0);
    expect(planted || !verdict.within, 'something was planted that could leak').toBe(true);
  });
});
