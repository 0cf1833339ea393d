import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createSimulator } from '@yutian/wecom-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, migrationFolders } from '../../apps/server/src/compose.ts';
import type { StartOrder } from './testing/crash-server.ts';
import { addEvent, CORP, openWorld, post, signed } from './testing/world.ts';

const KILLS = 50;
const CALLBACKS = 20_000;
const AT_ONCE = 24;
const STAFF = 40;

const open = () => openWorld({ compose, migrations: migrationFolders.slice(1), simulate: createSimulator });
let world: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  world = await open();
  await world.closeDoor(world.door);
  // Nobody is to read profiles or the directory meanwhile: this is about the inbox alone.
  await world.rows('delete from platform.outbox');
});
afterAll(() => world[Symbol.asyncDispose]());

/** Numbers that look random and are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Planned {
  fields: ReturnType<typeof addEvent>;
  key: string;
}

/** What the platform sends: adds, every fifth ended by the customer, one in ten twice, out of order. */
function plan(random: () => number): Planned[] {
  const second = Math.floor(Date.now() / 1_000);
  const events: Planned[] = [];
  for (let n = 0; events.length < CALLBACKS; n++) {
    const [userid, external] = [`guide${n % STAFF}`, `wm_crash_${n}`];
    const add = addEvent(userid, external, second * 1_000, { State: `code${n % 7}`, WelcomeCode: `w${n}` });
    const mine = [{ fields: add, key: `${n}+` }];
    if (n % 5 === 0) {
      const end = addEvent(userid, external, (second + 1) * 1_000);
      mine.push({ fields: { ...end, ChangeType: 'del_follow_user' }, key: `${n}-` });
    }
    if (random() < 0.1) mine.push({ fields: add, key: `${n}+` });
    events.push(...mine);
  }
  return events
    .map((event, i) => ({ event, at: i + random() * 200 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

/** One server at a time, and the next one loaded and waiting. */
class Servers {
  private waiting: Promise<ChildProcess>;
  private current: ChildProcess | undefined;
  address = Promise.resolve('');
  private readonly order: StartOrder;

  constructor(order: StartOrder) {
    this.order = order;
    this.waiting = this.load();
  }

  start(): void {
    this.address = this.go();
  }

  /** SIGKILL, and the next one. */
  kill(): void {
    this.current?.kill('SIGKILL');
    this.start();
  }

  async end(): Promise<void> {
    for (const child of [this.current, await this.waiting])
      if (child && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
  }

  private async load(): Promise<ChildProcess> {
    const root = new URL('../../apps/server/src/compose.ts', import.meta.url).href;
    const child = fork(new URL('./testing/crash-server.ts', import.meta.url), [root], { execArgv: [] });
    await told(child);
    return child;
  }

  private async go(): Promise<string> {
    const child = await this.waiting;
    this.current = child;
    this.waiting = this.load();
    child.send(this.order);
    return (await told<{ address: string }>(child)).address;
  }
}

/** What a server says next; one that ends by itself fails the test instead of keeping it waiting. */
function told<T>(child: ChildProcess): Promise<T> {
  return new Promise((said, failed) => {
    child.once('message', (message) => said(message as T));
    child.once('exit', (code) => code !== null && failed(new Error(`A server ended with code ${code}.`)));
  });
}

/** As the platform does, but without giving up: until it is told 200. */
async function deliver(servers: Servers, { fields }: Planned): Promise<void> {
  for (;;) {
    const address = await servers.address;
    const status = await post(`${address}${world.callbackPath}`, signed(fields)).catch(() => 0);
    if (status === 200) return;
    await pause(5);
  }
}

describe('a server killed at random', () => {
  it(`loses and doubles nothing: ${KILLS} kills during ${CALLBACKS} callbacks with duplicates and reordering`, async () => {
    const random = dice(7);
    const events = plan(random);
    const servers = new Servers({
      connection: world.test.connection,
      env: {
        YUTIAN_DATA: world.folder,
        YUTIAN_WECOM_URL: 'http://127.0.0.1:9',
        YUTIAN_MASTER_KEY: world.masterKey,
      },
    });
    servers.start();
    let kills = 0;
    let accepted = 0;
    let next = 0;
    const gap = () => Math.floor((2 * CALLBACKS * random()) / (KILLS + 2));
    let killAt = gap();
    const sender = async () => {
      for (let event = events[next++]; event; event = events[next++]) {
        await deliver(servers, event);
        accepted += 1;
        if (kills >= KILLS || accepted < killAt) continue;
        kills += 1;
        killAt = accepted + gap();
        servers.kill();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    await servers.address;
    const waiting = () =>
      world.rows<{ n: number }>("select count(*)::int as n from connection.inbox where state = 'new'");
    while ((await waiting())[0]?.n !== 0) await pause(20);
    await servers.end();

    expect(kills).toBe(KILLS);
    const keys = [...new Set(events.map((event) => event.key))];
    const added = keys.filter((key) => key.endsWith('+')).length;
    const ended = keys.length - added;
    expect(await world.rows('select state, count(*)::int as n from connection.inbox group by state')).toEqual(
      [{ state: 'done', n: keys.length }],
    );
    expect(await world.rows('select count(*)::int as n from customers.pub_customer')).toEqual([{ n: added }]);
    expect(
      await world.rows(
        'select standing, count(*)::int as n from customers.pub_relation where corp_id = $1 group by standing order by standing',
        [CORP],
      ),
    ).toEqual([
      { standing: 'friend', n: added - ended },
      { standing: 'lost', n: ended },
    ]);
    expect(
      await world.rows(
        'select kind, count(*)::int as n from customers.pub_relation_event group by kind order by kind',
      ),
    ).toEqual([
      { kind: 'added', n: added },
      { kind: 'deleted_by_customer', n: ended },
    ]);
  }, 600_000);
});
