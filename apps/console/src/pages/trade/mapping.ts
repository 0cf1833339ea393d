// What a mapping still lacks, told while it is being made. The server holds the rule; this mirrors it for the form.
import type { ImportField, ImportMapping } from '@yutian/contract';

/** Fields without which the file cannot be read under these choices. */
export function missingFields(mapping: ImportMapping): ImportField[] {
  const has = (field: ImportField) => mapping.columns[field] !== undefined;
  const missing: ImportField[] = [];
  if (!has('createdAt')) missing.push('createdAt');
  if (mapping.orderNoFrom === 'column' && !has('orderNo')) missing.push('orderNo');
  if (mapping.orderNoFrom === 'buyer_day' && !has('buyerId')) missing.push('buyerId');
  if (mapping.layout === 'lines' && !has('unitPrice') && !has('lineAmount')) missing.push('lineAmount');
  if (mapping.layout === 'orders' && !has('totalAmount') && !has('paidAmount')) missing.push('totalAmount');
  if (mapping.paidWhen === 'paid_at' && !has('paidAt')) missing.push('paidAt');
  return missing;
}
