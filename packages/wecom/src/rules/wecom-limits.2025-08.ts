// Call limits of WeCom as a rule pack: official document 90454 (text of 2023-08-28, read 2025-08) and the limits that
// single APIs state on their own pages. A changed limit is a new dated file, or a pack that the operator passes in.
import type { LimitRules } from '../limit-rules.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const MONTH = 30 * DAY;

/** Per corp and API. A window that is exceeded blocks for its own length. */
export const wecomLimits: LimitRules = {
  source: 'https://developer.work.weixin.qq.com/document/path/90454',
  read: '2025-08',
  standard: [
    { seconds: MINUTE, calls: 10_000 },
    { seconds: HOUR, calls: 150_000 },
  ],
  byPath: {
    '/cgi-bin/get_jsapi_ticket': [{ seconds: HOUR, calls: 400 }],
    '/cgi-bin/ticket/get': [{ seconds: HOUR, calls: 100 }],
    '/cgi-bin/media/uploadimg': [
      { seconds: DAY, calls: 1_000 },
      { seconds: MONTH, calls: 3_000 },
    ],
    '/cgi-bin/externalcontact/add_moment_task': [
      { seconds: MINUTE, calls: 10 },
      { seconds: MONTH, calls: 100_000 },
    ],
    '/cgi-bin/idconvert/unionid_to_external_userid': [
      { seconds: HOUR, calls: 100_000 },
      { seconds: DAY, calls: 480_000 },
      { seconds: MONTH, calls: 7_500_000 },
    ],
    '/cgi-bin/msgaudit/check_single_agree': [
      { seconds: MINUTE, calls: 2_500 },
      { seconds: HOUR, calls: 150_000 },
    ],
  },
  // Ours, not the platform's: how much of a window each lane may fill. What is above stays for the lanes before it.
  ceilings: { welcome: 1, guide: 0.9, mass: 0.75, sync: 0.6 },
};

/** Per source IP and API, over all corps that one address serves. */
export const wecomLimitsPerAddress: LimitRules = {
  ...wecomLimits,
  standard: [
    { seconds: MINUTE, calls: 20_000 },
    { seconds: HOUR, calls: 600_000 },
  ],
  byPath: {},
};
