// Acquisition links: when WeCom itself warns, and how far back its statistics reach. A rule pack of the official pages.
export const acquisitionRules = {
  read: '2025-12',
  source: 'wecom contract 2.9 and 3.6: balance_low under 20; statistics 180 days back, 30 days a call, T+1',
  alarmBelow: 20,
  statisticsDaysBack: 180,
  statisticsDaysPerCall: 30,
} as const;
