import { systemClock } from '@yutian/kernel';
import { openLog } from '@yutian/platform';
import { createTestDb } from '@yutian/platform/testing';
import { expect, it } from 'vitest';
import { migrationFolders } from '../../apps/server/src/compose.ts';
import { InboxProcessor } from './inbox-processor.ts';
import type { SyncParts } from './parts.ts';
import { wantProfiles } from './profile.sql.ts';
import { connectionSweeps } from './sweeps.ts';

it('every sweep ends while the clock runs, although its jobs have not begun', async () => {
  const test = await createTestDb(migrationFolders.slice(1));
  try {
    const { db } = test;
    const log = openLog('silent');
    const corps = {
      corps: async () => [{ tenantId: 1, corpId: 'ww1' }],
    } as unknown as SyncParts['ports']['corps'];
    const ports = { corps } as SyncParts['ports'];
    const parts = { db, clock: systemClock, log, ports, driven: new Set() } as unknown as SyncParts;
    const processor = new InboxProcessor({ db, clock: systemClock, log, ports });
    await wantProfiles.run(db, { tenantId: 1, corpId: 'ww1', externalUserids: ['wm1'], nowMs: 0 });
    for (const sweep of connectionSweeps(parts, processor, corps)) {
      let rounds = 0;
      for (let nowMs = Date.now(); (await sweep.run(1, nowMs, AbortSignal.timeout(60_000))) > 0; nowMs += 1) {
        rounds += 1;
        expect(rounds < 5 ? 'ends' : sweep.name).toBe('ends');
      }
    }
    const { rows } = await test.pool.query<{ task: string }>(
      'select task_identifier as task from graphile_worker.jobs order by 1',
    );
    expect(rows.map((row) => row.task)).toEqual([
      'connection.pullArchive',
      'connection.readBehaviour',
      'connection.readProfiles',
    ]);
  } finally {
    await test[Symbol.asyncDispose]();
  }
});
