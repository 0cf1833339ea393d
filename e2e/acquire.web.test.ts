// Acquiring, pressed to the end: who writes codes without reading the organisation, numbers of a channel that open to
// its people, codes of other tools, what is downloaded, and the way through the editor without a mouse.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, heading, type Login, openAs, openBrowser, picture, read, settled } from './console.ts';

let browser: Browser;
let operator: Page;
beforeAll(async () => {
  browser = await openBrowser();
  operator = await openAs(browser, 'operator', '/channels');
});
afterAll(() => browser.close());

const rowsOf = (where: Page | Locator) => where.locator('tr.ant-table-row');
interface Named {
  items: { staffId: string; name: string }[];
}

describe('who writes codes without reading the organisation', () => {
  it.each<Login>(['content', 'agency'])(
    '%s chooses among the staff of his scope and makes a live code',
    async (login) => {
      const page = await openAs(browser, login, '/codes/new');
      const { items } = await read<Named>(page, '/api/v1/code-staff?limit=200');
      expect(items.length).toBeGreaterThan(0);
      expect(Object.keys(items[0] ?? {}).sort()).toEqual(['name', 'staffId', 'storeName']);
      await page.getByLabel('名称', { exact: true }).fill(`${login} 的海报`);
      await choose(page, '渠道', '门店');
      await page.getByRole('button', { name: '下一步' }).click();
      await choose(page, '接待员工', items[0]?.name ?? '');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByRole('button', { name: '下一步' }).click();
      await page.getByRole('button', { name: '生成活码' }).click();
      await page.getByRole('heading', { level: 1, name: `${login} 的海报` }).waitFor();
      await page
        .getByText(items[0]?.name ?? '')
        .first()
        .waitFor();
      await page.goto('/codes');
      await rowsOf(page)
        .filter({ hasText: `${login} 的海报` })
        .first()
        .waitFor();
      await picture(page, `codes-of-${login}`);
      await page.context().close();
    },
  );

  it('an agency sees the staff and codes of its own brand only', async () => {
    const agency = await openAs(browser, 'agency', '/codes');
    const own = await read<Named>(agency, '/api/v1/code-staff?limit=200');
    const all = await read<Named>(operator, '/api/v1/code-staff?limit=200');
    expect(own.items.length).toBeLessThan(all.items.length);
    const stranger = all.items.find(({ staffId }) => !own.items.some((mine) => mine.staffId === staffId));
    const asked = `/api/v1/code-staff?staffIds%5B0%5D=${stranger?.staffId}`;
    expect((await read<Named>(agency, asked)).items).toEqual([]);
    expect((await read<Named>(operator, asked)).items).toMatchObject([{ staffId: stranger?.staffId }]);
    await agency.context().close();
  });
});

describe('the tree of channels', () => {
  it('opens a parent’s number to just as many people, with what is below and without', async () => {
    await operator.goto('/channels');
    const split = operator.getByRole('table', { name: '分项对比' });
    const counts: number[] = [];
    for (const below of [true, false]) {
      const box = operator.getByRole('checkbox', { name: '含下级（同一人只计一次）' });
      if ((await box.isChecked()) !== below) await box.click();
      await settled(operator);
      const cell = rowsOf(split)
        .filter({ has: operator.getByRole('cell', { name: '包裹卡', exact: true }) })
        .locator('td')
        .nth(3)
        .getByRole('button');
      const count = Number((await cell.textContent())?.replaceAll(',', ''));
      counts.push(count);
      await cell.click();
      const drawer = operator.getByRole('dialog', { name: /包裹卡/ });
      await rowsOf(drawer).first().waitFor();
      for (const more = drawer.getByRole('button', { name: '再看一些' }); await more.isVisible(); )
        await more.click();
      await expect.poll(() => rowsOf(drawer).count()).toBeGreaterThanOrEqual(Math.min(count, 50));
      await picture(operator, `channel-people-${below ? 'below' : 'own'}`);
      await drawer.getByRole('button', { name: /关闭|Close/ }).click();
      await drawer.waitFor({ state: 'hidden' });
    }
    expect(counts[0]).toBeGreaterThan(counts[1] ?? 0);
  });

  it('adopts the states of another tool’s codes', async () => {
    await operator.goto('/channels');
    await operator.getByRole('button', { name: '操作「天猫」' }).click();
    await operator.getByRole('menuitem', { name: '外部活码的 state' }).click();
    const drawer = operator.getByRole('dialog', { name: '「天猫」的外部活码' });
    await drawer.getByLabel('粘贴 state').fill('old-tool-1,旧工具主码\nold-tool-2\nold-tool-1,旧工具主码');
    await drawer.getByRole('button', { name: '归入 2 个' }).click();
    await operator.getByText('已归入 2 个，0 个原来就有归属，未改动').waitFor();
    const { items } = await read<{ items: { channelId: string; name: string }[] }>(
      operator,
      '/api/v1/channels',
    );
    const tmall = items.find(({ name }) => name === '天猫')?.channelId;
    const states = await read<{ items: { state: string; name: string }[] }>(
      operator,
      `/api/v1/channels/${tmall}/adopted-states`,
    );
    expect(states.items).toEqual(
      expect.arrayContaining([
        { state: 'old-tool-1', name: '旧工具主码' },
        { state: 'old-tool-2', name: 'old-tool-2' },
      ]),
    );
    await picture(operator, 'adopted-states');
  });

  it('archives a channel that nothing uses, shows it on request, and takes it back', async () => {
    await operator.goto('/channels');
    await operator.getByRole('button', { name: '新建渠道' }).click();
    const form = operator.getByRole('dialog', { name: '新建渠道' });
    await form.getByLabel('名称').fill('地推');
    await form.getByRole('button', { name: '保存' }).click();
    const act = async (name: string) => {
      await operator.getByRole('button', { name: '操作「地推」' }).click();
      await operator.getByRole('menuitem', { name, exact: true }).click();
    };
    await operator.getByRole('button', { name: '操作「地推」' }).waitFor();
    await act('移动');
    const move = operator.getByRole('dialog', { name: '移动渠道（连同下级）' });
    await choose(operator, '上级渠道', '门店', move);
    await move.getByRole('button', { name: '保存' }).click();
    await move.waitFor({ state: 'hidden' });
    await act('停用');
    await operator
      .getByRole('dialog')
      .getByRole('button', { name: /停\s?用/ })
      .click();
    await operator.getByRole('button', { name: '操作「地推」' }).waitFor({ state: 'hidden' });
    await operator.getByRole('checkbox', { name: '显示已停用' }).click();
    await operator.getByRole('button', { name: '操作「地推」' }).waitFor();
    await act('恢复使用');
    await operator.getByText('已恢复').waitFor();
    const { items } = await read<{ items: { name: string; archived: boolean; path: string[] }[] }>(
      operator,
      '/api/v1/channels',
    );
    expect(items.find(({ name }) => name === '地推')).toMatchObject({ archived: false, path: { length: 2 } });
  });
});

describe('codes to hand out', () => {
  it.each([
    ['codes', '/codes'],
    ['join-codes', '/join-codes'],
  ])('%s are chosen in their list and come as one zip', async (of, path) => {
    await operator.goto(path);
    await operator.getByRole('button', { name: '选择已列出的' }).click();
    await operator.getByRole('button', { name: /打包下载 \d+ 个/ }).click();
    const address = await operator.getByRole('link', { name: '印刷卡片' }).getAttribute('href');
    expect(address).toContain(`/api/v1/${of}/qr.zip?ids=`);
    const zip = await (await operator.context().request.get(address ?? '')).body();
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    expect(zip.toString('latin1')).toContain('.card.svg');
  });

  it('Ctrl-K finds a card, a link, a group and a join code by a fragment', async () => {
    await operator.goto('/channels');
    await settled(operator);
    await heading(operator).waitFor();
    const one = async (path: string) => {
      const { items } = await read<{ items: { name: string }[] }>(operator, `/api/v1${path}`);
      return items.find(({ name }) => name !== '')?.name ?? '';
    };
    for (const [path, kind] of [
      ['/package-cards?limit=1', '包裹卡'],
      ['/acquisition-links?limit=1', '获客链接'],
      ['/groups?limit=5', '群'],
      ['/join-codes?limit=1', '入群码'],
    ] as const) {
      await operator.keyboard.press('Control+k');
      const box = operator.getByRole('dialog').getByRole('combobox');
      await box.fill(await one(path));
      const found = operator.getByRole('option').filter({ has: operator.getByText(kind, { exact: true }) });
      await found.first().waitFor();
      expect(await found.count()).toBeGreaterThan(0);
      await operator.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
    }
  });

  it('a live code is made without a mouse', async () => {
    const page = await openAs(browser, 'operator', '/codes/new');
    const { items } = await read<Named>(page, '/api/v1/code-staff?limit=1');
    const name = page.getByLabel('名称', { exact: true });
    await name.focus();
    await page.keyboard.type('键盘做的码');
    await page.keyboard.press('Tab');
    await page.keyboard.type('门店');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const press = async (button: string) => {
      await page.getByRole('button', { name: button }).focus();
      await page.keyboard.press('Enter');
    };
    await press('下一步');
    await page.getByRole('combobox', { name: '接待员工' }).focus();
    await page.keyboard.type(items[0]?.name ?? '');
    await page
      .locator('.ant-select-dropdown:visible')
      .getByText(items[0]?.name ?? '')
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await press('下一步');
    await press('下一步');
    await press('生成活码');
    await page.getByRole('heading', { level: 1, name: '键盘做的码' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/codes\/[0-9a-f-]{36}$/);
    await page.context().close();
  });

  it('a code gets two shifts with words of their own, a special date, a cap and a spare, and the server keeps them', async () => {
    const { items } = await read<Named>(operator, '/api/v1/code-staff?limit=3');
    const [day, night, spare] = items.map(({ name }) => name);
    await operator.goto('/codes/new');
    await operator.getByLabel('名称', { exact: true }).fill('两班倒');
    await choose(operator, '渠道', '门店');
    await operator.getByRole('button', { name: '下一步' }).click();
    const shift = (number: number) => operator.getByRole('group', { name: `班次 ${number}` }).first();
    const fill = async (number: number, who: string, from: string, to: string) => {
      await choose(operator, '接待员工', who, shift(number));
      await operator.keyboard.press('Escape');
      for (const [label, clock] of [
        ['开始时间', from],
        ['结束时间', to],
      ] as const) {
        await shift(number).getByRole('combobox', { name: label }).fill(clock);
        await operator.keyboard.press('Enter');
      }
      await choose(operator, '本班次欢迎语', '默认欢迎语', shift(number));
    };
    await fill(1, day ?? '', '08:00', '16:00');
    await operator.getByRole('button', { name: '添加班次' }).first().click();
    await fill(2, night ?? '', '16:00', '23:00');
    await operator.getByRole('button', { name: '添加特殊日期' }).click();
    await operator.getByLabel('日期名称').fill('盘点日');
    await operator.getByRole('button', { name: '下一步' }).click();
    await choose(operator, '备用员工', spare ?? '');
    await operator.keyboard.press('Escape');
    await operator.getByLabel('每人每日上限', { exact: true }).fill('30');
    await operator.getByRole('button', { name: '下一步' }).click();
    await settled(operator);
    await picture(operator, 'code-preview');
    await operator.getByRole('button', { name: '生成活码' }).click();
    await operator.getByRole('heading', { level: 1, name: '两班倒' }).waitFor();
    const codeId = new URL(operator.url()).pathname.split('/').at(-1);
    const { rota } = await read<{ rota: unknown }>(operator, `/api/v1/codes/${codeId}`);
    const welcomeId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(rota).toMatchObject({
      shifts: [
        { from: '08:00', to: '16:00', staffIds: [items[0]?.staffId], welcomeId },
        { from: '16:00', to: '23:00', staffIds: [items[1]?.staffId], welcomeId },
      ],
      specialDates: [{ label: '盘点日', shifts: [] }],
      dailyCap: 30,
      spareStaffIds: [items[2]?.staffId],
    });
  });
});
