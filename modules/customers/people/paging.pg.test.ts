// Pages of the list join without a gap or a double for any size of page, whatever is added meanwhile.
import { newId, type Scope } from '@yutian/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fc } from '../testing/random.ts';
import { CORP, openWorld, profile, T0, type World } from '../testing/world.ts';
import { listPeople } from './people.sql.ts';
import { everybody } from './people-filter.sql.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const staff = [newId(), newId(), newId()];
const stranger = newId();
const crowd = Array.from({ length: 30 }, newId);
/** Everybody; three staff, read one after another; as many staff as are read person by person. */
const scopes: Scope[] = [
  { kind: 'all' },
  { kind: 'part', staffIds: staff, storeIds: [] },
  { kind: 'part', staffIds: [...staff, ...crowd], storeIds: [] },
];

// Few instants, so that many are added in the same one.
const add = fc.record({
  who: fc.integer({ min: 0, max: 25 }),
  staffId: fc.constantFrom(...staff, stranger),
  minute: fc.integer({ min: 0, max: 5 }),
});

let tenantId = 500;
const write = (adds: readonly { who: number; staffId: string; minute: number }[], afterMs: number) =>
  world.write((tx) =>
    world.customers.intake.applyProfiles(
      tx,
      tenantId,
      CORP,
      adds.map(({ who, staffId, minute }) =>
        profile(`wm${who}`, {
          name: `客${who}`,
          follow: { staffId, addedAtMs: T0 + afterMs + minute * 60_000 },
        }),
      ),
      T0,
    ),
  );

it('everybody who was there at the start is found once, in order, whatever comes in between pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(add, { minLength: 1, maxLength: 25 }),
      fc.array(fc.array(add, { maxLength: 3 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(...scopes),
      async (first, later, limit, scope) => {
        tenantId += 1;
        await write(first, 0);
        const sees = (staffId: string) => scope.kind === 'all' || scope.staffIds.includes(staffId);
        const expected = new Set(first.filter(({ staffId }) => sees(staffId)).map(({ who }) => `客${who}`));
        const seen: { name: string; recentMs: number }[] = [];
        let before: { atMs: number; id: string } | null = null;
        for (let page = 0; ; page++) {
          const rows: Awaited<ReturnType<typeof listPeople>> = await listPeople(world.db, {
            tenantId,
            scope,
            filter: everybody,
            before,
            limit,
          });
          seen.push(...rows);
          const last = rows.at(-1);
          if (!last || rows.length < limit) break;
          before = { atMs: last.recentMs, id: last.id };
          // New people come after everybody who is there, as time goes on; they stand before the first page.
          const fresh = (later[page] ?? []).map((one) => ({ ...one, who: one.who + 100 * (page + 1) }));
          if (fresh.length > 0) await write(fresh, 3_600_000);
        }
        const times = seen.map(({ recentMs }) => recentMs);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        expect(seen.map(({ name }) => name).toSorted()).toEqual([...expected].toSorted());
      },
    ),
    { numRuns: 60 },
  );
});

it('days of adding find who was added in them, by anybody or by those asked for, also by another later', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(add, {
        minLength: 1,
        maxLength: 25,
        selector: ({ who, staffId }) => `${who} ${staffId}`,
      }),
      fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
      fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
      fc.constantFrom(...scopes),
      async (adds, from, to, scope) => {
        tenantId += 1;
        await write(adds, 0);
        const sees = (staffId: string) => scope.kind === 'all' || scope.staffIds.includes(staffId);
        const expected = new Set(
          adds
            .filter(({ staffId, minute }) => sees(staffId) && minute >= (from ?? 0) && minute < (to ?? 9))
            .map(({ who }) => `客${who}`),
        );
        const at = (minute: number | null) => (minute === null ? null : T0 + minute * 60_000);
        const filter = { ...everybody, addedFromMs: at(from), addedToMs: at(to) };
        const rows = await listPeople(world.db, { tenantId, scope, filter, before: null, limit: 100 });
        expect(rows.map(({ name }) => name).toSorted()).toEqual([...expected].toSorted());
      },
    ),
    { numRuns: 60 },
  );
});
