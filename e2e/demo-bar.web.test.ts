// The demo bar: days pass with progress, and stop when they are told to.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAs, openBrowser, openWindow, PASSWORD, picture } from './console.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'boss', '/');
});
afterAll(() => browser.close());

const bar = () => page.getByRole('region', { name: '演示' });
const shownTime = async () => Date.parse((await bar().locator('time').getAttribute('datetime')) ?? '');

describe('the demo bar', () => {
  it('lets days pass, shows how far they are, and stops after the step in hand', async () => {
    const before = await shownTime();
    await page.getByRole('button', { name: '快进 7 天' }).click();
    await bar().getByText('快进中').waitFor();
    const progress = bar().getByRole('progressbar', { name: '快进中' });
    await expect
      .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 60_000 })
      .toBeGreaterThan(0);
    await picture(page, 'demo-days-pass');
    await bar().getByRole('button', { name: '停下' }).click();
    await page.getByRole('button', { name: '快进 7 天' }).waitFor({ timeout: 60_000 });
    const passed = (await shownTime()) - before;
    expect(passed).toBeGreaterThan(3_600_000);
    expect(passed).toBeLessThan(4 * 86_400_000);
    expect(await bar().getByRole('alert').count()).toBe(0);
  });

  it('is on the first page of IT too, which is how the connection is', async () => {
    const it = await openWindow(browser);
    await it.goto('/');
    await it.getByLabel('账号').fill('it');
    await it.getByLabel('密码').fill(PASSWORD);
    await it.getByRole('button', { name: '登录', exact: true }).click();
    await it.getByRole('heading', { level: 1, name: '企微连接与同步健康' }).waitFor();
    expect(new URL(it.url()).pathname).toBe('/connection');
    await it.getByRole('region', { name: '演示' }).waitFor();
    await it.context().close();
  });
});
