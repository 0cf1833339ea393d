// What WeCom's group statistics give and how much of them is kept: a rule pack.
export const groupStatistics = {
  read: '2025-12',
  source:
    'wecom contract 2.8: last 180 days, at most 30 days a call, ready the next day, at most 100 owners a call',
  daysBack: 180,
  spanDays: 30,
  ownersPerCall: 100,
  /** Ours: from this minute of the day the figures of yesterday are asked for. */
  readyMinute: 7 * 60 + 30,
  /** Ours: windows of distinct members, and for how many days back each is kept. */
  windows: [
    { days: 1, back: 180 },
    { days: 7, back: 30 },
    { days: 30, back: 30 },
  ],
} as const;
