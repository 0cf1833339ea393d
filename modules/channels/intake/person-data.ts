// What channels holds of a person (R11): how he came and how he was greeted. Neither names him, so a deletion keeps both
// as facts about nobody, and the numbers of a channel do not change.
import type { PersonalDataHolder } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { countPersonArrivals, eraseStatements, readPersonArrivals } from './person-data.sql.ts';

export const personalData: PersonalDataHolder<Tx> = {
  part: 'channels',
  async exportPerson(tx, tenantId, customerId) {
    const parts = await readPersonArrivals(tx, { tenantId, customerId });
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
  const [counts] = await countPersonArrivals(tx, { tenantId, customerId });
  return { removed: {}, kept: { ...counts } };
}
