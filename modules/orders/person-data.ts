// What orders holds of a person (R11): his orders with their money. Books must keep what was sold, so a deletion takes
// what describes him (the province, what was written about a refund) and leaves the sale without a name.
import type { PersonalDataHolder } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { countPersonOrders, eraseStatements, readPersonOrders } from './person-data.sql.ts';

export const personalData: PersonalDataHolder<Tx> = {
  part: 'orders',
  async exportPerson(tx, tenantId, customerId) {
    const parts = await readPersonOrders(tx, { tenantId, customerId });
    return Object.fromEntries(parts.map(({ part, rows }) => [part, rows]));
  },
  countPerson,
  async erasePerson(tx, tenantId, customerId) {
    const counts = await countPerson(tx, tenantId, customerId);
    for (const statement of eraseStatements) await statement(tx, { tenantId, customerId });
    return counts;
  },
};

async function countPerson(tx: Tx, tenantId: TenantId, customerId: Id) {
  const [counts] = await countPersonOrders(tx, { tenantId, customerId });
  if (!counts) throw new Error('A count came back empty.');
  const { provinces, refundReasons, ...kept } = counts;
  return { removed: { provinces, refundReasons }, kept };
}
