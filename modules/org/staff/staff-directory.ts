// The port by which other modules turn WeCom userids into staff and back.
import type { StaffDirectory } from '@yutian/contract';
import { type Clock, newId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { findStaffByIds, findStaffByUserids, insertPlaceholders } from './staff.sql.ts';

export function createStaffDirectory(clock: Clock): StaffDirectory<Tx> {
  return {
    async resolveStaff(tx, tenantId, corpId, userids) {
      const wanted = new Map(userids.map((userid) => [userid.toLowerCase(), userid]));
      const key = { tenantId, corpId };
      const found = await findStaffByUserids(tx, { ...key, userids: [...wanted.values()] });
      const known = new Map(found.map((row) => [row.userid.toLowerCase(), row.staffId]));
      const missing = [...wanted].filter(([lower]) => !known.has(lower)).map(([, userid]) => userid);
      if (missing.length > 0) {
        const staffIds = missing.map(() => newId());
        await insertPlaceholders(tx, { ...key, userids: missing, staffIds, nowMs: clock.now() });
        // Read again: another transaction may have inserted the same ones first.
        for (const row of await findStaffByUserids(tx, { ...key, userids: missing }))
          known.set(row.userid.toLowerCase(), row.staffId);
      }
      return new Map(
        userids.flatMap((userid) => {
          const staffId = known.get(userid.toLowerCase());
          return staffId === undefined ? [] : [[userid, staffId] as const];
        }),
      );
    },
    async useridsOf(tx, tenantId, staffIds) {
      const rows = await findStaffByIds(tx, { tenantId, staffIds });
      return new Map(
        rows.filter((row) => row.active).map(({ staffId, corpId, userid }) => [staffId, { corpId, userid }]),
      );
    },
  };
}
