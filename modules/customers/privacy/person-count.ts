// How many people the company holds data of: from a million on the law asks for a report (R12).
import { MS_PER_HOUR, type TenantId, toIso } from '@yutian/kernel';
import { type Db, defineSweep } from '@yutian/platform';
import type { CustomersGround } from '../parts.ts';
import { personDuties } from './person-duties.2025-07.ts';
import { countAllPeople, countFriends, type CountRow, readCount, writeCount } from './person-count.sql.ts';

/** Counting 1.2 million people reads an index of some 100 MB, so it is done by the hour and not by the page. */
async function count(db: Db, tenantId: TenantId, nowMs: number): Promise<CountRow> {
  const [all] = await countAllPeople(db, { tenantId });
  const [live] = await countFriends(db, { tenantId });
  const row = {
    people: all?.people ?? 0,
    provisional: all?.provisional ?? 0,
    friends: live?.friends ?? 0,
    countedAtMs: nowMs,
  };
  await writeCount(db, { tenantId, ...row });
  return row;
}

export const countSweep = ({ db }: CustomersGround) =>
  defineSweep({
    name: 'customers.countPeople',
    everyMs: MS_PER_HOUR,
    async run(tenantId, nowMs) {
      const [before] = await readCount(db, { tenantId });
      if (!before || nowMs - before.countedAtMs >= MS_PER_HOUR) await count(db, tenantId, nowMs);
      return 0;
    },
  });

/** The latest count and what it obliges to. */
export async function countPeople({ db, clock }: CustomersGround, tenantId: TenantId) {
  const [known] = await readCount(db, { tenantId });
  const { countedAtMs, ...row } = known ?? (await count(db, tenantId, clock.now()));
  const { warnFrom, reportFrom } = personDuties;
  const level: 'report' | 'warn' | 'fine' =
    row.people >= reportFrom ? 'report' : row.people >= warnFrom ? 'warn' : 'fine';
  return { ...row, countedAt: toIso(countedAtMs), warnFrom, reportFrom, level, source: personDuties.source };
}
