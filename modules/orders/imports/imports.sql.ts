// Statements about imports: files, mappings, runs and the rows on their way.
import { type Id, newId, type TenantId } from '@yutian/kernel';
import { query } from '@yutian/platform';
import { sql } from 'kysely';
import { productIdOf } from '../product-id.ts';

export interface FileRecord {
  fileId: Id;
  name: string;
  path: string | null;
  bytes: number;
  format: 'csv' | 'spaces' | 'xlsx';
  compressed: boolean;
  encoding: 'utf-8' | 'gb18030' | 'utf-16le' | null;
  delimiter: string | null;
  hasHeader: boolean;
  rowsEstimate: number;
  columns: string[];
  fingerprint: string;
  preview: string[][];
  uploadedAtMs: number;
}

const one = { tenantId: 1, fileId: newId(), importId: newId() };

export const insertImportFile = query({
  name: 'orders.insertImportFile',
  examples: [
    {
      tenantId: 1,
      fileId: one.fileId,
      name: '',
      path: '',
      bytes: 0,
      format: 'csv' as const,
      compressed: false,
      encoding: null,
      delimiter: null,
      hasHeader: true,
      rowsEstimate: 0,
      columns: ['a'],
      fingerprint: '',
      preview: '[]',
      uploadedAtMs: 0,
    },
  ],
  sql: (p: Omit<FileRecord, 'preview'> & { tenantId: TenantId; preview: string }) => sql`
    insert into orders.import_file (tenant_id, file_id, name, path, bytes, format, compressed, encoding, delimiter,
      has_header, rows_estimate, columns, fingerprint, preview, uploaded_at_ms)
    values (${p.tenantId}, ${p.fileId}, ${p.name}, ${p.path}, ${p.bytes}, ${p.format}, ${p.compressed}, ${p.encoding},
      ${p.delimiter}, ${p.hasHeader}, ${p.rowsEstimate}, ${p.columns}::text[], ${p.fingerprint}, ${p.preview}::jsonb,
      ${p.uploadedAtMs})`,
});

export const findImportFile = query({
  name: 'orders.findImportFile',
  examples: [{ tenantId: 1, fileId: one.fileId }],
  sql: (p: { tenantId: TenantId; fileId: Id }) => sql<FileRecord>`
    select file_id as "fileId", name, path, bytes, format, compressed, encoding, delimiter, has_header as "hasHeader",
      rows_estimate as "rowsEstimate", columns, fingerprint, preview, uploaded_at_ms as "uploadedAtMs"
    from orders.import_file where tenant_id = ${p.tenantId} and file_id = ${p.fileId}`,
});

/** Files whose bytes are not needed any more: old, and no run still reads them. */
export const staleImportFiles = query({
  name: 'orders.staleImportFiles',
  examples: [{ tenantId: 1, beforeMs: 0, limit: 100 }],
  sql: (p: { tenantId: TenantId; beforeMs: number; limit: number }) => sql<{ fileId: Id; path: string }>`
    select f.file_id as "fileId", f.path from orders.import_file f
    where f.tenant_id = ${p.tenantId} and f.path is not null and f.uploaded_at_ms < ${p.beforeMs}
      and not exists (select 1 from orders.import_run r where r.tenant_id = ${p.tenantId} and r.file_id = f.file_id
        and (r.state in ('waiting', 'running') or r.finished_at_ms >= ${p.beforeMs}))
    limit ${p.limit}`,
});

/** The file's bytes are gone, and with them the rows shown of it, which are personal. */
export const forgetBytes = query({
  name: 'orders.forgetImportBytes',
  examples: [{ tenantId: 1, fileId: one.fileId }],
  sql: (p: { tenantId: TenantId; fileId: Id }) => sql`
    update orders.import_file set path = null, preview = '[]' where tenant_id = ${p.tenantId} and file_id = ${p.fileId}`,
});

export const activeRunOfFile = query({
  name: 'orders.activeRunOfFile',
  examples: [{ tenantId: 1, fileId: one.fileId }],
  sql: (p: { tenantId: TenantId; fileId: Id }) => sql<{ importId: Id }>`
    select import_id as "importId" from orders.import_run
    where tenant_id = ${p.tenantId} and file_id = ${p.fileId} and state in ('waiting', 'running') limit 1`,
});

export const findMapping = query({
  name: 'orders.findMapping',
  examples: [{ tenantId: 1, fingerprint: '' }],
  sql: (p: { tenantId: TenantId; fingerprint: string }) => sql<{ mapping: unknown }>`
    select mapping from orders.import_mapping where tenant_id = ${p.tenantId} and fingerprint = ${p.fingerprint}`,
});

export const rememberMapping = query({
  name: 'orders.rememberMapping',
  examples: [{ tenantId: 1, fingerprint: '', mapping: '{}', shopId: null, nowMs: 0 }],
  sql: (p: {
    tenantId: TenantId;
    fingerprint: string;
    mapping: string;
    shopId: Id | null;
    nowMs: number;
  }) => sql`
    insert into orders.import_mapping (tenant_id, fingerprint, mapping, shop_id, used_at_ms)
    values (${p.tenantId}, ${p.fingerprint}, ${p.mapping}::jsonb, ${p.shopId}, ${p.nowMs})
    on conflict (tenant_id, fingerprint) do update
      set mapping = excluded.mapping, shop_id = excluded.shop_id, used_at_ms = excluded.used_at_ms`,
});

/** Rows read so far, with the run's progress moved in the same transaction. Columns are array literals. */
export const insertRows = query({
  name: 'orders.insertImportRows',
  examples: [
    {
      tenantId: 1,
      importId: one.importId,
      line: '{1}',
      orderNo: '{a}',
      createdAtMs: '{1}',
      paidAtMs: '{1}',
      state: '{NULL}',
      isReturn: '{false}',
      totalFen: '{1}',
      paidFen: '{1}',
      refundedFen: '{0}',
      refundedAtMs: '{NULL}',
      province: '{NULL}',
      buyerId: '{NULL}',
      evidence: '{NULL}',
      sku: '{NULL}',
      productName: '{NULL}',
      quantity: '{NULL}',
      unitPriceFen: '{NULL}',
      amountFen: '{NULL}',
    },
  ],
  sql: (p: { tenantId: TenantId; importId: Id } & Record<RowColumn, string>) => sql`
    insert into orders.import_row (tenant_id, import_id, line_no, order_no, created_at_ms, paid_at_ms, state, is_return,
      total_fen, paid_fen, refunded_fen, refunded_at_ms, province, buyer_id, evidence, sku, product_name, quantity,
      unit_price_fen, amount_fen)
    select ${p.tenantId}::int, ${p.importId}::uuid, u.line_no, u.order_no, u.created_at_ms, u.paid_at_ms, u.state,
      u.is_return, u.total_fen, u.paid_fen, u.refunded_fen, u.refunded_at_ms, u.province, u.buyer_id, u.evidence, u.sku,
      u.product_name, u.quantity, u.unit_price_fen, u.amount_fen
    from unnest(${p.line}::bigint[], ${p.orderNo}::text[], ${p.createdAtMs}::bigint[], ${p.paidAtMs}::bigint[],
      ${p.state}::text[], ${p.isReturn}::boolean[], ${p.totalFen}::bigint[], ${p.paidFen}::bigint[],
      ${p.refundedFen}::bigint[], ${p.refundedAtMs}::bigint[], ${p.province}::text[], ${p.buyerId}::text[],
      ${p.evidence}::bytea[], ${p.sku}::text[], ${p.productName}::text[], ${p.quantity}::int[],
      ${p.unitPriceFen}::bigint[], ${p.amountFen}::bigint[])
      as u (line_no, order_no, created_at_ms, paid_at_ms, state, is_return, total_fen, paid_fen, refunded_fen,
        refunded_at_ms, province, buyer_id, evidence, sku, product_name, quantity, unit_price_fen, amount_fen)`,
});

export type RowColumn =
  | 'line'
  | 'orderNo'
  | 'createdAtMs'
  | 'paidAtMs'
  | 'state'
  | 'isReturn'
  | 'totalFen'
  | 'paidFen'
  | 'refundedFen'
  | 'refundedAtMs'
  | 'province'
  | 'buyerId'
  | 'evidence'
  | 'sku'
  | 'productName'
  | 'quantity'
  | 'unitPriceFen'
  | 'amountFen';

export const insertErrors = query({
  name: 'orders.insertImportErrors',
  examples: [
    {
      tenantId: 1,
      importId: one.importId,
      lines: [1],
      codes: [''],
      columns: [null],
      orderNos: [null],
      reasons: [''],
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    lines: readonly number[];
    codes: readonly string[];
    columns: readonly (string | null)[];
    orderNos: readonly (string | null)[];
    reasons: readonly string[];
  }) => sql`
    insert into orders.import_error (tenant_id, import_id, line_no, code, column_name, order_no, reason)
    select ${p.tenantId}::int, ${p.importId}::uuid, u.line_no, u.code, u.column_name, u.order_no, u.reason
    from unnest(${p.lines}::bigint[], ${p.codes}::text[], ${p.columns}::text[], ${p.orderNos}::text[], ${p.reasons}::text[])
      as u (line_no, code, column_name, order_no, reason)
    on conflict (tenant_id, import_id, line_no) do nothing`,
});

export const countRows = query({
  name: 'orders.countImportRows',
  examples: [{ tenantId: 1, importId: one.importId }],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql<{ rows: number; orders: number }>`
    select (select count(*) from orders.import_row r where r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId}) as rows,
      (select count(*) from orders.import_order o where o.tenant_id = ${p.tenantId} and o.import_id = ${p.importId}) as orders`,
});

export const deleteRows = query({
  name: 'orders.deleteImportRows',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql`
    delete from orders.import_row where tenant_id = ${p.tenantId} and import_id = ${p.importId}`,
});

export const deleteGrouped = query({
  name: 'orders.deleteImportOrders',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql`
    delete from orders.import_order where tenant_id = ${p.tenantId} and import_id = ${p.importId}`,
});

export const deleteErrors = query({
  name: 'orders.deleteImportErrors',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql`
    delete from orders.import_error where tenant_id = ${p.tenantId} and import_id = ${p.importId}`,
});

/** One order per row: a second row with the same number is reported. @returns through `run` how many. */
export const reportDuplicates = query({
  name: 'orders.reportDuplicates',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql`
    insert into orders.import_error (tenant_id, import_id, line_no, code, column_name, order_no, reason)
    select d.tenant_id, d.import_id, d.line_no, 'DUPLICATE_IN_FILE', null, d.order_no,
      'The order stands on line ' || d.first_line || ' already.'
    from (
      select r.tenant_id, r.import_id, r.line_no, r.order_no, min(r.line_no) over (partition by r.order_no) as first_line
      from orders.import_row r where r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId}) d
    where d.line_no > d.first_line
    on conflict (tenant_id, import_id, line_no) do nothing`,
});

/** Many rows per order: an order with a bad row would land incomplete, so it is held back as a whole. */
export const reportHeldBack = query({
  name: 'orders.reportHeldBack',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql`
    insert into orders.import_error (tenant_id, import_id, line_no, code, column_name, order_no, reason)
    select r.tenant_id, r.import_id, r.line_no, 'ORDER_HELD_BACK', null, r.order_no,
      'Line ' || b.line_no || ' of the same order is bad; the order is taken when all its rows are good.'
    from orders.import_row r
    join (
      select e.order_no, min(e.line_no) as line_no from orders.import_error e
      where e.tenant_id = ${p.tenantId} and e.import_id = ${p.importId} and e.order_no is not null
      group by e.order_no) b on b.order_no = r.order_no
    where r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId}
    on conflict (tenant_id, import_id, line_no) do nothing`,
});

/**
 * Orders from rows. Values of an order that its rows repeat are taken once (least or greatest, whatever the order of
 * rows); amounts of lines are added. Rows reported as bad are left out.
 */
export const groupRows = query({
  name: 'orders.groupImportRows',
  examples: [one],
  sql: (p: { tenantId: TenantId; importId: Id }) => sql`
    insert into orders.import_order (tenant_id, import_id, seq, order_no, first_line, last_line, lines, created_at_ms,
      paid_at_ms, state, is_return, total_fen, paid_fen, refunded_fen, refunded_at_ms, province, buyer_id, evidence)
    select ${p.tenantId}::int, ${p.importId}::uuid, row_number() over (order by g.first_line), g.order_no, g.first_line,
      g.last_line, g.lines, g.created_at_ms,
      case when g.is_return or g.gross_fen = 0 then null else g.paid_at_ms end,
      g.state, g.is_return,
      case when g.is_return then 0 else g.total_fen end,
      case when g.is_return or g.paid_at_ms is null then 0 else g.gross_fen end,
      case when g.is_return then g.total_fen else g.refunded_fen end,
      case when g.is_return then g.created_at_ms else g.refunded_at_ms end,
      g.province, g.buyer_id, g.evidence
    from (
      select r.order_no, min(r.line_no) as first_line, max(r.line_no) as last_line, count(*) as lines,
        min(r.created_at_ms) as created_at_ms, min(r.paid_at_ms) as paid_at_ms, max(r.state) as state,
        bool_or(r.is_return) as is_return,
        coalesce(max(r.total_fen), sum(r.amount_fen), max(r.paid_fen), 0)::bigint as total_fen,
        coalesce(max(r.paid_fen), max(r.total_fen), sum(r.amount_fen), 0)::bigint as gross_fen,
        max(r.refunded_fen) as refunded_fen, max(r.refunded_at_ms) as refunded_at_ms, min(r.province) as province,
        min(r.buyer_id) as buyer_id,
        (array_agg(r.evidence) filter (where r.evidence is not null))[1] as evidence
      from orders.import_row r
      where r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId}
        and not exists (select 1 from orders.import_error e
          where e.tenant_id = ${p.tenantId} and e.import_id = ${p.importId} and e.line_no = r.line_no)
      group by r.order_no) g`,
});

/** Products named by the rows; a later row's name and price win. */
export const upsertProducts = query({
  name: 'orders.upsertProductsOfImport',
  examples: [{ ...one, shopId: newId() }],
  sql: (p: { tenantId: TenantId; importId: Id; shopId: Id }) => sql`
    insert into orders.product (tenant_id, product_id, shop_id, sku, name, last_price_fen, first_seen_ms)
    select ${p.tenantId}::int, ${productIdOf(p.tenantId, p.shopId, sql`r.sku`)}, ${p.shopId}::uuid,
      r.sku, coalesce(r.product_name, r.sku), coalesce(r.unit_price_fen, 0), latest.first_seen_ms
    from (
      select i.sku, min(i.created_at_ms) as first_seen_ms,
        (max(array[(i.unit_price_fen > 0)::int, i.created_at_ms, i.line_no]))[3] as line_no
      from orders.import_row i
      where i.tenant_id = ${p.tenantId} and i.import_id = ${p.importId} and i.sku is not null group by i.sku) latest
    join orders.import_row r
      on r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId} and r.line_no = latest.line_no
    on conflict (tenant_id, shop_id, sku) do update set name = excluded.name, last_price_fen = excluded.last_price_fen,
      first_seen_ms = least(product.first_seen_ms, excluded.first_seen_ms)`,
});

export interface GroupedOrder {
  seq: number;
  orderNo: string;
  firstLine: number;
  lastLine: number;
  createdAtMs: number;
  paidAtMs: number | null;
  state: string | null;
  isReturn: boolean;
  totalFen: number;
  paidFen: number;
  refundedFen: number;
  refundedAtMs: number | null;
  province: string | null;
  buyerId: string | null;
  evidence: Buffer | null;
}

export const readGrouped = query({
  name: 'orders.readImportOrders',
  examples: [{ ...one, after: 0, limit: 2_000 }],
  sql: (p: { tenantId: TenantId; importId: Id; after: number; limit: number }) => sql<GroupedOrder>`
    select seq, order_no as "orderNo", first_line as "firstLine", last_line as "lastLine", created_at_ms as "createdAtMs",
      paid_at_ms as "paidAtMs", state, is_return as "isReturn", total_fen as "totalFen", paid_fen as "paidFen",
      refunded_fen as "refundedFen", refunded_at_ms as "refundedAtMs", province, buyer_id as "buyerId", evidence
    from orders.import_order
    where tenant_id = ${p.tenantId} and import_id = ${p.importId} and seq > ${p.after} order by seq limit ${p.limit}`,
});

/** Lines of the orders just made, numbered by their place in the file, from the rows between two lines of the file. */
export const insertLinesOfRows = query({
  name: 'orders.insertLinesOfRows',
  examples: [
    {
      ...one,
      shopId: newId(),
      fromLine: 1,
      toLine: 2,
      orderNos: '{a}',
      orderIds: '{}',
      customerIds: '{}',
      firstLines: '{}',
    },
  ],
  sql: (p: {
    tenantId: TenantId;
    importId: Id;
    shopId: Id;
    fromLine: number;
    toLine: number;
    orderNos: string;
    orderIds: string;
    customerIds: string;
    firstLines: string;
  }) => sql`
    insert into orders.order_line (tenant_id, customer_id, order_id, born_id, line_no, product_id, sku, name, quantity,
      unit_price_fen, amount_fen)
    select ${p.tenantId}::int, n.customer_id, n.order_id, n.customer_id,
      r.line_no - n.first_line + 1,
      case when r.sku is null then null
        else ${productIdOf(p.tenantId, p.shopId, sql`r.sku`)} end,
      r.sku, coalesce(r.product_name, r.sku, ''), r.quantity, r.unit_price_fen, r.amount_fen
    from orders.import_row r
    join unnest(${p.orderNos}::text[], ${p.orderIds}::uuid[], ${p.customerIds}::uuid[],
        ${p.firstLines}::bigint[]) as n (order_no, order_id, customer_id, first_line) on n.order_no = r.order_no
    where r.tenant_id = ${p.tenantId} and r.import_id = ${p.importId} and r.line_no between ${p.fromLine} and ${p.toLine}
      and r.amount_fen is not null`,
});
