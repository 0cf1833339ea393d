// Starts and stops a private PostgreSQL in a data folder: no install, a Unix socket, no port.
// It works as root (under the uid of nobody), dies with its parent, heals what a killed start left behind, and is
// started again when it ends by itself (a full disk ends it).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@yutian/kernel';
import pg from 'pg';
import { diskLimits, freeBytesOf } from '../disk.ts';
import { isReachableByAll, unpackBinaries } from './binaries.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** How durable the server is: `test` gives up durability for speed. */
type Durability = 'durable' | 'test';

export interface EmbeddedPostgres {
  /** Connection settings for `pg`, for any database of the server. */
  connection(database: string): { host: string; user: string; database: string };
  /** Where it writes. */
  readonly folder: string;
  /** Stops the server (fast shutdown: open transactions are rolled back). */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on the folder, creating the cluster and the database `yutian` at the first start.
 * @param folder where data and binaries live; as root, a folder that other users cannot reach is replaced by one
 *   below /var/lib/yutian (the server refuses to run as root).
 */
export async function startPostgres(
  folder: string,
  durability: Durability = 'durable',
): Promise<EmbeddedPostgres> {
  const key = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 10);
  const home = isRoot && !isReachableByAll(resolve(folder)) ? join('/var/lib/yutian', key) : resolve(folder);
  const data = join(home, 'pgdata');
  // A Unix socket's path may have 107 bytes, so it cannot live in a deep data folder.
  const socket = join(tmpdir(), `yutian-${key}`);
  const bin = unpackBinaries(join(home, 'bin'));
  for (const path of [data, socket]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (isRoot) chownSync(path, NOBODY, NOBODY);
    chmodSync(path, 0o700);
  }
  await endOrphan(data);
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster(bin, data);
  const logFile = join(home, 'postgres.log');
  const server = keepAlive(() => launch(bin, data, socket, durability, logFile));
  const connection = (database: string) => ({ host: socket, user: 'yutian', database });
  try {
    await waitUntilReady(server.current(), connection('postgres'), logFile);
    await ensureDatabase(connection('postgres'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    connection,
    folder: data,
    async stop() {
      await server.stop();
      rmSync(socket, { recursive: true, force: true });
    },
  };
}

const RESTART_FIRST_MS = 500;
const RESTART_MOST_MS = 15_000;
/** A server that worked for so long did not fail at its start. */
const WORKED_MS = 60_000;

/** Starts the server, and again whenever it ends without being asked to, with growing pauses. */
function keepAlive(start: () => ChildProcess): { current(): ChildProcess; stop(): Promise<void> } {
  let child = start();
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = RESTART_FIRST_MS;
  let stopping = false;
  let startedAt = performance.now();
  const watch = () =>
    child.once('exit', () => {
      if (stopping) return;
      if (performance.now() - startedAt > WORKED_MS) pauseMs = RESTART_FIRST_MS;
      timer = setTimeout(() => {
        child = start();
        startedAt = performance.now();
        watch();
      }, pauseMs);
      pauseMs = Math.min(pauseMs * 2, RESTART_MOST_MS);
    });
  watch();
  return {
    current: () => child,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
    },
  };
}

function createCluster(bin: string, data: string): void {
  const done = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'yutian', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust', '--no-instructions'],
    { ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}), cwd: '/', encoding: 'utf8' },
  );
  if (done.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new Fault(
    'invalid',
    'EMBEDDED_POSTGRES_INIT',
    `PostgreSQL could not create its data folder: ${done.stderr}`,
  );
}

function launch(
  bin: string,
  data: string,
  socket: string,
  durability: Durability,
  logFile: string,
): ChildProcess {
  const shared = Math.max(128, Math.min(2_048, Math.floor(totalmem() / 8 / 1_048_576)));
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socket,
    max_connections: '100',
    shared_buffers: `${shared}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    random_page_cost: '1.1',
    effective_io_concurrency: '64',
    jit: 'off',
    // A first synchronisation fills tables within seconds: statistics must follow soon.
    autovacuum_naptime: '2s',
    autovacuum_analyze_scale_factor: '0.05',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(durability === 'test'
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' }
      : {}),
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
  const log = openLogFile(logFile);
  // With setpriv the server gets SIGINT when this process dies, even by SIGKILL.
  const setpriv = process.platform === 'linux' && existsSync('/usr/bin/setpriv');
  const identity = isRoot ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  const [command, commandArgs] = setpriv
    ? ['/usr/bin/setpriv', [...identity, '--pdeathsig', 'INT', join(bin, 'postgres'), ...args]]
    : [join(bin, 'postgres'), args];
  const child = spawn(command, commandArgs, {
    // Its own process group: Ctrl-C reaches us first, and we stop the server when the work is drained.
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    ...(isRoot && !setpriv ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  if (log !== 'ignore') closeSync(log);
  return child;
}

// A full disk cannot take the log's name either; the server starts without one.
function openLogFile(path: string): number | 'ignore' {
  try {
    return openSync(path, 'a');
  } catch {
    return 'ignore';
  }
}

/** Ends a server that an earlier, killed process left on this data folder. */
async function endOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isPostgresOn(pid, data)) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let tries = 0; isPostgresOn(pid, data); tries++) {
    if (tries === 500)
      throw new Fault(
        'conflict',
        'EMBEDDED_POSTGRES_BUSY',
        `Another PostgreSQL (pid ${pid}) holds ${data}. Stop it and start again.`,
      );
    await pause(20);
  }
}

function isPostgresOn(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch {
    return process.platform !== 'linux';
  }
}

async function waitUntilReady(
  child: ChildProcess,
  connection: pg.ClientConfig,
  logFile: string,
): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (child.exitCode !== null) break;
    const client = new pg.Client(connection);
    try {
      await client.connect();
      await client.query('select 1');
      await client.end();
      return;
    } catch {
      await client.end().catch(() => undefined);
      await pause(20);
    }
  }
  child.kill('SIGQUIT');
  const free = freeBytesOf(dirname(logFile));
  if (free !== undefined && free < diskLimits.fullBytes)
    throw new Fault(
      'upstream',
      'DISK_FULL',
      `PostgreSQL did not start: only ${Math.floor(free / 2 ** 20)} MiB are free where its data is. Free some space and start again; its log is ${logFile}.`,
    );
  throw new Fault('invalid', 'EMBEDDED_POSTGRES_START', `PostgreSQL did not start; its log is ${logFile}.`);
}

async function ensureDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = 'yutian'");
    if (found.rowCount === 0) await client.query('create database yutian');
  } finally {
    await client.end();
  }
}
