// One person from every side, to the end: found twice and merged, taken apart, consents, fields, the file of the list,
// and finally his deletion; and the tags' order.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heading, openAs, openBrowser, picture, read, settled } from './console.ts';

interface Named {
  items: { id: string; name: string }[];
}

let browser: Browser;
let page: Page;
let one: { id: string; name: string };
let other: { id: string; name: string };
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'boss', '/');
  // The oldest friends of a page: nobody else's tests are about them.
  const { items } = await read<Named>(page, '/api/v1/customers?standing=live&provisional=false&limit=200');
  const named = items.filter((row) => items.filter(({ name }) => name === row.name).length === 1);
  [one, other] = named.slice(-2) as [typeof one, typeof other];
});
afterAll(() => browser.close());

const dialog = (name: string) => page.getByRole('dialog', { name });
async function openPerson(id = one.id) {
  await page.goto(`/customers/${id}`);
  await heading(page).waitFor();
  await settled(page);
}

describe('two records of one person', () => {
  it('are merged by hand, with what speaks against it and what moves said before, and taken apart again', async () => {
    await openPerson();
    await page.getByRole('button', { name: /^合并记录/ }).click();
    const drawer = dialog('合并记录');
    await drawer.getByRole('button', { name: '与另一位客户合并' }).click();
    await drawer.getByLabel('找到另一份档案:名称、备注、手机号、会员号').fill(other.name);
    await drawer.getByRole('button', { name: other.name }).first().click();
    await drawer.getByText('与「同一人」矛盾的:').waitFor();
    await drawer.getByText(new RegExp(`「${other.name}」的 \\d+ 段好友关系`)).waitFor();
    await picture(page, 'merge-by-hand');
    const merge = drawer.getByRole('button', { name: '合并', exact: true });
    expect(await merge.isDisabled()).toBe(true);
    await drawer.getByLabel('原因').fill('同一人的两个微信');
    await merge.click();
    await page.getByRole('button', { name: '合并记录 (1)' }).click();
    await drawer.getByText(`「${other.name}」并入「${one.name}」`).waitFor();
    // His former address leads to who he is now.
    expect((await read<{ id: string }>(page, `/api/v1/customers/${other.id}`)).id).toBe(one.id);
    await drawer.getByRole('button', { name: '撤销合并' }).click();
    await drawer.getByText('新订单留在').waitFor();
    await drawer.getByLabel('原因').fill('是母女两人');
    await drawer.getByRole('button', { name: '撤销合并' }).click();
    await drawer.getByText(/撤销:是母女两人/).waitFor();
    expect((await read<{ id: string }>(page, `/api/v1/customers/${other.id}`)).id).toBe(other.id);
  });
});

describe('evidence that two are one', () => {
  it('waits for a person when it conflicts, and stays rejected with the reason given', async () => {
    for (const id of [one.id, other.id]) {
      await openPerson(id);
      await page.getByRole('button', { name: '添加手机号' }).click();
      await page.getByRole('textbox', { name: '添加手机号' }).fill('13977776666');
      await page.getByRole('textbox', { name: '添加手机号' }).press('Enter');
      await page.getByText(id === one.id ? '已保存' : /「可能是同一人」/).waitFor();
    }
    const open = () =>
      read<{ items: { reviewId: string }[] }>(page, `/api/v1/merge-reviews?customerId=${one.id}`);
    await expect.poll(async () => (await open()).items.length).toBe(1);
    await page.goto(`/merge-reviews?customerId=${one.id}`);
    await page.getByText('两个不同的 unionid').waitFor();
    await page.getByRole('button', { name: '不是同一人' }).click();
    await page.getByLabel('原因').fill('母女共用一个手机号');
    await picture(page, 'merge-review');
    await page.getByRole('button', { name: '不是同一人' }).click();
    await expect.poll(async () => (await open()).items.length).toBe(0);
    await page.goto(`/merge-reviews?status=rejected&customerId=${one.id}`);
    await page.getByText('母女共用一个手机号').waitFor();
  });
});

describe('what is kept about a person', () => {
  it('a consent and its withdrawal are two receipts, and the latest holds', async () => {
    await openPerson();
    for (const answer of ['同意', '撤回']) {
      await page.getByRole('button', { name: '登记授权' }).click();
      const drawer = dialog('登记授权');
      await drawer.getByText(answer, { exact: true }).click();
      await drawer.getByLabel('在哪里说的').fill('门店');
      await drawer.getByLabel('告知文本版本').fill('2026-01');
      await drawer.getByRole('button', { name: '保存' }).click();
      await drawer.waitFor({ state: 'hidden' });
    }
    await page.getByRole('button', { name: '全部回执' }).click();
    const receipts = dialog('全部回执');
    await receipts.locator('tr.ant-table-row').nth(1).waitFor();
    expect(await receipts.locator('tr.ant-table-row').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.getByText('营销触达 · 撤回', { exact: true }).waitFor();
  });

  it('a field the company adds is filled in on the page', async () => {
    await page.goto('/customers');
    await page.getByRole('button', { name: '自定义字段' }).click();
    const fields = dialog('自定义字段');
    await fields.getByLabel('名称').fill('爱喝的茶');
    await fields.getByRole('button', { name: '新增字段' }).click();
    await fields.getByText('爱喝的茶').waitFor();
    await openPerson();
    await page.getByRole('button', { name: '编辑资料' }).click();
    const drawer = dialog('编辑资料');
    await drawer.getByLabel('爱喝的茶').fill('白毫银针');
    await drawer.getByRole('button', { name: '保存' }).click();
    await expect.poll(() => page.getByText('白毫银针').count()).toBe(1);
  });
});

describe('the list', () => {
  it('is downloaded with the columns chosen and the rows filtered, and kept as a view', async () => {
    await page.goto(`/customers?text=${encodeURIComponent(one.name)}`);
    await settled(page);
    await page.getByRole('button', { name: '常用视图' }).click();
    await page.getByLabel('给当前筛选起个名字').fill('我的老友');
    await page.getByLabel('给当前筛选起个名字').press('Enter');
    await page.getByRole('button', { name: '我的老友', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '列', exact: true }).click();
    for (const column of ['导购', '门店', '来源', '手机', '会员号', '最近添加', '最近来信'])
      await page.getByRole('checkbox', { name: column, exact: true }).uncheck();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    const stream = await file.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const [head, ...lines] = Buffer.concat(chunks).toString('utf8').trimEnd().split('\r\n');
    expect(head).toBe('\uFEFF名称,标签');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.includes(one.name))).toBe(true);
    await page.goto('/customers');
    await page.getByRole('button', { name: '常用视图' }).click();
    await page.getByRole('button', { name: '我的老友', exact: true }).click();
    await page.waitForURL(/text=/);
  });
});

describe('tags', () => {
  it('change places, and one is deleted from everybody', async () => {
    await page.goto('/tags');
    await settled(page);
    await page.getByRole('button', { name: '新建标签组' }).click();
    const form = dialog('新建标签组');
    await form.getByLabel('名称').fill('喝茶时间');
    await form.getByRole('combobox').fill('早上');
    await page.keyboard.press('Enter');
    await form.getByRole('combobox').fill('午后');
    await page.keyboard.press('Enter');
    await form.getByRole('button', { name: '保存' }).click();
    const order = async () =>
      (await read<{ items: { name: string; tags: { name: string }[] }[] }>(page, '/api/v1/tag-groups')).items
        .find((group) => group.name === '喝茶时间')
        ?.tags.map((tag) => tag.name);
    await expect.poll(order).toHaveLength(2);
    const [first = '', last = ''] = (await order()) ?? [];
    await page.getByRole('button', { name: `「${last}」的操作` }).click();
    await page.getByRole('menuitem', { name: '前移' }).click();
    await expect.poll(order).toEqual([last, first]);
    await page.getByRole('button', { name: `「${first}」的操作` }).click();
    await page.getByRole('menuitem', { name: '删除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await expect.poll(order).toEqual([last]);
    await picture(page, 'tags');
  });
});

describe('deletion', () => {
  it('says what goes and what stays, asks why, leaves a receipt, and nobody finds him any more', async () => {
    await openPerson(other.id);
    await page.getByRole('button', { name: '删除个人信息' }).click();
    const ask = dialog(`删除「${other.name}」的个人信息`);
    await ask.getByText(/将删除/).waitFor();
    // Everything counted has a word.
    expect(await ask.textContent()).not.toMatch(/[a-z]/i);
    await picture(page, 'erasure');
    await ask.getByLabel('原因').fill('本人来电要求');
    await ask.getByRole('button', { name: '删除个人信息' }).click();
    await page.waitForURL(/\/customers$/);
    const gone = await page.context().request.get(`/api/v1/customers/${other.id}`);
    expect(gone.status()).toBe(404);
    const { items } = await read<{ items: { customerId: string; reason: string }[] }>(
      page,
      '/api/v1/erasures',
    );
    expect(items.find((receipt) => receipt.customerId === other.id)?.reason).toBe('本人来电要求');
  });
});
