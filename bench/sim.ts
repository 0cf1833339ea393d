// Figures `sim`: the simulator with the full brand in a process of its own, started as its README says. Its memory is
// the peak over filling the world, reading a quarter of it page by page, and a restart.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './main.ts';

const MAIN = fileURLToPath(new URL('../apps/wecom-sim/src/main.ts', import.meta.url));
const CUSTOMERS = 1_200_000;
const STAFF = 600;
const READ = CUSTOMERS / 4;
const MIB = 1_048_576;

interface Running {
  child: ChildProcess;
  url: string;
  corpid: string;
  secret: string;
  startedS: number;
}

export const bench: Bench = {
  name: 'sim',
  async run(report) {
    const state = mkdtempSync(join(tmpdir(), 'yutian-sim-'));
    try {
      const first = await start(state);
      const before = await customersOf(first);
      const read = await readPages(first);
      const firstPeak = peakOf(first);
      await stop(first);
      const second = await start(state);
      const after = await customersOf(second);
      await readPages(second);
      const rss = Math.max(firstPeak, peakOf(second));
      await stop(second);
      if (before < CUSTOMERS || after !== before)
        throw new Error(`The world did not survive: ${before} customers before, ${after} after.`);
      report({
        name: 'sim.rss_mb',
        value: rss / MIB,
        unit: 'MiB',
        note: `peak with ${before.toLocaleString('en')} customers and ${STAFF} staff; ${Math.round(sizeOf(state) / MIB)} MiB on disk`,
      });
      report({
        name: 'sim.restart_s',
        value: second.startedS,
        unit: 's',
        baseline: first.startedS,
        ratio: first.startedS / second.startedS,
        note: 'from the command until it answers; baseline: filling the world anew',
      });
      report({
        name: 'sim.customers_per_s',
        value: read,
        unit: 'customers/s',
        note: `batch/get_by_user, ${READ.toLocaleString('en')} customers one page after another`,
      });
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  },
};

async function start(state: string): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--seed', 'full', '--state', state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The simulator ended with code ${String(code)}.`);
  });
  ended.catch(() => undefined);
  let text = '';
  const said = new Promise<void>((done) =>
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/app 1000002 .*secret \S+/.test(text)) done();
    }),
  );
  await Promise.race([said, ended]);
  const found = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  return {
    child,
    url: found(/simulator on (\S+)/),
    corpid: found(/corp (\S+) /),
    secret: found(/app 1000002 .*secret (\S+)/),
    startedS: (performance.now() - began) / 1_000,
  };
}

async function stop({ child }: Running): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function ask<T>(url: string, body?: object): Promise<T> {
  const answer = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  return (await answer.json()) as T;
}

async function customersOf({ url }: Running): Promise<number> {
  const { rows } = await ask<{ rows: { person: number } }>(`${url}/_sim/sizes`);
  return rows.person;
}

/** @returns customers a second. */
async function readPages({ url, corpid, secret }: Running): Promise<number> {
  const token = await ask<{ access_token: string }>(
    `${url}/cgi-bin/gettoken?corpid=${corpid}&corpsecret=${secret}`,
  );
  const query = `access_token=${token.access_token}`;
  const { follow_user: userids } = await ask<{ follow_user: string[] }>(
    `${url}/cgi-bin/externalcontact/get_follow_user_list?${query}`,
  );
  const began = performance.now();
  let read = 0;
  for (let staff = 0; staff < userids.length && read < READ; staff += 100) {
    let cursor = '';
    do {
      const page = await ask<{ external_contact_list: unknown[]; next_cursor: string }>(
        `${url}/cgi-bin/externalcontact/batch/get_by_user?${query}`,
        { userid_list: userids.slice(staff, staff + 100), limit: 100, cursor },
      );
      read += page.external_contact_list.length;
      cursor = page.next_cursor;
    } while (cursor && read < READ);
  }
  return (read / (performance.now() - began)) * 1_000;
}

/** The most memory the process ever held, bytes. */
function peakOf({ child }: Running): number {
  const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
