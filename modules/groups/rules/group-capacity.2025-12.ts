// How many people a group holds and what a join code takes: a rule pack. The size is second-hand, so each code may set
// its own.
import { wecomShapes } from '@yutian/wecom';

export const groupCapacity = {
  read: '2025-12',
  /** Larger first; the first is the default. */
  capacities: [
    { members: 500, source: '企业微信客户群上限 500 人（第三方资料，官方文档未载明）', read: '2025-12' },
    { members: 200, source: '旧资料中的上限 200 人；未升级的企业可能仍适用', read: '2025-12' },
  ],
  codeSource: 'https://developer.work.weixin.qq.com/document/path/92229',
  groupsPerCode: wecomShapes.groupChat.joinWayChats,
  nameChars: wecomShapes.groupChat.joinWayRemarkChars,
  /** Ours: from this share of its capacity a group counts as nearly full in totals. */
  nearlyFullPercent: 90,
} as const;
