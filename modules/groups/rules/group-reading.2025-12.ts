// How groups are read: the platform's delays and our own pace. A rule pack.
export const groupReading = {
  read: '2025-12',
  source: 'wecom contract 2.8: groupchat/get is about two seconds behind the events of a group',
  behindEventsMs: 2_000,
  /** Ours: a list that names a group read longer ago has it read again, so the nightly reconcile rereads everything. */
  staleAfterMs: 20 * 3_600_000,
  /** Ours: a group that no list has named for so long is asked for by itself (its owner may have left). */
  unlistedAfterMs: 36 * 3_600_000,
  /** Ours: after this long a reading that gave no sign is begun again. */
  leaseMs: 10 * 60_000,
} as const;
