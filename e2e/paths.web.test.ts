// The ways through the console that are walked every day, by a real browser on the whole product.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, openAs, openBrowser, openWindow, PASSWORD, picture, read, settled } from './console.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'boss', '/');
});
afterAll(() => browser.close());

const rowsOf = (where: Page | ReturnType<Page['getByRole']>) => where.locator('tr.ant-table-row');
const figure = (name: string) => page.getByRole('button', { name: `${name}:查看明细` });
const numberIn = (text: string | null) => Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''));

interface Named {
  items: { id: string; name: string }[];
}

describe('the boss', () => {
  it('signs in and reads how business is', async () => {
    const window = await openWindow(browser);
    await window.goto('/');
    await window.getByLabel('账号').fill('boss');
    await window.getByLabel('密码').fill(PASSWORD);
    await window.getByRole('button', { name: '登录', exact: true }).click();
    await window.getByRole('heading', { level: 1, name: '运营总览' }).waitFor();
    await window.locator('canvas').first().waitFor();
    await settled(window);
    await picture(window, 'home');
    const adds = await window.getByRole('button', { name: '新增好友:查看明细' }).textContent();
    expect(numberIn((adds ?? '').replace('新增好友', ''))).toBeGreaterThan(0);
    await window.context().close();
  });

  it('opens a number to the rows behind it, and from a row the customer', async () => {
    await page.goto('/');
    await figure('首购人数').click();
    const drawer = page.getByRole('dialog', { name: '首购人数 · 明细' });
    const first = rowsOf(drawer).first();
    await first.waitFor();
    await picture(page, 'number-to-rows');
    const name = (await first.locator('td').nth(1).textContent()) ?? '';
    await first.click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/customers\/[0-9a-f-]{36}$/);
  });

  it('finds a customer by a fragment of his name and writes down what was said', async () => {
    const { items } = await read<Named>(page, '/api/v1/customers?standing=live&limit=1');
    const name = items[0]?.name ?? '';
    await page.goto('/customers');
    await page.getByLabel('名称、备注、手机尾号、会员号').fill(name.slice(1));
    await page.waitForURL(/text=/);
    await settled(page);
    await picture(page, 'customers');
    await rowsOf(page).filter({ hasText: name }).first().getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const note = '喜欢陈年黑茶,下周三回电';
    await page.getByLabel('写一条跟进记录,Ctrl+Enter 保存').fill(note);
    await page.getByRole('button', { name: '记下来' }).click();
    const happened = page.getByRole('region', { name: /^\d{4}-\d{2}-\d{2}$/ }).first();
    await happened.getByText(note).waitFor();
    expect(await happened.textContent()).toContain('— 沈禾');
    await picture(page, 'customer');
  });

  it('makes a live code and sees its picture', async () => {
    await page.goto('/codes/new');
    await page.getByLabel('名称', { exact: true }).fill('西湖店门口立牌');
    await choose(page, '渠道', '门店');
    await page.getByRole('button', { name: '下一步' }).click();
    const { items } = await read<Named>(page, '/api/v1/staff?active=true&limit=1');
    await choose(page, '接待员工', items[0]?.name ?? '');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('button', { name: '生成活码' }).click();
    await page.getByRole('heading', { level: 1, name: '西湖店门口立牌' }).waitFor();
    const code = page.getByRole('img', { name: '「西湖店门口立牌」的二维码' });
    await code.waitFor();
    await expect
      .poll(() => code.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(0);
    await picture(page, 'live-code');
  });

  it('imports an order file: mapping, preview, done, and a bad row with its reason', async () => {
    await page.goto('/imports');
    const file = [
      '订单号,下单时间,付款时间,订单金额,支付金额,手机号',
      'E2E-0001,2026-11-02 12:05:00,2026-11-02 12:06:00,128.00,128.00,13911112222',
      'E2E-0002,2026-11-02 20:15:00,2026-11-02 20:16:00,68.00,68.00,13911113333',
      'E2E-0003,2026-11-03 21:40:00,2026-11-03 21:41:00,六十八元,68.00,13911114444',
    ].join('\n');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '十一月门店补单.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await page.getByRole('heading', { level: 1, name: '十一月门店补单.csv' }).waitFor();
    await choose(page, '店铺', '门店收银');
    await page.getByText('将新增 2 笔订单,0 笔已存在(只更新变化),1 行有问题不导入').waitFor();
    await picture(page, 'import-preview');
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('没有导入的 1 行').waitFor();
    await page.getByRole('button', { name: '查看订单' }).waitFor();
    const [line, reason, column] = await rowsOf(page).first().locator('td').allTextContents();
    expect({ line, column }).toEqual({ line: '4', column: '订单金额' });
    expect(reason).toContain('金额');
    await picture(page, 'import-done');
  });

  it('finds an order and sees on what evidence it counts for a channel and a guide', async () => {
    const { items } = await read<{ items: { orderNo: string; sourceChannelName: string }[] }>(
      page,
      '/api/v1/orders?attributed=true&limit=1',
    );
    const [order] = items;
    if (!order) throw new Error('No order of the demo has a source.');
    await page.goto('/orders');
    await page.getByLabel('订单号开头').fill(order.orderNo);
    await page.getByLabel('订单号开头').press('Enter');
    await page.waitForURL(/search=/);
    await settled(page);
    await page.getByRole('link', { name: order.orderNo }).click();
    await page.getByRole('heading', { level: 1, name: `订单 ${order.orderNo}` }).waitFor();
    const card = page.locator('.ant-card').filter({ hasText: '归因(双算)' });
    await card.getByText('谁成交的(成交导购)').waitFor();
    const said = await card.textContent();
    expect(said).toContain(order.sourceChannelName);
    expect(said).toMatch(/规则:首次添加归来源,最后聊天归成交/);
    await picture(page, 'order');
  });

  it('tags customers in bulk after seeing whom it concerns', async () => {
    await page.goto('/customers?standing=live');
    const boxes = rowsOf(page).getByRole('checkbox');
    await boxes.first().waitFor();
    const names: string[] = [];
    for (const at of [0, 1, 2]) {
      await boxes.nth(at).check();
      names.push((await rowsOf(page).nth(at).getByRole('link').first().textContent()) ?? '');
    }
    await page.getByRole('button', { name: '打标签 (3)' }).click();
    const drawer = page.getByRole('dialog', { name: '打标签' });
    await choose(page, '加上标签', '黑金', drawer);
    await page.keyboard.press('Escape');
    await drawer.getByText('将要发生').waitFor();
    await picture(page, 'bulk-tagging');
    await drawer.getByRole('button', { name: /^为 \d+ 人更新标签$/ }).click();
    await drawer.waitFor({ state: 'hidden' });
    const tagged = rowsOf(page).filter({ hasText: '黑金' });
    await expect.poll(() => tagged.count()).toBeGreaterThanOrEqual(names.length);
    for (const name of names) expect((await tagged.allTextContents()).join()).toContain(name);
  });

  it('sees whether WeCom is connected and synchronised', async () => {
    await page.goto('/connection');
    await page.getByText('已连接').first().waitFor();
    await page.getByRole('tab', { name: '接口额度' }).waitFor();
    await settled(page);
    await picture(page, 'sync-health');
    const { corps } = await read<{ corps: { state: string; lastSync: { state: string } | null }[] }>(
      page,
      '/api/v1/sync-health',
    );
    expect(corps).toMatchObject([{ state: 'connected', lastSync: { state: 'done' } }]);
  });

  it('looks up in the audit log who just changed what', async () => {
    await page.goto('/audit');
    await page.getByLabel('操作人、操作或对象').fill('createCode');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=createCode/);
    const entry = rowsOf(page).filter({ hasText: '沈禾' });
    await expect.poll(() => entry.count()).toBeGreaterThan(0);
    await picture(page, 'audit');
  });

  it('brings a hundred more customers by the demo bar and sees the adds grow', async () => {
    await page.goto('/');
    const adds = async () =>
      numberIn((await figure('新增好友').textContent())?.replace('新增好友', '') ?? '');
    await figure('新增好友').waitFor();
    const before = await adds();
    await page.getByRole('button', { name: '再来 100 位顾客' }).click();
    await page.getByText('顾客正在扫码…').waitFor();
    await expect.poll(adds, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 90);
    await page.getByRole('button', { name: '再来 100 位顾客' }).waitFor();
    await picture(page, 'demo-bar');
  });
});
