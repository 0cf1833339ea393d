// Two people at the same form, and a network that loses an answer: nothing is overwritten, nothing happens twice.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAs, openBrowser, picture, read } from './console.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'boss', '/shops');
});
afterAll(() => browser.close());

interface Shop {
  shopId: string;
  name: string;
  platform: string;
}
const shops = async () => (await read<{ items: Shop[] }>(page, '/api/v1/shops?limit=200')).items;
const drawer = () => page.getByRole('dialog').last();
const save = () => drawer().getByRole('button', { name: /^保\s*存$/ });

describe('a form that somebody else saves first', () => {
  it('keeps what was typed, takes the rest from the other, and saves both', async () => {
    const made = await page.request.post('/api/v1/shops', {
      data: { name: '同看的店', platform: 'jd' },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    const { shopId } = (await made.json()) as Shop;
    await page.goto('/shops');
    const row = page.locator('tr.ant-table-row').filter({ hasText: '同看的店' });
    await row
      .getByRole('button', { name: /编\s*辑|修\s*改/ })
      .first()
      .click();
    const other = await page.request.put(`/api/v1/shops/${shopId}`, {
      data: { name: '同看的店', platform: 'douyin' },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect(other.ok()).toBe(true);

    await drawer().getByLabel('店铺名称').fill('我改的名');
    await save().click();
    await drawer().getByText('已被他人修改').waitFor();
    await picture(page, 'edited-meanwhile');
    await drawer().getByRole('button', { name: '读取最新' }).click();
    await drawer().getByText('已读取最新').waitFor();
    expect(await drawer().getByLabel('店铺名称').inputValue()).toBe('我改的名');
    await save().click();
    await drawer().waitFor({ state: 'hidden' });
    expect((await shops()).find((shop) => shop.shopId === shopId)).toMatchObject({
      name: '我改的名',
      platform: 'douyin',
    });
  });
});

describe('an answer that is lost on the way', () => {
  it('is asked for again under the same key: the shop is made once', async () => {
    let lost = 0;
    const keys: (string | undefined)[] = [];
    await page.route('**/api/v1/shops', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await page.goto('/shops');
    await page
      .getByRole('button', { name: /新增店铺|添加店铺|新\s*增/ })
      .first()
      .click();
    await drawer().getByLabel('店铺名称').fill('只开一次的店');
    await save().click();
    await drawer().waitFor({ state: 'hidden' });
    expect((await shops()).filter(({ name }) => name === '只开一次的店')).toHaveLength(1);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    await page.unroute('**/api/v1/shops');
  });
});
