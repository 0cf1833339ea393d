import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, passStaff, progressOf } from './progress.rules.ts';
import type { RunRow } from './sync.sql.ts';

const run = (fields: Partial<RunRow>): RunRow => ({
  runId: '',
  corpId: 'ww1',
  kind: 'first',
  state: 'running',
  phase: 'customers',
  groups: 0,
  callbacks: 0,
  activeMs: 10_000,
  beatMs: 0,
  startedMs: 0,
  finishedMs: null,
  code: null,
  message: null,
  errcode: null,
  chunks: 4,
  staffTotal: 40,
  staffDone: 10,
  calls: 100,
  relations: 50_000,
  added: 0,
  changed: 0,
  lost: 0,
  ...fields,
});

describe('the estimate of a run', () => {
  it('comes from the mean of the staff done and the rate so far', () => {
    // 5,000 relations a member, 150,000 left, at 5,000 a second: 30 s.
    expect(progressOf(run({}), 1_000)).toEqual({ perSecond: 5_000, etaMs: 31_000 });
  });
  it.each([
    ['too few staff are done', { staffDone: 2 }],
    ['it has worked for too short a time', { activeMs: 1_500 }],
    ['it is paused', { state: 'paused' as const }],
    ['the platform holds it up', { code: 'WECOM_RATE_LIMITED' }],
    ['customers are not being read yet', { phase: 'tags' as const }],
  ])('is none while %s', (_why, fields) => {
    expect(progressOf(run(fields), 1_000).etaMs).toBeNull();
  });
});

describe('sharing staff out', () => {
  it('puts everybody into exactly one chunk of at most 100', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 900 }),
        fc.integer({ min: 1, max: 8 }),
        (userids, streams) => {
          const chunks = chunksOf(userids, streams);
          expect(chunks.flat()).toEqual(userids);
          expect(chunks.every((chunk) => chunk.length >= 1 && chunk.length <= 100)).toBe(true);
        },
      ),
    );
  });
  it('makes enough chunks to read several at once', () => {
    expect(
      chunksOf(
        Array.from({ length: 40 }, (_, i) => `u${i}`),
        4,
      ),
    ).toHaveLength(4);
  });
});

describe('counting staff as their customers pass by', () => {
  const start = { seenStaff: 0, lastUserid: null, inOrder: true };
  it('counts each once while they come one after another, also across pages', () => {
    const seen = new Set<string>();
    const first = passStaff(start, ['a', 'a', 'b'], seen);
    expect(passStaff(first, ['b', 'c'], seen)).toEqual({ seenStaff: 3, lastUserid: 'c', inOrder: true });
  });
  it('notices when somebody comes back', () => {
    expect(passStaff(start, ['a', 'b', 'a'], new Set()).inOrder).toBe(false);
  });
});
