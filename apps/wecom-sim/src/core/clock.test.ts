import { frozenClock } from '@yutian/kernel';
import { expect, test } from 'vitest';
import { createSimulator } from '../simulator.ts';
import { openBench, START_MS } from '../testing.ts';
import { SimClock } from './clock.ts';
import { Database } from './database.ts';

const still = { now: () => START_MS };

test('timers fire in order of their instants, each seeing its own time, also those that timers set', () => {
  const db = new Database(undefined);
  const clock = new SimClock(db, still);
  const fired: [string, number][] = [];
  clock.on('note', ({ name }) => {
    fired.push([String(name), clock.ms() - START_MS]);
    if (name === 'a') clock.after(500, 'note', { name: 'from a' });
  });
  clock.after(2000, 'note', { name: 'b' });
  clock.after(1000, 'note', { name: 'a' });
  clock.after(9000, 'note', { name: 'later' });
  clock.advance(3000);
  expect(fired).toEqual([
    ['a', 1000],
    ['from a', 1500],
    ['b', 2000],
  ]);
  expect(clock.ms() - START_MS).toBe(3000);
  clock.stop();
  db.close();
});

test('the clock moves forward only', () => {
  const clock = new SimClock(new Database(undefined), still);
  expect(() => clock.advance(-1)).toThrow(RangeError);
});

test('a movable clock is moved itself, so that a product can share it, and may be moved by others', async () => {
  const shared = frozenClock(START_MS);
  const simulator = await createSimulator({ clock: shared });
  simulator.control.advance({ hours: 2 });
  expect(shared.now()).toBe(START_MS + 7_200_000);
  shared.advance(1000);
  expect(simulator.control.clock().ms).toBe(START_MS + 7_201_000);
  await simulator.close();
});

test('what falls due while somebody else moves the clock happens at the next call', async () => {
  const shared = frozenClock(START_MS);
  const bench = await openBench({ clock: shared });
  bench.control.setLags({ momentJobMs: 5000 });
  const { jobid } = await bench.post('externalcontact/add_moment_task', { text: { content: '新品' } });
  shared.advance(6000);
  expect(await bench.get('externalcontact/get_moment_task_result', { jobid: String(jobid) })).toMatchObject({
    status: 3,
  });
});
