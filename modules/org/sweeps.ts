// What org does by itself: read every directory once a night, throw away what has expired.
import { MS_PER_DAY, MS_PER_HOUR } from '@yutian/kernel';
import { defineSweep, inTransaction, type Sweep } from '@yutian/platform';
import { listCorps } from './corps/corp.sql.ts';
import { orderDirectorySync } from './directory/sync-directory.ts';
import { type OrgGround, system } from './parts.ts';
import { deleteExpiredSessions } from './sign-in/account.sql.ts';
import { deleteOldAttempts } from './sign-in/credential.sql.ts';

const TEN_PAST_THREE = 190;

export function orgSweeps(ground: OrgGround): Sweep[] {
  return [
    defineSweep({
      name: 'org.nightlyDirectory',
      everyMs: MS_PER_DAY,
      atMinute: TEN_PAST_THREE,
      async run(tenantId) {
        await inTransaction(ground.db, async (tx) => {
          for (const { corpId, state } of await listCorps(tx, { tenantId, corpId: null }))
            if (state === 'connected') await orderDirectorySync(ground, tx, system(tenantId), corpId);
        });
        // All corps are ordered in one go: nothing is left for another round.
        return 0;
      },
    }),
    defineSweep({
      name: 'org.forgetExpired',
      everyMs: MS_PER_HOUR,
      async run(tenantId) {
        const nowMs = ground.wallClock.now();
        const sessions = await deleteExpiredSessions.run(ground.db, { tenantId, nowMs });
        return sessions + (await deleteOldAttempts.run(ground.db, { nowMs }));
      },
    }),
  ];
}
