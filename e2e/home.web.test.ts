// The table of the home page: each number opens to as many rows as it says, of that part alone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAs, openBrowser, picture, settled } from './console.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'boss', '/?preset=last30');
});
afterAll(() => browser.close());

const table = () => page.getByRole('table', { name: '拆开看' });

/** Opens a row's new friends and counts what is shown, to the end. */
async function openAdds(row: number): Promise<{ said: number; rows: number; title: string }> {
  const cell = table().locator('tr.ant-table-row').nth(row).getByRole('button', { name: '新增好友,看明细' });
  const said = Number(/\d[\d,]*/.exec((await cell.textContent()) ?? '')?.[0].replaceAll(',', ''));
  await cell.click();
  const drawer = page.getByRole('dialog');
  const shown = drawer.locator('tr.ant-table-row');
  await shown.first().waitFor();
  const more = drawer.getByRole('button', { name: '加载更多' });
  while (await more.isVisible()) {
    const before = await shown.count();
    await more.click();
    await expect.poll(() => shown.count()).toBeGreaterThan(before);
  }
  const title = (await drawer.locator('.ant-drawer-title').textContent()) ?? '';
  const rows = await shown.count();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  return { said, rows, title };
}

describe('the table of the home page', () => {
  it.each(['品牌', '门店', '渠道', '导购'])('by %s opens each number to as many rows', async (by) => {
    await page.locator('.ant-segmented-item', { hasText: by }).click();
    await settled(page);
    const name = await table().locator('tr.ant-table-row').first().locator('td').first().textContent();
    const { said, rows, title } = await openAdds(0);
    expect(said).toBeGreaterThan(0);
    expect(rows).toBe(said);
    expect(title).toContain(name);
  });

  it('cuts the page to a part by its name, and the address keeps it', async () => {
    await page.locator('.ant-segmented-item', { hasText: '品牌' }).click();
    await settled(page);
    const first = table().locator('tr.ant-table-row').first();
    const said = await first.getByRole('button', { name: '新增好友,看明细' }).textContent();
    await first.locator('td').first().getByRole('button').click();
    await page.waitForURL(/brandId=/);
    await settled(page);
    const number = page.getByRole('button', { name: '新增好友:查看明细' });
    const digits = (text: string | null) => /\d[\d,]*/.exec(text ?? '')?.[0];
    await expect.poll(async () => digits(await number.textContent())).toBe(digits(said));
    await picture(page, 'home-of-a-brand');
  });
});
