// The console within reach of everybody: on a phone, without a mouse, in English, and no further than one's own rows.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heading, openAs, openBrowser, openWindow, PASSWORD, picture, read, settled } from './console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

interface Customers {
  items: { id: string; relations: { staffName: string }[] }[];
}

describe('the console', () => {
  it('shows a guide only the customers who are his own', async () => {
    const boss = await openAs(browser, 'boss', '/customers');
    const guide = await openAs(browser, 'guide', '/customers');
    const { name } = await read<{ name: string }>(guide, '/api/v1/session');
    const own = await read<Customers>(guide, '/api/v1/customers?limit=200');
    expect(own.items.length).toBeGreaterThan(0);
    for (const { relations } of own.items)
      expect(new Set(relations.map((relation) => relation.staffName))).toEqual(new Set([name]));
    const rows = guide.locator('tr.ant-table-row');
    await rows.first().waitFor();
    expect(await rows.filter({ hasText: name }).count()).toBe(await rows.count());
    await picture(guide, 'guide-own-customers');
    const everybody = await read<Customers>(boss, '/api/v1/customers?limit=200');
    const stranger = everybody.items.find(({ id }) => !own.items.some((mine) => mine.id === id));
    await guide.goto(`/customers/${stranger?.id}`);
    await guide.locator('.ant-result').waitFor();
    await boss.context().close();
    await guide.context().close();
  });

  it('fits the home page of the boss on a phone 360 px wide', async () => {
    const page = await openAs(browser, 'boss', '/', { phone: true });
    await page.locator('canvas').first().waitFor();
    await settled(page);
    await picture(page, 'home-on-a-phone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: '演示' }).click();
    await page.getByRole('menuitem', { name: '再来 100 位顾客' }).waitFor();
    await page.context().close();
  });

  it('is signed in to and walked through without a mouse', async () => {
    const page = await openWindow(browser);
    await page.goto('/');
    await heading(page).waitFor();
    await page.keyboard.type('boss');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '运营总览' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("role")')).toBe('combobox');
    await page.keyboard.type('商品');
    await page.getByRole('option', { name: '商品' }).first().waitFor();
    await picture(page, 'palette');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '商品' }).waitFor();
    await page.context().close();
  });

  it('speaks English when asked to, and remembers it', async () => {
    const page = await openAs(browser, 'boss', '/');
    await page.getByRole('button', { name: '账号 沈禾' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    await settled(page);
    await picture(page, 'home-in-english');
    await page.context().close();
  });
});
