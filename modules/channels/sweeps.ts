// What channels does by the clock.
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '@yutian/kernel';
import { defineSweep, type Sweep } from '@yutian/platform';
import { answerDueCodes } from './codes/answer-codes.ts';
import { countCustomers } from './codes/answer.sql.ts';
import { wantDueStatistics, wantQuotaOfAll } from './links/watch-quota.ts';
import type { ChannelsGround } from './parts.ts';
import { renewMedia } from './welcomes/upload-media.ts';
import { WELCOME_LIVES_MS } from './welcomes/welcome.rules.ts';
import { closeLateGreetings } from './welcomes/welcome.sql.ts';

/** A greeting whose job ended may still be writing its outcome. */
const GRACE_MS = 30 * MS_PER_SECOND;
const QUOTA_AT_MINUTE = 6 * 60 + 40;

export function channelsSweeps({ db }: ChannelsGround): Sweep[] {
  return [
    defineSweep({
      name: 'channels.answerCodes',
      everyMs: MS_PER_SECOND,
      run: (tenantId, nowMs) => answerDueCodes(db, tenantId, nowMs),
    }),
    defineSweep({
      name: 'channels.countCustomers',
      everyMs: 6 * MS_PER_HOUR,
      run: async (tenantId, nowMs) => {
        await countCustomers(db, { tenantId, nowMs });
        return 0;
      },
    }),
    defineSweep({
      name: 'channels.closeLateGreetings',
      everyMs: MS_PER_MINUTE,
      run: (tenantId, nowMs) =>
        closeLateGreetings.run(db, { tenantId, givenBeforeMs: nowMs - WELCOME_LIVES_MS - GRACE_MS, nowMs }),
    }),
    defineSweep({
      name: 'channels.renewMedia',
      everyMs: 5 * MS_PER_SECOND,
      run: (tenantId, nowMs) => renewMedia(db, tenantId, nowMs),
    }),
    defineSweep({
      name: 'channels.readQuota',
      everyMs: MS_PER_DAY,
      atMinute: QUOTA_AT_MINUTE,
      run: (tenantId) => wantQuotaOfAll(db, tenantId),
    }),
    defineSweep({
      name: 'channels.readLinkStatistics',
      everyMs: 10 * MS_PER_MINUTE,
      run: (tenantId, nowMs) => wantDueStatistics(db, tenantId, nowMs),
    }),
  ];
}
