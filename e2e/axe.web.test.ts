// Every page of the console is looked over by axe as somebody who may open it: everything in the light theme, contrast in
// the dark one. A page that names one thing is opened with a thing of the demo brand.
import { AxeBuilder } from '@axe-core/playwright';
import { type Permission, ROLE_PERMISSIONS } from '@yutian/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, heading, type Login, openAs, openBrowser, openWindow, read, settled } from './console.ts';

interface MenuPage {
  path: string;
  permission: Permission | null;
  inMenu: boolean;
}

// Named at run time only: the registry's pages are written for the browser, and their types are checked there.
const registry = new URL('../apps/console/src/pages/registry.ts', import.meta.url).href;
const { PAGES } = (await import(/* @vite-ignore */ registry)) as { PAGES: readonly MenuPage[] };
const LOGINS = ['boss', 'operator', 'it'] as const satisfies readonly Login[];

/** Where the thing is found that a page shows, and what its id is called. */
const THINGS: Record<string, readonly [list: string, id: string]> = {
  '/codes/$id': ['/api/v1/codes?limit=1', 'codeId'],
  '/codes/$id/edit': ['/api/v1/codes?limit=1', 'codeId'],
  '/package-cards/$id': ['/api/v1/package-cards?limit=1', 'cardId'],
  '/customers/$id': ['/api/v1/customers?provisional=false&limit=1', 'id'],
  '/groups/$id': ['/api/v1/groups?limit=1', 'id'],
  '/orders/$id': ['/api/v1/orders?limit=1', 'orderId'],
  '/staff/$id': ['/api/v1/staff?limit=1', 'staffId'],
};
/** Walked through in a test of their own, since a file comes before them. */
const OF_A_FILE = new Set(['/imports/files/$id', '/imports/$id']);

let browser: Browser;
const windows = new Map<Login, Page>();
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function open({ path, permission }: MenuPage): Promise<Page> {
  const login = LOGINS.find((role) => permission === null || ROLE_PERMISSIONS[role].includes(permission));
  if (!login) throw new Error(`No login of these tests may open ${path}.`);
  const page = windows.get(login) ?? (await openAs(browser, login, '/account'));
  windows.set(login, page);
  await page.evaluate(() => localStorage.setItem('yutian.dark', '0'));
  await page.goto(await addressOf(page, path));
  await heading(page).waitFor();
  await settled(page);
  return page;
}

async function addressOf(page: Page, path: string): Promise<string> {
  const thing = THINGS[path];
  if (!thing) return path;
  const [list, name] = thing;
  const { items } = await read<{ items: Record<string, string>[] }>(page, list);
  const id = items[0]?.[name];
  if (id === undefined) throw new Error(`The demo brand has nothing to show on ${path}.`);
  return path.replace('$id', id);
}

/** The same page in the dark theme. */
async function turnDark(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('yutian.dark', '1'));
  await page.reload();
  await heading(page).waitFor();
  await settled(page);
}

/** Serious and critical faults, each with where it is. */
async function faultsOf(page: Page, rule?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await (rule === undefined ? axe : axe.withRules(rule)).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target} ${node.html.slice(0, 160)}`).join(' | ')}`,
    );
}

describe('nobody is kept out by how a page is built', () => {
  it.each(PAGES.filter(({ path }) => !OF_A_FILE.has(path)))(
    'axe finds no serious fault on $path, light or dark',
    async (entry) => {
      const page = await open(entry);
      expect(await faultsOf(page)).toEqual([]);
      await turnDark(page);
      expect(await faultsOf(page, 'color-contrast')).toEqual([]);
    },
  );

  it('axe finds no serious fault on the way of an imported file, light or dark', async () => {
    const page = await open({ path: '/imports', permission: 'orders.import', inMenu: true });
    const file =
      '订单编号,下单时间,买家昵称,订单金额,商品名称,数量\nAXE-1,2026-11-01 10:00:00,小满,19.90,茶礼,1\nAXE-2,2026-11-01 10:00:00,小满,-3,茶礼,1\n';
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'axe.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await page.waitForURL(/imports\/files\//);
    await heading(page).waitFor();
    await choose(page, '店铺', '门店收银');
    await settled(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('没有导入的 1 行').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await turnDark(page);
    expect(await faultsOf(page, 'color-contrast')).toEqual([]);
  });

  it('axe finds no serious fault where people sign in', async () => {
    const page = await openWindow(browser);
    await page.goto('/sign-in');
    await heading(page).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});
