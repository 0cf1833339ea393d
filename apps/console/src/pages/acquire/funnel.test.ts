import type { FunnelRow } from '@yutian/contract';
import { describe, expect, it } from 'vitest';
import { shareOf, stepsOf } from './funnel.ts';

const row: FunnelRow = {
  key: 'k',
  name: '包裹卡',
  channelId: null,
  codeId: 'c',
  exposed: 1_000,
  scanned: null,
  added: 70,
  pending: 3,
  replied: null,
  bought: 14,
};

describe('the funnel', () => {
  it('says why a step cannot be known instead of showing 0', () => {
    const [, scanned, , replied] = stepsOf(row);
    expect(scanned).toMatchObject({ count: null, why: 'funnelNote.SCANS_ONLY_OWN_PAGES_AND_LINKS' });
    expect(replied).toMatchObject({ count: null, why: 'funnelNote.NO_MESSAGE_SOURCE' });
  });

  it('takes adds as a share of the nearest known step before, orders of those added', () => {
    const [, , added, , bought] = stepsOf(row);
    expect(added?.rate).toMatchObject({ numerator: 70, denominator: 1_000, value: 0.07 });
    expect(bought?.rate).toMatchObject({ numerator: 14, denominator: 70, value: 0.2 });
  });

  it('gives a channel no share of parcels that only some of its codes were packed with', () => {
    const [, , added, , bought] = stepsOf({ ...row, codeId: null });
    expect(added?.rate).toBeNull();
    expect(bought?.rate).toMatchObject({ numerator: 14, denominator: 70 });
  });

  it('gives no share where more were added than counted before', () => {
    expect(shareOf(5, 3)).toBeNull();
    expect(shareOf(0, 0)?.value).toBeNull();
  });
});
