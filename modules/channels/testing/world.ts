// What the database tests of channels stand on: the module on a database of its own, with a WeCom that notes what it is
// told, and timelines kept in memory.
import type { CodeRota, TimelineEntry } from '@yutian/contract';
import { frozenClock, type Id, newId } from '@yutian/kernel';
import { createVault, type Ground, openLog, readConfig, Secret, endlessDisk } from '@yutian/platform';
import { createTestDb, type TestDb } from '@yutian/platform/testing';
import { channelsMigrations, createChannels } from '../index.ts';
import type { ChannelsGround, ChannelsPorts } from '../parts.ts';

export const TENANT = 1;
export const CORP = 'ww0123456789abcdef';
/** A Monday, ten in the morning in Shanghai. */
export const NOW = Date.parse('2026-03-02T10:00:00+08:00');

const neighbours = { module: 'neighbours', folder: new URL('./neighbours/', import.meta.url) };

export interface ChannelsWorld {
  test: TestDb;
  ground: ChannelsGround;
  clock: ReturnType<typeof frozenClock>;
  channels: ReturnType<typeof createChannels>;
  timeline: TimelineEntry[];
  /** A member of staff of the corp. */
  hire(userid: string): Promise<Id>;
  rows<T extends object>(text: string, values?: unknown[]): Promise<T[]>;
}

/** Opens a world; the test ends it with `test[Symbol.asyncDispose]()`. */
export async function openWorld(): Promise<ChannelsWorld> {
  const test = await createTestDb([neighbours, channelsMigrations]);
  const clock = frozenClock(NOW);
  const base: Ground = {
    db: test.db,
    clock,
    config: readConfig({ YUTIAN_PUBLIC_URL: 'https://yutian.example' }),
    log: openLog('silent'),
    vault: createVault(new Secret('0'.repeat(64))),
    disk: endlessDisk,
  };
  const timeline: TimelineEntry[] = [];
  const unused = () => Promise.reject(new Error('No call to WeCom is expected here.'));
  const ports: ChannelsPorts = {
    lookup: { resolveExternal: async () => new Map() },
    timeline: { append: async (_tx, _tenantId, entries) => void timeline.push(...entries) },
    wecom: { call: unused, upload: unused },
    corps: async () => [{ tenantId: TENANT, corpId: CORP }],
    messageSource: async () => 'archive',
  };
  return {
    test,
    clock,
    timeline,
    ground: { ...base, ports },
    channels: createChannels(base, ports),
    async hire(userid) {
      const staffId = newId();
      await test.pool.query(
        'insert into org.pub_staff (tenant_id, staff_id, corp_id, userid, name) values ($1, $2, $3, $4, $4)',
        [TENANT, staffId, CORP, userid],
      );
      return staffId;
    },
    rows: async <T extends object>(text: string, values: unknown[] = []) =>
      (await test.pool.query<T>(text, values)).rows,
  };
}

/** A rota in which these staff are on duty day and night. */
export const allDay = (staffIds: Id[], more: Partial<CodeRota> = {}): CodeRota => ({
  mode: 'everyone',
  slack: 1,
  shifts: [
    { label: '', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', staffIds, welcomeId: null },
  ],
  specialDates: [],
  dailyCap: null,
  caps: [],
  capacity: null,
  spareStaffIds: [],
  ...more,
});
