import { expect, test } from 'vitest';
import { AGENTID, openBench } from '../testing.ts';

test('a forced errcode hits the next calls of its path and no others', async () => {
  const bench = await openBench();
  bench.control.fail({ path: 'user/get', errcode: -1, times: 2 });
  const call = async () => (await bench.get('user/get', { userid: 'lisi' })).errcode;
  expect((await bench.get('department/list')).errcode).toBe(0);
  expect([await call(), await call(), await call()]).toEqual([-1, -1, 0]);
});

test('during an outage every call fails in its way, and afterwards all is well', async () => {
  const bench = await openBench();
  const raw = () => fetch(`${bench.simulator.url}/cgi-bin/department/list?access_token=${bench.token}`);
  bench.control.outage({ ms: 60_000, mode: 'fail' });
  expect((await raw()).status).toBe(502);
  bench.control.outage({ ms: 60_000, mode: 'busy' });
  expect(await (await raw()).json()).toMatchObject({ errcode: -1 });
  bench.control.outage({ ms: 60_000, mode: 'refuse' });
  await expect(raw()).rejects.toThrow('fetch failed');
  bench.control.outage({ ms: 3_600_000, mode: 'hang' });
  const patient = raw();
  bench.control.advance({ hours: 1 });
  expect(await (await patient).json()).toMatchObject({ errcode: 0 });
});

test('more reads at once than allowed answer 45033, one after the other they do not', async () => {
  const bench = await openBench();
  bench.control.setPace({ latencyMs: 20, maxConcurrent: 2 });
  const codes = await Promise.all(
    Array.from({ length: 5 }, async () => (await bench.get('department/list')).errcode),
  );
  expect(codes.filter((code) => code === 45033).length).toBeGreaterThan(0);
  expect(codes).toContain(0);
  expect((await bench.get('department/list')).errcode).toBe(0);
});

test('an app without the right answers 48002, and sees only its members', async () => {
  const bench = await openBench();
  bench.control.createApp({
    agentid: AGENTID,
    areas: ['directory'],
    visible: { users: ['lisi'], departments: [] },
  });
  expect(await bench.get('externalcontact/get_follow_user_list')).toMatchObject({ errcode: 48002 });
  expect(await bench.get('user/get', { userid: 'zhangsan' })).toMatchObject({ errcode: 60011 });
  expect(await bench.get('user/simplelist', { department_id: '1' })).toMatchObject({
    userlist: [{ userid: 'lisi' }],
  });
});

test('a mistake in the control plane is HTTP 400 with a sentence, over HTTP and in process alike', async () => {
  const bench = await openBench();
  const reply = await fetch(`${bench.simulator.url}/_sim/scan`, {
    method: 'POST',
    body: '{"config_id":"x"}',
  });
  expect([reply.status, await reply.json()]).toEqual([
    400,
    { error: 'No contact way has this config_id, qr_code or state.' },
  ]);
  expect(() => bench.control.scan({ config_id: 'x' })).toThrow('No contact way');
  const clock = await fetch(`${bench.simulator.url}/_sim/clock`);
  expect(await clock.json()).toMatchObject({ iso: '2026-01-01T00:00:00.000Z' });
});
