import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLE_PERMISSIONS } from '@yutian/contract';
import { dayOf, systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders, type Product } from './compose.ts';
import { type DemoClient, signInToProduct } from './demo/demo-client.ts';
import { foundCompany } from './found.ts';

const folder = mkdtempSync(join(tmpdir(), 'yutian-found-'));
let database: TestDb;
let product: Product;
let http: Awaited<ReturnType<Product['http']>>;
let address: string;
beforeAll(async () => {
  database = await createTestDb(migrationFolders.slice(1));
  const config = readConfig({ YUTIAN_DATA: folder, YUTIAN_LOG: 'silent' });
  product = await compose({
    connection: database.connection,
    clock: systemClock,
    config,
    log: openLog('silent'),
  });
  http = await product.http();
  address = await http.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await http.close();
  await product.close();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('an empty database', () => {
  let founder: DemoClient;

  it('gets its company and a login of IT, once; everybody else is made by signing in', async () => {
    const password = await foundCompany(product, '新公司', 'zhang');
    founder = await signInToProduct(address, 'zhang', password);
    await expect(foundCompany(product, '又一家', 'li')).rejects.toMatchObject({ code: 'COMPANY_EXISTS' });
    for (const needed of ['connection.write', 'users.write', 'org.write'] as const)
      expect(ROLE_PERMISSIONS.it).toContain(needed);
    expect((await founder.org.listUsers({})).items.map((user) => user.login)).toEqual(['zhang']);
  });

  it('says of the home page that nothing is known yet, and not that everything is zero per cent', async () => {
    const password = 'a long enough secret 7';
    await product.org.setUp.createUsers(1, [
      {
        login: 'boss',
        name: '老板',
        role: 'boss',
        password,
        staffId: null,
        scopeAll: true,
        scopeUnitIds: [],
        validUntilMs: null,
      },
    ]);
    const boss = await signInToProduct(address, 'boss', password);
    const today = dayOf(Date.now());
    const { figures } = await boss.insight.overview({ from: today, to: today });
    const rates = figures.filter(({ metric }) => /Rate|Ratio|In7Days|Ticket/.test(metric));
    expect(rates.map(({ value }) => value.kind)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect((await boss.orders.listShops({})).items).toEqual([]);
  });
});
