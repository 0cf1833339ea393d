// Drawers and editors of acquiring are looked over by axe where the pages' own test does not reach.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heading, openAs, openBrowser, settled } from './console.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'operator', '/channels');
});
afterAll(() => browser.close());

/** Serious faults within a part of the page; what is around it the pages' own test has looked over. */
async function faultsOf(part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, html }) => `${target} ${html.slice(0, 160)}`).join(' | ')}`,
    );
}

const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
const openFirst = () => page.locator('tr.ant-table-row').first().getByRole('button').first().click();
const DRAWERS: [what: string, path: string, open: () => Promise<void>][] = [
  ['a new channel', '/channels', () => press('新建渠道')],
  [
    'states of another tool',
    '/channels',
    async () => {
      await press('操作「天猫」');
      await page.getByRole('menuitem', { name: '外部活码的 state' }).click();
    },
  ],
  ['people behind a number', '/channels', () => press(/^添加 [\d,]+ 人，查看名单$/)],
  ['a new welcome', '/welcomes', () => press('新建欢迎语')],
  ['a new package card', '/package-cards', () => press('新建包裹卡')],
  ['a new join code', '/join-codes', () => press('新建入群码')],
  ['a join code', '/join-codes', openFirst],
  ['a new acquisition link', '/acquisition-links', () => press('新建链接')],
  ['an acquisition link', '/acquisition-links', openFirst],
];

describe('nobody is kept out by how a drawer is built', () => {
  it.each(DRAWERS)('axe finds no serious fault in %s', async (_what, path, open) => {
    await page.goto(path);
    await heading(page).waitFor();
    await settled(page);
    await open();
    await page.getByRole('dialog').first().waitFor();
    await settled(page);
    expect(await faultsOf('[role=dialog]')).toEqual([]);
  });

  it('axe finds no serious fault in any step of writing a code', async () => {
    const answer = await page.context().request.get('/api/v1/codes?limit=1');
    const { items } = (await answer.json()) as { items: { codeId: string }[] };
    await page.goto(`/codes/${items[0]?.codeId}/edit`);
    await heading(page).waitFor();
    for (let step = 0; step < 4; step++) {
      await settled(page);
      const closed = page.locator('.ant-collapse-item:not(.ant-collapse-item-active) .ant-collapse-header');
      while ((await closed.count()) > 0) await closed.first().click();
      expect(await faultsOf('main')).toEqual([]);
      if (step < 3) await press('下一步');
    }
  });
});
