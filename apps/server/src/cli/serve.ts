// Runs the product until it is told to stop: its two doors, the API and the engine, together or one of them.
import { fileURLToPath } from 'node:url';
import { systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { buildConsole } from '../build-console.ts';
import { openProduct } from '../open.ts';
import { untilStopped } from './signals.ts';

const consoleFolder = fileURLToPath(new URL('../../../console/', import.meta.url));

/** @param doors which doors this process opens. */
export async function serve(doors: { api: boolean; engine: boolean }): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  const stopped = untilStopped();
  if (doors.api) await buildConsole(consoleFolder);
  const opened = await openProduct({ config, clock: systemClock, log });
  try {
    if ((await opened.product.org.tenants()).length === 0)
      log.warn('nobody can sign in yet; stop, then: npm run yutian -- found COMPANY --login LOGIN');
    const http = doors.api ? await opened.product.http() : undefined;
    if (http)
      log.info({ address: await http.listen({ host: config.host, port: config.port }) }, 'api is open');
    if (doors.engine) await opened.product.engine.start();
    log.info({ signal: await stopped }, 'stopping');
    await http?.close();
    if (doors.engine) await opened.product.engine.stop();
  } finally {
    await opened.close();
  }
}
