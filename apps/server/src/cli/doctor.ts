// `yutian doctor`: looks at everything the product needs and says what is wrong and what to do.
import { constants, accessSync, mkdirSync } from 'node:fs';
import { Fault, systemClock } from '@yutian/kernel';
import { type Config, diskLimits, freeBytesOf, openLog, readConfig } from '@yutian/platform';
import { openProduct } from '../open.ts';

const SUPPORTED = [15, 18] as const;

type Finding = { what: string; ok: boolean; detail: string };

/** Prints findings; the exit code is 1 when one needs a person. */
export async function doctor(): Promise<void> {
  const findings: Finding[] = [];
  let config: Config | undefined;
  await look('settings', findings, async () => {
    config = readConfig(process.env);
    return `data in ${config.dataFolder}`;
  });
  const settings = config;
  if (settings) {
    await look('data folder', findings, async () => lookAtFolder(settings.dataFolder));
    await look('database', findings, async () => lookAtDatabase(settings));
    await look('WeCom', findings, async () => lookAtWeCom(settings.wecomUrl));
  }
  for (const { what, ok, detail } of findings)
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(12)} ${detail}`);
  if (findings.some((finding) => !finding.ok)) process.exitCode = 1;
}

async function look(what: string, findings: Finding[], work: () => Promise<string>): Promise<void> {
  try {
    findings.push({ what, ok: true, detail: await work() });
  } catch (error) {
    findings.push({
      what,
      ok: false,
      detail:
        error instanceof Fault ? error.message : `${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

function lookAtFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
  const free = freeBytesOf(folder) ?? 0;
  const gib = (free / 2 ** 30).toFixed(1);
  if (free < diskLimits.lowBytes)
    throw new Fault(
      'invalid',
      'DISK_LOW',
      `Only ${gib} GiB are free. Free some space: the database stops when the disk is full.`,
    );
  return `writable, ${gib} GiB free`;
}

async function lookAtDatabase(config: Config): Promise<string> {
  const opened = await openProduct({ config, clock: systemClock, log: openLog('silent') });
  try {
    const { rows } = await opened.product.pool.query<{
      version: string;
      number: number;
      size: string;
      parked: number;
    }>(`
      select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as number,
        pg_size_pretty(pg_database_size(current_database())) as size, (select count(*) from platform.parked_job)::int as parked`);
    const [row] = rows;
    if (!row || row.number < SUPPORTED[0] || row.number > SUPPORTED[1])
      throw new Fault(
        'invalid',
        'DATABASE_VERSION',
        `PostgreSQL ${row?.version} is not supported; use ${SUPPORTED[0]} to ${SUPPORTED[1]}.`,
      );
    return `PostgreSQL ${row.version} (${opened.database}), ${row.size}, ${row.parked} parked jobs`;
  } finally {
    await opened.close();
  }
}

async function lookAtWeCom(url: string): Promise<string> {
  try {
    // No token: the platform answers with an error code, which is all we want to hear.
    const response = await fetch(`${url}/cgi-bin/get_api_domain_ip`, { signal: AbortSignal.timeout(5_000) });
    return `${new URL(url).host} answers (${response.status})`;
  } catch {
    throw new Fault(
      'upstream',
      'WECOM_UNREACHABLE',
      `${new URL(url).host} does not answer. Check the network, the proxy and the firewall.`,
    );
  }
}
