// One row of a file → what it states about an order, or why it cannot be taken. Pure; 540,000 rows pass here, so the
// mapping is resolved to column numbers once.
import type { ImportField, ImportMapping, OrderState } from '@yutian/contract';
import { dayOf } from '@yutian/kernel';
import {
  amountOf,
  instantOf,
  isDamagedNumber,
  isFormula,
  PER_FEN,
  plain,
  provinceOf,
  quantityOf,
  toFen,
  withoutDecimal,
} from './cell.rules.ts';

/** What a row states. Amounts are fen; null is «the row does not say». */
export interface RowFact {
  orderNo: string;
  createdAtMs: number;
  paidAtMs: number | null;
  state: OrderState | null;
  isReturn: boolean;
  totalFen: number | null;
  /** Gross. */
  paidFen: number | null;
  refundedFen: number;
  refundedAtMs: number | null;
  province: string | null;
  buyerId: string | null;
  /** Personal: sealed before it is stored. */
  person: {
    phone: string | null;
    unionid: string | null;
    memberNo: string | null;
    name: string | null;
  } | null;
  sku: string | null;
  productName: string | null;
  quantity: number | null;
  unitPriceFen: number | null;
  amountFen: number | null;
}

/** Why a row is not taken. `reason` never repeats what a cell holds. */
export interface RowFault {
  code: RowFaultCode;
  column: string | null;
  orderNo: string | null;
  reason: string;
}

const REASONS = {
  VALUE_MISSING: 'has no value',
  DATE_UNREADABLE: 'is no date that can be read (2020-02-21 08:05:00)',
  AMOUNT_UNREADABLE: 'is no amount that can be read',
  NUMBER_UNREADABLE: 'is no whole number',
  NEGATIVE_PRICE: 'is negative',
  NEGATIVE_QUANTITY: 'is negative, and the order is no return slip',
  CELL_HAS_FORMULA: 'holds a formula; only plain values are read',
  ORDER_NO_DAMAGED: 'was turned into a rounded number by a spreadsheet; export it as text',
  ORDER_NO_TOO_LONG: 'has more than 64 characters',
  REFUND_EXCEEDS_PAYMENT: 'is more than what was paid',
  PAYMENT_TIME_MISSING: 'is empty although the row has a paid amount',
} as const;
export type RowFaultCode = keyof typeof REASONS;

const STATES: readonly [RegExp, OrderState][] = [
  [/交易成功|已完成|已签收|确认收货$|completed|finished/i, 'completed'],
  [/已发货|等待买家确认|待收货|shipped/i, 'shipped'],
  [/等待买家付款|待付款|未付款|pending/i, 'pending'],
  [/已付款|待发货|等待卖家发货|^paid$/i, 'paid'],
  [/关闭|取消|cancel/i, 'cancelled'],
];

class Refusal extends Error {
  readonly code: RowFaultCode;
  readonly field: ImportField;
  constructor(code: RowFaultCode, field: ImportField) {
    super(code);
    this.code = code;
    this.field = field;
  }
}

/**
 * Compiles a mapping for files with these columns.
 * @returns a function from cells to a fact or a fault.
 */
export function rowReader(
  mapping: ImportMapping,
  names: readonly string[],
): (cells: readonly string[]) => RowFact | RowFault {
  const at = new Map<ImportField, number>();
  for (const [field, name] of Object.entries(mapping.columns)) {
    const index = names.indexOf(name);
    if (index >= 0) at.set(field as ImportField, index);
  }
  const read: Cells = (cells, field) => {
    const index = at.get(field);
    if (index === undefined) return '';
    const text = plain(cells[index] ?? '');
    if (text !== '' && isFormula(text)) throw new Refusal('CELL_HAS_FORMULA', field);
    return text;
  };
  const hasPerson = (['phone', 'unionid', 'memberNo', 'buyerName'] as const).some((field) => at.has(field));
  return (cells) => {
    let orderNo: string | null = null;
    try {
      const createdAtMs = instant(read(cells, 'createdAt'), 'createdAt', true);
      orderNo = orderNumber(mapping, cells, read, createdAtMs);
      return factOf(mapping, cells, read, { orderNo, createdAtMs, hasPerson, hasPaidAt: at.has('paidAt') });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const column = mapping.columns[error.field] ?? null;
      orderNo ??= safeOrderNo(cells[at.get('orderNo') ?? -1]);
      return {
        code: error.code,
        column,
        orderNo,
        reason: `${column ?? error.field} ${REASONS[error.code]}.`,
      };
    }
  };
}

type Cells = (cells: readonly string[], field: ImportField) => string;

function factOf(
  mapping: ImportMapping,
  cells: readonly string[],
  read: Cells,
  known: { orderNo: string; createdAtMs: number; hasPerson: boolean; hasPaidAt: boolean },
): RowFact {
  const isReturn = mapping.returnPrefix !== null && known.orderNo.startsWith(mapping.returnPrefix);
  const line = lineOf(mapping, cells, read, isReturn);
  const refundedFen = money(read(cells, 'refundAmount'), 'refundAmount') ?? 0;
  const stated = money(read(cells, 'paidAmount'), 'paidAmount');
  const grossFen = stated === null ? null : mapping.paidAmountIs === 'net' ? stated + refundedFen : stated;
  const paidAtMs = known.hasPaidAt
    ? instant(read(cells, 'paidAt'), 'paidAt', false)
    : mapping.paidWhen === 'always'
      ? known.createdAtMs
      : null;
  if (paidAtMs === null && (grossFen ?? 0) > 0) throw new Refusal('PAYMENT_TIME_MISSING', 'paidAt');
  if (refundedFen > 0 && (paidAtMs === null || (grossFen !== null && refundedFen > grossFen)))
    throw new Refusal('REFUND_EXCEEDS_PAYMENT', 'refundAmount');
  return {
    orderNo: known.orderNo,
    createdAtMs: known.createdAtMs,
    paidAtMs,
    state: stateOf(read(cells, 'state')),
    isReturn,
    totalFen: money(read(cells, 'totalAmount'), 'totalAmount'),
    paidFen: grossFen,
    refundedFen,
    refundedAtMs: instant(read(cells, 'refundedAt'), 'refundedAt', false),
    province: provinceOf(read(cells, 'province')),
    buyerId: withoutDecimal(read(cells, 'buyerId')).slice(0, 64) || null,
    person: known.hasPerson ? personOf(cells, read) : null,
    ...line,
  };
}

function lineOf(mapping: ImportMapping, cells: readonly string[], read: Cells, isReturn: boolean) {
  if (mapping.layout === 'orders')
    return { sku: null, productName: null, quantity: null, unitPriceFen: null, amountFen: null };
  const quantityText = read(cells, 'quantity');
  const quantity = quantityText === '' ? 1 : quantityOf(quantityText);
  if (quantity === undefined) throw new Refusal('NUMBER_UNREADABLE', 'quantity');
  if (quantity < 0 && !isReturn) throw new Refusal('NEGATIVE_QUANTITY', 'quantity');
  const price = amount(read(cells, 'unitPrice'), 'unitPrice');
  const whole = amount(read(cells, 'lineAmount'), 'lineAmount');
  if (price !== null && price < 0) throw new Refusal('NEGATIVE_PRICE', 'unitPrice');
  if (whole !== null && whole < 0 && !isReturn) throw new Refusal('NEGATIVE_PRICE', 'lineAmount');
  if (price === null && whole === null)
    throw new Refusal('VALUE_MISSING', mapping.columns.unitPrice === undefined ? 'lineAmount' : 'unitPrice');
  const pieces = Math.abs(quantity);
  const amountFen = toFen(Math.abs(whole ?? (price as number) * pieces));
  if (amountFen > 1e12) throw new Refusal('AMOUNT_UNREADABLE', 'unitPrice');
  return {
    sku: read(cells, 'sku').slice(0, 64) || null,
    productName: read(cells, 'productName').slice(0, 200) || null,
    quantity: pieces,
    unitPriceFen: price === null ? Math.floor(amountFen / Math.max(pieces, 1)) : toFen(price),
    amountFen,
  };
}

function orderNumber(
  mapping: ImportMapping,
  cells: readonly string[],
  read: Cells,
  createdAtMs: number,
): string {
  if (mapping.orderNoFrom === 'buyer_day') {
    const buyer = withoutDecimal(read(cells, 'buyerId'));
    if (buyer === '') throw new Refusal('VALUE_MISSING', 'buyerId');
    return `${buyer.slice(0, 50)}-${dayOf(createdAtMs).replaceAll('-', '')}`;
  }
  const text = read(cells, 'orderNo');
  if (text === '') throw new Refusal('VALUE_MISSING', 'orderNo');
  if (isDamagedNumber(text)) throw new Refusal('ORDER_NO_DAMAGED', 'orderNo');
  if (text.length > 64) throw new Refusal('ORDER_NO_TOO_LONG', 'orderNo');
  return withoutDecimal(text);
}

function personOf(cells: readonly string[], read: Cells): RowFact['person'] {
  const phone = read(cells, 'phone').replaceAll(/[\s-]/g, '');
  const person = {
    // Platforms mask phones («138****1234»); a masked one finds nobody.
    phone: /^\+?\d{6,20}$/.test(phone) ? phone : null,
    unionid: read(cells, 'unionid').slice(0, 64) || null,
    memberNo: withoutDecimal(read(cells, 'memberNo')).slice(0, 64) || null,
    name: read(cells, 'buyerName').slice(0, 64) || null,
  };
  return person.phone || person.unionid || person.memberNo || person.name ? person : null;
}

function instant(text: string, field: ImportField, required: true): number;
function instant(text: string, field: ImportField, required: false): number | null;
function instant(text: string, field: ImportField, required: boolean): number | null {
  if (text === '') {
    if (required) throw new Refusal('VALUE_MISSING', field);
    return null;
  }
  const found = instantOf(text);
  if (found === undefined) throw new Refusal('DATE_UNREADABLE', field);
  return found;
}

/** In 1/10,000 yuan. */
function amount(text: string, field: ImportField): number | null {
  if (text === '') return null;
  const found = amountOf(text);
  if (found === undefined) throw new Refusal('AMOUNT_UNREADABLE', field);
  return found;
}

/** In fen, not negative; an amount of an order has no fractions of a fen. */
function money(text: string, field: ImportField): number | null {
  const found = amount(text, field);
  if (found === null) return null;
  if (found < 0) throw new Refusal('NEGATIVE_PRICE', field);
  if (found % PER_FEN !== 0) throw new Refusal('AMOUNT_UNREADABLE', field);
  return found / PER_FEN;
}

function stateOf(text: string): OrderState | null {
  if (text === '') return null;
  return STATES.find(([words]) => words.test(text))?.[1] ?? null;
}

function safeOrderNo(cell: string | undefined): string | null {
  const text = plain(cell ?? '').slice(0, 64);
  return text === '' || isFormula(text) ? null : text;
}

/** Fields without which a mapping cannot work; empty when it can. */
export function missingFields(mapping: ImportMapping, names: readonly string[]): ImportField[] {
  const has = (field: ImportField) => names.includes(mapping.columns[field] ?? '\0');
  const missing: ImportField[] = [];
  if (!has('createdAt')) missing.push('createdAt');
  if (mapping.orderNoFrom === 'column' && !has('orderNo')) missing.push('orderNo');
  if (mapping.orderNoFrom === 'buyer_day' && !has('buyerId')) missing.push('buyerId');
  if (mapping.layout === 'lines' && !has('unitPrice') && !has('lineAmount')) missing.push('lineAmount');
  if (mapping.layout === 'orders' && !has('totalAmount') && !has('paidAmount')) missing.push('totalAmount');
  if (mapping.paidWhen === 'paid_at' && !has('paidAt')) missing.push('paidAt');
  return missing;
}

/** Whether a reading is a fault. */
export const isRowFault = (reading: RowFact | RowFault): reading is RowFault => 'reason' in reading;
