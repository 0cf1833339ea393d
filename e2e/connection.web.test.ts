// The connection to WeCom goes wrong and is put right by hand: a secret is revoked, callbacks get lost, a reconcile is
// held and gone on with.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAs, openBrowser, picture, read } from './console.ts';

let browser: Browser;
let page: Page;
let simulator: string;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'it', '/connection');
  ({ simulator } = await read<{ simulator: string }>(page, '/api/v1/demo'));
});
afterAll(() => browser.close());

const AGENT = 1_000_002;
const button = (within: Page | Locator, name: string) =>
  within.getByRole('button', { name: new RegExp(`^${Array.from(name).join('\\s*')}$`) });
const told = (text: string) => page.locator('.ant-message').getByText(text).first().waitFor();
const rowOf = (text: string) => page.locator('tr.ant-table-row').filter({ hasText: text });
const card = () => page.locator('.ant-card').first();

/** Plays on the platform's side. */
async function onPlatform<T>(what: string, input: object = {}): Promise<T> {
  const answer = await fetch(`${simulator}/_sim/${what}`, { method: 'POST', body: JSON.stringify(input) });
  if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

describe('a revoked secret', () => {
  it('is shown with its reason, keeps what it stopped, and is repaired by entering the new one', async () => {
    const secret = `rotated-by-the-administrator-${Date.now()}`;
    await onPlatform('create-app', { agentid: AGENT, name: '域田', secret });
    await onPlatform('expire-tokens');
    await page.goto('/corps');
    await button(page, '测试连接').click();
    await page.getByRole('status').getByText('40001').waitFor();
    await button(page, '同步通讯录').click();
    await told('已开始同步');

    await page.goto('/connection');
    await card().getByText('密钥被拒绝').waitFor();
    await card().getByText('请在「设置 → 企业微信」中更新').waitFor();
    await picture(page, 'secret-refused');
    await page.getByRole('tab', { name: /需要人处理的任务/ }).click();
    await rowOf('同步通讯录').first().waitFor();

    await page.goto('/corps');
    await button(page, '修改与更换密钥').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('应用 Secret').fill(secret);
    await button(drawer, '保存').click();
    await told('已保存,连接正常');

    await page.goto('/connection');
    await page.getByRole('tab', { name: /需要人处理的任务/ }).click();
    await button(rowOf('同步通讯录').first(), '再试一次').click();
    await rowOf('同步通讯录').first().waitFor({ state: 'detached' });
    await card().getByText('已连接').waitFor();
    expect(await read(page, '/api/v1/corps')).toMatchObject({ items: [{ state: 'connected' }] });
  });
});

describe('a reconcile', () => {
  it('shows its progress, is held and gone on with, and opens what callbacks did not tell to its rows', async () => {
    const staff = await onPlatform<{ userid: string }[]>('staff');
    await onPlatform('set-callback-knobs', { loss: 1 });
    await onPlatform('befriend', { userid: staff[0]?.userid, name: '没人告诉' });
    await onPlatform('settled');
    await onPlatform('set-callback-knobs', { loss: 0 });
    await onPlatform('set-pace', { latencyMs: 800 });
    await page.goto('/connection');
    await button(card(), '立即对账').click();
    await card().getByText('进行中').waitFor();
    await button(card(), '暂停').click();
    await card().getByText('已暂停').waitFor();
    await picture(page, 'reconcile-held');
    await onPlatform('set-pace', { latencyMs: 0 });
    await button(card(), '继续').click();
    await card().getByText('已完成').waitFor();

    // The boss may see who it was.
    const boss = await openAs(browser, 'boss', '/connection');
    await boss.getByRole('tab', { name: '夜间对账' }).click();
    const newest = boss.getByRole('tabpanel', { name: '夜间对账' }).locator('tr.ant-table-row').first();
    await newest.getByText('已完成').waitFor();
    await newest.getByRole('button', { name: '1', exact: true }).first().click();
    await boss.getByRole('dialog').getByText('没人告诉').waitFor();
    await picture(boss, 'reconcile-rows');
    await boss.getByRole('dialog').getByRole('link', { name: '没人告诉' }).click();
    await boss.getByRole('heading', { level: 1, name: '没人告诉' }).waitFor();
    expect(new URL(boss.url()).pathname).toMatch(/^\/customers\//);
    await boss.context().close();
  });
});
