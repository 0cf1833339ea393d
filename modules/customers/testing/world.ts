// A small world for this module's tests: a database with org's tables, the ports, and people by name.
import { frozenClock, newId } from '@yutian/kernel';
import type { CustomerProfile, RelationFact } from '@yutian/contract';
import {
  createVault,
  type Ground,
  inTransaction,
  openLog,
  readConfig,
  Secret,
  type Tx,
  endlessDisk,
} from '@yutian/platform';
import { createTestDb } from '@yutian/platform/testing';
import { type CallWeCom, createCustomers, customersMigrations } from '../index.ts';

const neighbour = (module: string) => ({
  module,
  folder: new URL(`../../${module}/migrations/`, import.meta.url),
});

export const T0 = Date.parse('2026-03-02T10:00:00+08:00');
export const CORP = 'ww1';

const refuse = () => Promise.reject(new Error('No call was expected.'));

/** Opens a world; dispose it in `afterAll`. */
export async function openWorld(callWeCom: CallWeCom = refuse) {
  const test = await createTestDb([
    neighbour('org'),
    customersMigrations,
    neighbour('orders'),
    neighbour('channels'),
  ]);
  const clock = frozenClock(T0);
  const ground: Ground = {
    db: test.db,
    clock,
    config: readConfig({}),
    log: openLog('silent'),
    vault: createVault(new Secret('k'.repeat(40))),
    disk: endlessDisk,
  };
  const customers = createCustomers(ground, { callWeCom });
  const write = <R>(work: (tx: Tx) => Promise<R>) => inTransaction(test.db, work);
  return {
    ...test,
    ground,
    clock,
    customers,
    write,
    /** Runs sweeps until nothing moves. */
    async sweep(tenantId = 1) {
      for (const sweep of customers.module.sweeps ?? [])
        while ((await sweep.run(tenantId, clock.now(), new AbortController().signal)) > 0);
    },
    async rows<R>(text: string, values: unknown[] = []): Promise<R[]> {
      return (await test.pool.query(text, values)).rows as R[];
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export const staffA = newId();
export const staffB = newId();

/** A fact about `external`, by default that he added staffA. */
export function fact(externalUserid: string, change: Partial<RelationFact> = {}): RelationFact {
  return { kind: 'added', staffId: staffA, externalUserid, atMs: T0, state: null, ...change };
}

/** A profile of `external` with one follower. */
export function profile(
  externalUserid: string,
  change: Partial<Omit<CustomerProfile, 'follow'>> & { follow?: Partial<CustomerProfile['follow']> } = {},
): CustomerProfile {
  const { follow, ...rest } = change;
  return {
    externalUserid,
    name: externalUserid,
    avatar: null,
    type: 1,
    gender: 0,
    unionid: null,
    corpName: null,
    ...rest,
    follow: {
      staffId: staffA,
      remark: '',
      description: '',
      addedAtMs: T0,
      addWay: 1,
      state: null,
      tagIds: [],
      phones: [],
      ...follow,
    },
  };
}
