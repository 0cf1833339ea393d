// What connection holds of a person (R11): callbacks about him (for 14 days), what reconciles found, and for whom he
// agreed to archiving. It finds him by his accounts, so it is asked before his relations lose their names.
import type { PersonalDataHolder } from '@yutian/contract';
import type { Id, TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { countPersonTraces, eraseStatements, findAccounts, readPersonTraces } from './person-data.sql.ts';

export const personalData: PersonalDataHolder<Tx> = {
  part: 'connection',
  async exportPerson(tx, tenantId, customerId) {
    const accounts = await findAccounts(tx, { tenantId, customerId });
    const parts = await readPersonTraces(tx, { tenantId, customerId, accounts });
    return Object.fromEntries(parts.map(({ part, rows }) => [part, rows]));
  },
  countPerson,
  async erasePerson(tx, tenantId, customerId) {
    const counts = await countPerson(tx, tenantId, customerId);
    const accounts = await findAccounts(tx, { tenantId, customerId });
    for (const statement of eraseStatements) await statement(tx, { tenantId, customerId, accounts });
    return counts;
  },
};

async function countPerson(tx: Tx, tenantId: TenantId, customerId: Id) {
  const accounts = await findAccounts(tx, { tenantId, customerId });
  const [counts] = await countPersonTraces(tx, { tenantId, customerId, accounts });
  if (!counts) throw new Error('A count came back empty.');
  const { archiveConsents, ...removed } = counts;
  return { removed, kept: { archiveConsents } };
}
