import { afterAll, beforeAll, expect, it } from 'vitest';
import { CORP, fact, openWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('known platform ids lead to their customers; unknown ones and those of another corp or tenant to nobody', async () => {
  const [first, second] = await world.write((tx) =>
    world.customers.intake.applyFacts(tx, 1, CORP, [fact('wm1'), fact('wm2')]),
  );
  const ask = (tenantId: number, corpId: string, ids: string[]) =>
    world.write((tx) => world.customers.lookup.resolveExternal(tx, tenantId, corpId, ids));
  expect(await ask(1, CORP, ['wm2', 'wm1', 'wm1', 'wm9'])).toEqual(
    new Map([
      ['wm1', first],
      ['wm2', second],
    ]),
  );
  expect(await ask(1, 'ww2', ['wm1'])).toEqual(new Map());
  expect(await ask(2, CORP, ['wm1'])).toEqual(new Map());
  expect(await ask(1, CORP, [])).toEqual(new Map());
  expect(await world.rows('select count(*)::int as n from customers.customer')).toEqual([{ n: 2 }]);
});
