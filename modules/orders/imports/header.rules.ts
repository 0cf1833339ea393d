// Guesses what the columns of a file mean, and knows the exports that everybody has. Pure.
import { createHash } from 'node:crypto';
import type { ImportField, ImportMapping, IMPORT_PRESETS } from '@yutian/contract';
import { amountOf, instantOf } from './cell.rules.ts';

type Preset = (typeof IMPORT_PRESETS)[number];

/** Column titles by field, as exports of Chinese shops and the public data sets write them; the first fit wins. */
const TITLES: Record<ImportField, readonly string[]> = {
  orderNo: [
    '订单编号',
    '订单号',
    '主订单编号',
    '订单id',
    'orderno',
    'orderid',
    'ordernumber',
    'invoiceno',
    'invoice',
  ],
  createdAt: [
    '订单创建时间',
    '下单时间',
    '订单提交时间',
    '创建时间',
    '成交时间',
    '日期',
    'createdat',
    'orderdate',
    'invoicedate',
    'date',
  ],
  paidAt: ['订单付款时间', '付款时间', '支付时间', '支付完成时间', 'paidat', 'paymenttime', 'paytime'],
  state: ['订单状态', '交易状态', '状态', 'status', 'state', 'orderstatus'],
  totalAmount: [
    '总金额',
    '订单金额',
    '订单总额',
    '应付金额',
    '买家应付货款',
    '订单应付金额',
    'total',
    'totalamount',
    'orderamount',
  ],
  paidAmount: [
    '买家实际支付金额',
    '实付金额',
    '实付款',
    '支付金额',
    '买家实付',
    'paid',
    'paidamount',
    'amountpaid',
  ],
  refundAmount: ['退款金额', '已退款金额', 'refund', 'refundamount', 'refunded'],
  refundedAt: ['退款时间', '退款完成时间', 'refundedat'],
  province: ['收货省份', '省份', '省', '收货地址', '收件地址', 'province', 'country'],
  buyerId: ['买家会员名', '买家id', '买家昵称', '用户id', 'buyerid', 'customerid', 'userid', 'openid'],
  phone: ['收货人手机', '联系手机', '手机号', '手机号码', '手机', '联系电话', 'phone', 'mobile'],
  unionid: ['unionid'],
  memberNo: ['会员号', '会员编号', '会员卡号', 'memberno', 'membernumber'],
  buyerName: ['收货人姓名', '收货人', '收件人', '姓名', 'buyername', 'receiver'],
  sku: ['商家编码', '商品编码', 'sku编码', '货号', 'sku', 'stockcode', 'productcode'],
  productName: ['宝贝标题', '商品名称', '商品标题', '标题', 'productname', 'description', 'title'],
  quantity: ['购买数量', '商品数量', '数量', 'quantity', 'qty', 'numberofcds'],
  unitPrice: ['商品单价', '单价', '价格', 'unitprice', 'price'],
  lineAmount: ['商品金额', '小计', '行金额', 'lineamount', 'subtotal', 'dollarvalue'],
};

const bare = (title: string) => title.toLowerCase().replaceAll(/[\s_\-()()::/]+/g, '');
const fieldOf = new Map(
  Object.entries(TITLES).flatMap(([field, titles]) =>
    titles.map((title) => [title, field as ImportField] as const),
  ),
);

/** Whether the first row names columns: no cell of it is an amount or an instant. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return (
    filled.length > 0 && filled.every((cell) => amountOf(cell) === undefined && instantOf(cell) === undefined)
  );
}

/** Names for columns: trimmed, «列3» where there is none, «名称 (2)» for the second of the same name. */
export function columnNames(cells: readonly string[], hasHeader: boolean): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, i) => {
    const name = (hasHeader ? cell.trim().slice(0, 190) : '') || `列${i + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** By what a mapping is remembered: the column names, in order. */
export function fingerprintOf(names: readonly string[], hasHeader: boolean): string {
  return createHash('sha256')
    .update(JSON.stringify([hasHeader, names.map(bare)]))
    .digest('hex');
}

/** The field each column seems to mean; every field at most once. */
export function guessFields(names: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>();
  return names.map((name) => {
    const field = fieldOf.get(bare(name));
    if (!field || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
}

/** A mapping from the guesses: several rows of one order when products have amounts of their own. */
export function guessMapping(names: readonly string[]): ImportMapping {
  const columns: ImportMapping['columns'] = {};
  guessFields(names).forEach((field, i) => {
    const name = names[i];
    if (field && name !== undefined) columns[field] = name;
  });
  const lines =
    columns.lineAmount !== undefined || (columns.unitPrice !== undefined && columns.quantity !== undefined);
  return {
    layout: lines ? 'lines' : 'orders',
    columns,
    paidAmountIs: 'gross',
    paidWhen: columns.paidAt === undefined ? 'always' : 'paid_at',
    orderNoFrom: 'column',
    returnPrefix: null,
  };
}

interface Known {
  preset: Preset;
  titles: readonly string[];
  /** What differs from the guess. */
  differs: Partial<ImportMapping>;
}

const KNOWN: readonly Known[] = [
  {
    preset: 'tmall_order_report',
    titles: [
      '订单编号',
      '总金额',
      '买家实际支付金额',
      '收货地址',
      '订单创建时间',
      '订单付款时间',
      '退款金额',
    ],
    differs: { paidAmountIs: 'net' },
  },
  {
    preset: 'uci_online_retail',
    titles: [
      'invoiceno',
      'stockcode',
      'description',
      'quantity',
      'invoicedate',
      'unitprice',
      'customerid',
      'country',
    ],
    differs: { returnPrefix: 'C' },
  },
  {
    preset: 'cdnow',
    titles: ['customerid', 'date', 'numberofcds', 'dollarvalue'],
    differs: { orderNoFrom: 'buyer_day' },
  },
];

// CDNOW's sample has no header: buyer, sample number, day, pieces, dollars.
const CDNOW_SAMPLE: ImportMapping = {
  layout: 'lines',
  columns: { buyerId: '列1', createdAt: '列3', quantity: '列4', lineAmount: '列5' },
  paidAmountIs: 'gross',
  paidWhen: 'always',
  orderNoFrom: 'buyer_day',
  returnPrefix: null,
};

/** The known export with these columns, and how it is mapped. */
export function knownExport(
  names: readonly string[],
  hasHeader: boolean,
  format: string,
): { preset: Preset; mapping: ImportMapping } | undefined {
  if (!hasHeader && format === 'spaces' && names.length === 5)
    return { preset: 'cdnow', mapping: CDNOW_SAMPLE };
  const present = new Set(names.map(bare));
  const known = KNOWN.find(
    ({ titles }) => titles.length === present.size && titles.every((title) => present.has(title)),
  );
  return known && { preset: known.preset, mapping: { ...guessMapping(names), ...known.differs } };
}
