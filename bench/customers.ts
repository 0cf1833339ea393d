// The customer list with every filter, search by fragment and the 360° page among 1.2 million people, by the boss, a
// store manager and a guide; against what is usually written instead: OFFSET for the list, ILIKE for the search.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock } from '@yutian/kernel';
import { openLog, readConfig, startPostgres } from '@yutian/platform';
import { compose } from '../apps/server/src/compose.ts';
import {
  measureLists,
  measureMerges,
  measurePairs,
  measureProfiles,
  measureSearch,
} from './customers.measures.ts';
import { NOW, PEOPLE, plantPeople } from './customers.people.ts';
import type { Bench } from './main.ts';

export const bench: Bench = {
  name: 'customers',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'yutian-bench-'));
    chmodSync(folder, 0o755);
    const postgres = await startPostgres(folder);
    const product = await compose({
      connection: postgres.connection('yutian'),
      clock: frozenClock(NOW),
      config: readConfig({ YUTIAN_DATA: folder, YUTIAN_LOG: 'silent' }),
      log: openLog('silent'),
    });
    try {
      await product.prepare();
      await plantPeople(product.pool);
      const people = `${PEOPLE.toLocaleString('en')} people`;
      const single = await measureLists(product);
      report({
        name: 'customers.list_p95_ms',
        value: single.p95,
        unit: 'ms',
        baseline: single.baseline,
        ratio: single.baseline / single.p95,
        note: `${people}, each filter alone by three roles; worst p95 ${single.worst}; baseline: all who fit sorted, then OFFSET`,
      });
      const pairs = await measurePairs(product);
      report({
        name: 'customers.pair_p95_ms',
        value: pairs.p95,
        unit: 'ms',
        baseline: pairs.baseline,
        ratio: pairs.baseline / pairs.p95,
        note: `two filters at once; worst p95 ${pairs.worst}; baseline: all who fit sorted, then OFFSET`,
      });
      const search = await measureSearch(product);
      report({
        name: 'customers.search_p95_ms',
        value: search.p95,
        unit: 'ms',
        baseline: search.baseline,
        ratio: search.baseline / search.p95,
        note: `fragments of one to eight characters; worst p95 ${search.worst}; baseline: ILIKE on name, remark, phone, member number`,
      });
      const profile = await measureProfiles(product);
      report({
        name: 'customers.profile_p95_ms',
        value: profile.p95,
        unit: 'ms',
        note: 'the 360° page and the first page of the timeline',
      });
      const merges = await measureMerges(product);
      report({
        name: 'customers.merges_per_s',
        value: merges.perSecond,
        unit: '/s',
        baseline: merges.baseline,
        ratio: merges.perSecond / merges.baseline,
        note: 'with all their rows, by evidence; baseline: one pair a transaction',
      });
    } finally {
      await product.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
