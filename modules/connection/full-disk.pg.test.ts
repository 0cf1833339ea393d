// The product on a disk that fills up while callbacks arrive: once up to the reserve, once to the last byte, where
// PostgreSQL itself ends. A small file system in memory is the disk, which takes the right to mount one.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SyncHealth } from '@yutian/contract';
import { systemClock } from '@yutian/kernel';
import { type DiskLimits, freeBytesOf, openLog, readConfig } from '@yutian/platform';
import { afterAll, describe, expect, it } from 'vitest';
import { openProduct } from '../../apps/server/src/open.ts';
import { addEvent, AGENT, AES_KEY, CORP, LOGIN, post, signed, signIn, TOKEN } from './testing/world.ts';

const MIB = 2 ** 20;
const SIZE_MB = 512;
const CALLBACKS = 1_200;
const AT_ONCE = 8;

const folder = mkdtempSync(join(tmpdir(), 'yutian-disk-'));
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=755`, 'tmpfs', folder]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** A fresh disk with the product on it: one corp that calls back, one user. */
async function openOnDisk(name: string, diskLimits: DiskLimits) {
  const config = readConfig({
    YUTIAN_DATA: join(folder, name),
    YUTIAN_WECOM_URL: 'http://127.0.0.1:9',
    YUTIAN_MASTER_KEY: 'k'.repeat(64),
  });
  const opened = await openProduct({ config, clock: systemClock, log: openLog('silent'), diskLimits });
  const { product } = opened;
  const { setUp } = product.org;
  const tenantId = await setUp.createTenant('禾序集团');
  const corp = { corpId: CORP, name: '禾序', agentId: AGENT, secret: 's'.repeat(43) };
  await setUp.connectCorp(tenantId, { ...corp, callbackToken: TOKEN, callbackAesKey: AES_KEY });
  const it = {
    name: '林总',
    role: 'boss' as const,
    staffId: null,
    scopeAll: true,
    scopeUnitIds: [],
    validUntilMs: null,
  };
  await setUp.createUsers(tenantId, [{ ...LOGIN, ...it }]);
  // This is about callbacks: no first synchronisation of a platform that is not there.
  await product.pool.query('delete from platform.outbox');
  const found = await product.pool.query<{ callback_key: string }>('select callback_key from org.corp');
  const http = await product.http();
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  await product.engine.start();
  return {
    product,
    address,
    callbackUrl: `${address}/callbacks/wecom/${found.rows[0]?.callback_key ?? ''}`,
    async close() {
      await http.close();
      await product.engine.stop();
      await opened.close();
    },
  };
}

/** Takes all room but `leave` bytes of the disk; `free()` gives it back. */
function fillDisk(leave: number) {
  const path = join(folder, 'ballast');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(MIB);
  try {
    for (let left = freeBytesOf(folder) ?? 0; left > leave; left = freeBytesOf(folder) ?? 0)
      writeSync(file, block, 0, Math.min(MIB, left - leave));
  } catch {
    // Somebody else took the last bytes.
  }
  return {
    free() {
      ftruncateSync(file);
      closeSync(file);
      rmSync(path);
    },
  };
}

/** Sends strangers' adds as the platform does, but without giving up. */
class Sender {
  readonly refusals = new Map<number, number>();
  accepted = 0;
  private next = 0;
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async sendAll(): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.sendOn()));
  }

  private async sendOn(): Promise<void> {
    for (let n = this.next++; n < CALLBACKS; n = this.next++) {
      const fields = addEvent(`guide${n % 40}`, `wm_disk_${n}`, Date.now());
      for (;;) {
        const status = await post(this.url, signed(fields)).catch(() => 0);
        if (status === 200) break;
        this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
        await pause(20);
      }
      this.accepted += 1;
    }
  }
}

/** Looks until it is so; the time limit of the test ends it. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await pause(20);
}

type Opened = Awaited<ReturnType<typeof openOnDisk>>;

async function onDisk(name: string, limits: DiskLimits, work: (opened: Opened) => Promise<void>) {
  const opened = await openOnDisk(name, limits);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

/** Sends everything over a disk that is full between a third and the end of it. */
async function sendOverFullDisk({ callbackUrl }: Opened, leave: number, whileFull: () => Promise<void>) {
  const sender = new Sender(callbackUrl);
  const sent = sender.sendAll();
  await until(() => sender.accepted > CALLBACKS / 3);
  const ballast = fillDisk(leave);
  try {
    await until(() => sender.refusals.size > 0);
    await whileFull();
  } finally {
    ballast.free();
  }
  await sent;
  return sender;
}

async function expectEverybody({ product }: Opened): Promise<void> {
  const count = async (from: string) => {
    const { rows } = await product.pool.query<{ n: number }>(`select count(*)::int as n from ${from}`);
    return rows[0]?.n;
  };
  await until(async () => (await count("connection.inbox where state = 'new'")) === 0);
  expect(await count("connection.inbox where state = 'done'")).toBe(CALLBACKS);
  expect(await count('connection.inbox')).toBe(CALLBACKS);
  expect(await count('customers.pub_customer')).toBe(CALLBACKS);
  expect(await count("customers.pub_relation where standing = 'friend'")).toBe(CALLBACKS);
}

describe.skipIf(!mounted)('a full disk (skipped where no file system may be mounted)', () => {
  it(
    'stops callbacks, uploads and imports at the reserve, says so everywhere, and loses nothing',
    () =>
      onDisk('reserve', { lowBytes: 128 * MIB, fullBytes: 64 * MIB }, async (opened) => {
        const { address } = opened;
        const call = await signIn(address);
        expect((await call<SyncHealth>('GET', '/sync-health')).disk).toMatchObject({ state: 'ok' });

        const sender = await sendOverFullDisk(opened, 48 * MIB, async () => {
          const ready = await fetch(`${address}/readyz`);
          expect(ready.status).toBe(503);
          expect(await ready.json()).toMatchObject({ status: 'not ready', code: 'DISK_FULL' });
          expect((await fetch(`${address}/healthz`)).status).toBe(200);
          expect((await call<SyncHealth>('GET', '/sync-health')).disk).toMatchObject({ state: 'full' });
          expect(await call('POST', '/import-files?name=orders.csv', 'a,b\n1,2')).toMatchObject({
            code: 'DISK_FULL',
          });
        });

        expect([...sender.refusals.keys()]).toEqual([503]);
        expect((await fetch(`${address}/readyz`)).status).toBe(200);
        expect((await call<SyncHealth>('GET', '/sync-health')).disk).toMatchObject({ state: 'ok' });
        await expectEverybody(opened);
      }),
    240_000,
  );

  it(
    'may take the last byte and PostgreSQL with it: both come back by themselves, and everybody is there',
    () =>
      onDisk('last-byte', { lowBytes: 0, fullBytes: 0 }, async (opened) => {
        const { address } = opened;

        const sender = await sendOverFullDisk(opened, 0, async () => {
          // Its log needs the next segment and there is no room for one: PostgreSQL ends.
          const readiness = async () =>
            ((await (await fetch(`${address}/readyz`)).json()) as { code?: string }).code;
          await until(async () => {
            await opened.product.pool
              .query("select pg_logical_emit_message(false, 'x', repeat('x', 1000)), pg_switch_wal()")
              .catch(() => undefined);
            return (await readiness()) === 'DATABASE_AWAY';
          });
          expect((await fetch(`${address}/healthz`)).status).toBe(200);
        });

        expect([...sender.refusals.keys()]).toEqual([503]);
        await until(async () => (await fetch(`${address}/readyz`)).status === 200);
        await expectEverybody(opened);
      }),
    240_000,
  );
});
