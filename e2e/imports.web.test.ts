// Order files through the page, to the end: what the shops export, and what goes wrong with files.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workbookParts, zipOf } from '../modules/orders/testing/xlsx-file.ts';
import { choose, openAs, openBrowser, picture, read } from './console.ts';

const tmall = fileURLToPath(new URL('../../shared/data/tmall_order_report.csv', import.meta.url));
const HEADER = ['订单号', '下单时间', '付款时间', '订单金额', '支付金额', '手机号'];
const TIMES = ['2026-11-02 12:05:00', '2026-11-02 12:06:00'];

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await openAs(browser, 'boss', '/imports');
});
afterAll(() => browser.close());

/** A shop of one's own, so that the demo's shops stay as they are. */
function openShop(name: string): Promise<string> {
  const body = JSON.stringify({ name, platform: 'other' });
  return page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/api/v1/shops', { method: 'POST', headers, body });
    return ((await answer.json()) as { shopId: string }).shopId;
  }, body);
}

const textFile = (name: string, body: string | Buffer): File => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(body),
});
interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

async function upload(file: File | string, name: string): Promise<void> {
  await page.goto('/imports');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Chooses the shop, reads what would happen, starts, and reads what happened. */
async function importInto(shop: string): Promise<{ said: string; outcome: Record<string, number> }> {
  await choose(page, '店铺', shop);
  const will = page.getByText(/将新增 [\d,]+ 笔订单/);
  await will.waitFor();
  const said = (await will.textContent()) ?? '';
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByRole('button', { name: '查看订单' }).waitFor({ timeout: 90_000 });
  const figures = page.locator('.ant-statistic');
  const outcome: Record<string, number> = {};
  for (const figure of await figures.all()) {
    const title = await figure.locator('.ant-statistic-title').textContent();
    const value = await figure.locator('.ant-statistic-content').textContent();
    outcome[title ?? ''] = Number((value ?? '').replaceAll(',', ''));
  }
  return { said, outcome };
}

interface Totals {
  orders: number;
  paid: { amountFen: number };
  refunded: { amountFen: number };
  net: { amountFen: number };
}
const totals = (shopId: string) =>
  read<Totals>(page, `/api/v1/orders/totals?shopId=${shopId}&dateBy=created`);

/** Text in GBK, by reading the decoder backwards. */
function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk');
  const bytes = new Map<string, number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1)
      bytes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Buffer.from(Array.from(text).flatMap((sign) => bytes.get(sign) ?? [sign.charCodeAt(0)]));
}

describe('an order file', () => {
  it.skipIf(!existsSync(tmall))(
    'of Tmall is known by its columns, comes in net of refunds, and a second time changes nothing',
    { timeout: 180_000 },
    async () => {
      const shopId = await openShop('天猫报表店');
      await upload(tmall, 'tmall_order_report.csv');
      await page.getByText('已识别:天猫订单报表').waitFor();
      const first = await importInto('天猫报表店');
      expect(first.outcome).toMatchObject({ 新增订单: 28_010, 问题行: 0 });
      await picture(page, 'import-tmall');
      const after = await totals(shopId);
      expect(after).toMatchObject({
        orders: 28_010,
        paid: { amountFen: 247_482_307 },
        refunded: { amountFen: 57_233_592 },
        net: { amountFen: 190_248_715 },
      });
      await upload(tmall, 'tmall_order_report.csv');
      const second = await importInto('天猫报表店');
      expect(second.said).toContain('将新增 0 笔订单');
      expect(second.outcome).toMatchObject({ 新增订单: 0, 没有变化: 28_010 });
      expect(await totals(shopId)).toEqual(after);
    },
  );

  it('in GBK with bad rows lets the good ones land and gives the bad ones back as a file with reasons', async () => {
    await openShop('老系统导出店');
    const rows = [
      HEADER.join(','),
      `GBK-1,${TIMES.join(',')},128.00,128.00,13911110001`,
      `GBK-2,${TIMES.join(',')},-5.00,-5.00,13911110002`,
      `=1+1,${TIMES.join(',')},68.00,68.00,13911110003`,
      `GBK-4,${TIMES.join(',')},六十八元,68.00,13911110004`,
      `GBK-5,${TIMES.join(',')},99.00,99.00,13911110005`,
    ];
    await upload(textFile('gbk.csv', gbk(rows.join('\r\n'))), 'gbk.csv');
    await page.getByText(/编码 gb/i).waitFor();
    const { outcome } = await importInto('老系统导出店');
    expect(outcome).toMatchObject({ 新增订单: 2, 问题行: 3 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('link', { name: '下载问题行' })
        .or(page.getByRole('button', { name: '下载问题行' }))
        .first()
        .click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toContain('行号');
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual([3, 4, 5]);
    await picture(page, 'import-bad-rows');
  });

  it('that states a known order with other amounts is told so, and what is known stays', async () => {
    const shopId = await openShop('改价店');
    const file = (paid: string) =>
      textFile(
        'prices.csv',
        `\uFEFF${HEADER.join(',')}\nPRICE-1,${TIMES.join(',')},${paid},${paid},13911110006\n`,
      );
    await upload(file('100.00'), 'prices.csv');
    await importInto('改价店');
    await upload(file('80.00'), 'prices.csv');
    const { outcome } = await importInto('改价店');
    expect(outcome).toMatchObject({ 新增订单: 0, 金额冲突: 1 });
    expect(await totals(shopId)).toMatchObject({ orders: 1, paid: { amountFen: 10_000 } });
  });

  it('of one’s own, as XLSX, is mapped once by hand and remembered', async () => {
    await openShop('自有表格店');
    const book = (no: string) => ({
      name: '自有表格.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: zipOf(
        workbookParts([
          ['单据', '啥时候', '钱'],
          [no, TIMES[0] ?? '', 88],
          [`${no}b`, TIMES[1] ?? '', 12.5],
        ]),
      ),
    });
    await upload(book('X1'), '自有表格.xlsx');
    await page.getByText(/还缺:/).waitFor();
    for (const [field, column] of [
      ['订单号', '单据'],
      ['下单时间', '啥时候'],
      ['订单金额', '钱'],
    ] as const) {
      const box = page.getByRole('combobox', { name: `「${field}」对应的列` });
      await box.click();
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: column }).click();
    }
    await page.getByText('文件里都已付款').click();
    expect((await importInto('自有表格店')).outcome).toMatchObject({ 新增订单: 2, 问题行: 0 });
    await upload(book('X2'), '自有表格.xlsx');
    await page.getByText('沿用上次的对应关系').waitFor();
    expect((await importInto('自有表格店')).outcome).toMatchObject({ 新增订单: 2, 问题行: 0 });
  });

  it('that is a bomb is refused with a reason before it is unpacked', async () => {
    const parts = workbookParts([['订单号'], ['1']]);
    const bomb = zipOf([...parts, { name: 'xl/media/a.bin', data: Buffer.alloc(60_000_000) }]);
    await page.goto('/imports');
    await page.locator('input[type=file]').setInputFiles({
      name: 'bomb.xlsx',
      mimeType: 'application/octet-stream',
      buffer: bomb,
    });
    const alert = page.getByRole('alert').filter({ hasText: '这个文件没有收下' });
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/解压/);
    await picture(page, 'import-refused');
  });
});
