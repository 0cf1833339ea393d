import { expect, test } from 'vitest';
import { openBench } from '../testing.ts';
import { publishedLimits, RateLimits } from './limits.ts';

const DAY = 86_400_000;
const me = { corp: 'ww1', app: '1', ip: '127.0.0.1' };

test('a minute limit blocks for a minute, an hour limit for an hour, a day limit until the next Shanghai day', () => {
  const noon = Date.parse('2026-01-01T12:00:00+08:00');
  const cases = [
    { window: 'minute', until: noon + 60_000 },
    { window: 'hour', until: noon + 3_600_000 },
    { window: 'day', until: Date.parse('2026-01-02T00:00:00+08:00') },
    { window: 'month', until: noon + 30 * DAY },
  ] as const;
  for (const { window, until } of cases) {
    const limits = new RateLimits([{ path: 'p', per: 'corp', window, max: 2 }]);
    expect([limits.admit('p', me, noon), limits.admit('p', me, noon), limits.admit('p', me, noon)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([limits.admit('p', me, until - 1), limits.admit('p', me, until)]).toEqual([false, true]);
    expect(limits.admit('q', me, noon)).toBe(true);
  }
});

test('a corp may call one API ten thousand times a minute, and another API still', async () => {
  const limits = new RateLimits(publishedLimits);
  const calls = Array.from({ length: 10_001 }, () => limits.admit('externalcontact/get', me, 0));
  expect(calls.indexOf(false)).toBe(10_000);
  expect(limits.admit('externalcontact/list', me, 0)).toBe(true);
  expect(limits.admit('externalcontact/get', { ...me, corp: 'ww2' }, 0)).toBe(true);
});

test('past the limit the API answers 45009 until the virtual clock has passed the block', async () => {
  const bench = await openBench({
    limits: [{ path: 'user/get', per: 'corp', window: 'minute', max: 2 }],
  });
  const call = () => bench.get('user/get', { userid: 'zhangsan' });
  expect(await call()).toMatchObject({ errcode: 0, userid: 'zhangsan' });
  await call();
  expect(await call()).toMatchObject({ errcode: 45009 });
  bench.control.advance({ seconds: 61 });
  expect(await call()).toMatchObject({ errcode: 0 });
});

test('the eleventh moment within a minute is one too many', async () => {
  const bench = await openBench();
  const replies = [];
  for (let i = 0; i < 11; i++)
    replies.push(
      (await bench.post('externalcontact/add_moment_task', { text: { content: `第 ${i} 条` } })).errcode,
    );
  expect(replies).toEqual([...Array.from({ length: 10 }, () => 0), 45009]);
});
