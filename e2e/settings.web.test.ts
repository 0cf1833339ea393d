// The IT colleague's ways through the settings, each pressed to its end: the tree of shops, who works where, who may
// sign in and how, tokens, the audit log.
import { readFile } from 'node:fs/promises';
import { createHmac } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, heading, openAs, openBrowser, openWindow, picture, read, settled } from './console.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'it', '/org');
});
afterAll(() => browser.close());

const drawer = (of: Page = page) => of.getByRole('dialog').last();
// antd puts a space between the two characters of a short button.
const button = (within: Page | Locator, name: string) =>
  within.getByRole('button', { name: new RegExp(`^${Array.from(name).join('\\s*')}$`) });
const told = (text: string, of: Page = page) => of.locator('.ant-message').getByText(text).first().waitFor();
const item = (name: string) => page.locator('.ant-dropdown-menu-item').filter({ hasText: name });
const rowOf = (text: string, of: Page = page) => of.locator('tr.ant-table-row').filter({ hasText: text });

async function chooseRole(role: string): Promise<void> {
  await drawer().getByRole('combobox', { name: /角色$/ }).click();
  await page.locator('.ant-select-dropdown:visible').getByText(role, { exact: true }).click();
}

async function saveDrawer(of: Page = page): Promise<void> {
  const open = drawer(of);
  await button(open, '保存').click();
  await open.waitFor({ state: 'hidden' });
}

interface Units {
  items: { unitId: string; kind: string; name: string; parentId: string | null; open: boolean }[];
}
const units = async () => (await read<Units>(page, '/api/v1/units')).items;

describe('the tree of shops', () => {
  const panel = () => page.locator('.ant-card').last();

  it('takes a new region and a shop in it, moves the shop, closes it and brings it back', async () => {
    const brands = (await units()).filter((unit) => unit.kind === 'brand');
    const [first, second] = [brands[0]?.name ?? '', brands[1]?.name ?? brands[0]?.name ?? ''];
    await page.goto('/org');
    await page.getByRole('treeitem').filter({ hasText: first }).first().click();
    await button(panel(), '新增下级').click();
    await item('区域').click();
    await drawer().getByLabel('名称').fill('湖滨区');
    await saveDrawer();
    await page.locator('.ant-card-head-title').filter({ hasText: '湖滨区' }).waitFor();

    await button(panel(), '新增下级').click();
    await item('门店').click();
    await drawer().getByLabel('名称').fill('湖滨一号店');
    await drawer().getByRole('radio', { name: '经销' }).check();
    await drawer().getByLabel('门店编号').fill('HB-001');
    await drawer().getByLabel('纬度').fill('30.25');
    await drawer().getByLabel('经度').fill('120.16');
    await saveDrawer();
    await page.locator('.ant-card-head-title').filter({ hasText: '湖滨一号店' }).waitFor();
    await picture(page, 'org');

    await button(panel(), '移动').click();
    await choose(page, '新的上级', second, drawer());
    await button(drawer(), '移动').click();
    await told('已移动');
    const shop = (await units()).find((unit) => unit.name === '湖滨一号店');
    expect((await units()).find((unit) => unit.unitId === shop?.parentId)?.name).toBe(second);

    await button(panel(), '关闭').click();
    await button(page.locator('.ant-popover:visible'), '关闭').click();
    await told('已关闭');
    await page.getByRole('switch', { name: '显示已关闭' }).click();
    await button(panel(), '恢复').click();
    await told('已恢复');
    expect((await units()).find((unit) => unit.name === '湖滨一号店')?.open).toBe(true);
  });
});

describe('staff', () => {
  it('are placed in another shop, two at a time', async () => {
    const stores = (await units()).filter((unit) => unit.kind === 'store' && unit.open);
    const target = stores.at(-1)?.name ?? '';
    await page.goto('/staff');
    await settled(page);
    const boxes = page.locator('tr.ant-table-row').getByRole('checkbox');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await button(page, '调整 2 人的归属').click();
    await choose(page, '新的归属', target, drawer());
    await button(drawer(), '调整归属').click();
    await told('已调整 2 人');
    const placed = await read<{ items: unknown[] }>(
      page,
      `/api/v1/staff?active=true&unitId=${stores.at(-1)?.unitId ?? ''}`,
    );
    expect(placed.items.length).toBeGreaterThanOrEqual(2);
  });
});

describe('somebody new', () => {
  const window = async () => openWindow(browser);
  const NAME = '周店长';
  const PASSWORD = 'a long enough secret 7';
  const RECOVERY_CODE = /^[0-9a-z]{4,}(-[0-9a-z]{4,})+$/i;
  let link = '';

  it('is let in with a role and a scope, sets his password by a link that works once, and signs in', async () => {
    const stores = (await units()).filter((unit) => unit.kind === 'store' && unit.open);
    await page.goto('/users');
    await button(page, '新增用户').click();
    await drawer().getByLabel('账号').fill('zhou.manager');
    await drawer().getByLabel('姓名').fill(NAME);
    await chooseRole('店长');
    await choose(page, '数据范围', stores[0]?.name ?? '', drawer());
    await page.keyboard.press('Escape');
    await button(drawer(), '保存').click();
    link = (await drawer().getByText('/set-password#').first().textContent()) ?? '';
    await picture(page, 'password-link');
    await button(drawer(), '已复制，完成').or(button(drawer(), '已复制,完成')).click();

    const his = await window();
    const { hash } = new URL(link.trim());
    await his.goto(`/set-password${hash}`);
    const fields = his.locator('input[type=password]');
    await fields.nth(0).fill(PASSWORD);
    await fields.nth(1).fill(PASSWORD);
    await button(his, '设置密码').click();
    await his.getByRole('link', { name: /登录/ }).click();
    await his.getByLabel('账号').fill('zhou.manager');
    await his.getByLabel('密码').fill(PASSWORD);
    await button(his, '登录').click();
    await heading(his).filter({ hasText: '运营总览' }).waitFor();
    await picture(his, 'manager-home');
    expect(await read(his, '/api/v1/session')).toMatchObject({ role: 'store_manager', name: NAME });
    await his.context().close();
  });

  it('is given another role, is locked out at once, and let in again', async () => {
    const his = await window();
    const signIn = async () => {
      await his.context().clearCookies();
      const data = { login: 'zhou.manager', password: PASSWORD };
      return his.context().request.post('/api/v1/session', { data });
    };
    expect((await signIn()).status()).toBe(200);
    await page.goto('/users?text=zhou.manager');
    await button(rowOf(NAME), '修改')
      .or(button(rowOf(NAME), '编辑'))
      .click();
    await chooseRole('运营');
    await saveDrawer();
    await rowOf(NAME).getByText('运营').waitFor();
    expect(await read<{ role: string }>(his, '/api/v1/session')).toMatchObject({ role: 'operator' });

    await page.getByRole('button', { name: `更多操作:${NAME}` }).click();
    await item('停用').click();
    await button(page.locator('.ant-modal-confirm'), '停用').click();
    await told('已停用');
    expect((await his.context().request.get('/api/v1/session')).status()).toBe(401);
    expect((await signIn()).status()).toBe(401);
    await page.getByRole('button', { name: `更多操作:${NAME}` }).click();
    await item('启用').click();
    await told('已启用');
    expect((await signIn()).status()).toBe(200);
    await his.context().close();
  });

  it('switches two-factor sign-in on, signs in with a code, sends his other browsers away, and comes back with a recovery code', async () => {
    const his = await window();
    await his
      .context()
      .request.post('/api/v1/session', { data: { login: 'zhou.manager', password: PASSWORD } });
    await his.goto('/account');
    await button(his, '开启两步验证').click();
    const secret = (await his.locator('code').first().textContent()) ?? '';
    await his.getByLabel('6 位验证码').fill(totp(secret, Date.now()));
    await button(his, '确认开启').click();
    await his.getByText('恢复码').first().waitFor();
    await picture(his, 'two-factor');
    const recovery = ((await his.getByText(RECOVERY_CODE).first().textContent()) ?? '').trim();
    await button(his, '已保存').click();

    const other = await window();
    await other.goto('/');
    await other.getByLabel('账号').fill('zhou.manager');
    await other.getByLabel('密码').fill(PASSWORD);
    await button(other, '登录').click();
    // Each code is taken once: the next half minute's is accepted too.
    await other.getByLabel('动态验证码').fill(totp(secret, Date.now() + 30_000));
    await button(other, '登录').click();
    await heading(other).filter({ hasText: '运营总览' }).waitFor();

    await other.goto('/account');
    await other.getByText('登录中的浏览器').waitFor();
    await button(other, '退出其他浏览器').click();
    await button(other.locator('.ant-popover:visible'), '确定').click();
    await told('已退出', other);
    expect((await his.context().request.get('/api/v1/session')).status()).toBe(401);
    expect((await other.context().request.get('/api/v1/session')).status()).toBe(200);
    await his.goto('/');
    await his.getByLabel('账号').fill('zhou.manager');
    await his.getByLabel('密码').fill(PASSWORD);
    await button(his, '登录').click();
    await his.getByLabel('动态验证码').fill(recovery);
    await button(his, '登录').click();
    await heading(his).filter({ hasText: '运营总览' }).waitFor();
    await his.context().close();
    await other.context().close();
  });
});

describe('a token for a machine', () => {
  it('is shown once, opens what it may and nothing else, and ends when it is revoked', async () => {
    await page.goto('/settings');
    await button(page, '新增令牌').click();
    await drawer().getByLabel('用途').fill('门户同步');
    await drawer().getByRole('checkbox', { name: '查看组织' }).check();
    await button(drawer(), '生成').click();
    const token = ((await drawer().locator('code').first().textContent()) ?? '').trim();
    await picture(page, 'api-token');
    await button(drawer(), '已复制,完成').or(button(drawer(), '已复制，完成')).click();
    const anybody = await openWindow(browser);
    const ask = async (path: string) =>
      (await anybody.context().request.get(path, { headers: { authorization: `Bearer ${token}` } })).status();
    expect(await ask('/api/v1/units')).toBe(200);
    expect(await ask('/api/v1/users')).toBe(403);
    await button(rowOf('门户同步'), '撤销').click();
    await button(page.locator('.ant-popover:visible'), '确定').click();
    await told('已撤销');
    expect(await ask('/api/v1/units')).toBe(401);
    await anybody.context().close();
  });

  it('the session’s length is changed, and the change stands in the audit log, which is searched and taken home', async () => {
    await page.goto('/settings');
    await page.getByLabel('登录保持天数').fill('9');
    await button(page, '保存').first().click();
    await told('已保存');
    await page.reload();
    expect(await page.getByLabel('登录保持天数').inputValue()).toBe('9');

    await page.goto('/audit');
    await page.getByPlaceholder('操作人、操作或对象').fill('孙工');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=/);
    await settled(page);
    await rowOf('孙工').first().waitFor();
    await picture(page, 'audit');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: /导出/ })
        .or(page.getByRole('link', { name: /导出/ }))
        .first()
        .click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.slice(1).every((line) => line.includes('孙工'))).toBe(true);
  });
});

/** The code an authenticator shows (RFC 6238: SHA-1, 6 digits, 30 s). */
function totp(secret: string, atMs: number): string {
  const bits = Array.from(secret.replaceAll(/[\s=]/g, ''))
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
