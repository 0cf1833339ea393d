import { describe, expect, it } from 'vitest';
import type { ArchiveRecord } from './archive-source.ts';
import { consentsByPair, mayRead, sortRecords, unknownPairs } from './archive.rules.ts';
import { firstMissing, spansOf } from './behaviour.rules.ts';

const record = (fields: Partial<ArchiveRecord>): ArchiveRecord => ({
  seq: 1,
  msgid: 'm1',
  action: 'send',
  from: 'wm1',
  to: ['zhangsan'],
  roomId: '',
  atMs: 1_000,
  kind: 'text',
  ...fields,
});

describe('records of the chat archive', () => {
  it('are private messages between a customer and a member, either way', () => {
    const { messages } = sortRecords([record({}), record({ msgid: 'm2', from: 'zhangsan', to: ['wm1'] })]);
    expect(messages.map((one) => [one.externalUserid, one.userid, one.fromCustomer])).toEqual([
      ['wm1', 'zhangsan', true],
      ['wm1', 'zhangsan', false],
    ]);
  });
  it('say who agreed and who took it back', () => {
    const { consents } = sortRecords([record({ kind: 'agree' }), record({ kind: 'disagree', atMs: 2_000 })]);
    expect(consents.map((one) => one.agreed)).toEqual([true, false]);
  });
  it('are skipped when they are a group’s, colleagues’, a recall or a robot’s', () => {
    const records = [
      record({ roomId: 'wr1' }),
      record({ from: 'lisi' }),
      record({ action: 'recall', kind: 'revoke' }),
      record({ action: 'switch', from: '', to: [] }),
      record({ from: 'wb1', to: ['zhangsan'] }),
    ];
    expect(sortRecords(records)).toEqual({ messages: [], consents: [], skipped: 5 });
  });
  it('are read only for pairs that agreed', () => {
    const { messages } = sortRecords([
      record({}),
      record({ from: 'wm2' }),
      record({ from: 'wm3' }),
      record({ from: 'wm3' }),
    ]);
    const consents = consentsByPair([
      { externalUserid: 'wm1', userid: 'zhangsan', agreed: true, atMs: 0 },
      { externalUserid: 'wm2', userid: 'zhangsan', agreed: false, atMs: 0 },
    ]);
    expect(messages.filter((one) => mayRead(one, consents)).map((one) => one.externalUserid)).toEqual([
      'wm1',
    ]);
    expect(unknownPairs(messages, consents)).toEqual([{ externalUserid: 'wm3', userid: 'zhangsan' }]);
  });
});

describe('the daily behaviour figures', () => {
  it('are read 180 days back at first, then from the last day held', () => {
    expect(firstMissing(undefined, '2026-11-22')).toBe('2026-05-26');
    expect(firstMissing('2026-11-20', '2026-11-22')).toBe('2026-11-20');
    expect(firstMissing('2025-01-01', '2026-11-22')).toBe('2026-05-26');
  });
  it('are asked for in spans of at most 30 days that leave no day out', () => {
    const spans = spansOf('2026-05-26', '2026-11-21');
    expect(spans).toHaveLength(6);
    expect(spans[0]).toEqual({ from: '2026-05-26', to: '2026-06-24' });
    expect(spans[5]).toEqual({ from: '2026-10-23', to: '2026-11-21' });
    expect(spansOf('2026-11-22', '2026-11-21')).toEqual([]);
  });
});
