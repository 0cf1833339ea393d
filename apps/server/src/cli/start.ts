// `npm start`: the whole product alive on this machine, with the invented brand 禾序集团 and a WeCom cloud in a box.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { buildConsole } from '../build-console.ts';
import { DEMO_LOGINS, DEMO_PASSWORD } from '../demo/brand.ts';
import { createPlay, type Play } from '../demo/play.ts';
import { demoRoutes } from '../demo/routes.ts';
import { seedBrand, seedPeople } from '../demo/seed.ts';
import { openDemoWorld } from '../demo/world.ts';
import { openProduct } from '../open.ts';
import { untilStopped } from './signals.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

async function start(): Promise<void> {
  const settings = readConfig({ YUTIAN_DATA: join(root, '.data'), YUTIAN_LOG: 'warn', ...process.env });
  const log = openLog(settings.logLevel);
  const stopped = untilStopped();
  await buildConsole(join(root, 'apps/console'));
  const world = await openDemoWorld(settings.dataFolder, process.env.YUTIAN_DEMO_SEED || 'small');
  const config = {
    ...settings,
    wecomUrl: world.sim.url,
    wecomOpenUrl: world.sim.url,
    publicUrl: settings.publicUrl ?? `http://${settings.host}:${settings.port}`,
  };
  const opened = await openProduct({ config, clock: world.clock, log });
  const { product } = opened;
  let play: Play | undefined;
  const http = await product.http([demoRoutes(() => play, world.sim.url)]);
  try {
    await seedPeople(product, world);
    const address = await http.listen({ host: config.host, port: config.port });
    await product.engine.start();
    const client = await seedBrand(product, world, address);
    play = createPlay(product, world, client);
    announce(address, world.sim.url);
    await stopped;
  } finally {
    play?.cancel();
    await http.close();
    await product.engine.stop();
    await world.sim.close();
    await opened.close();
  }
}

function announce(address: string, simulator: string): void {
  const rows = DEMO_LOGINS.map((user) => `  ${user.login.padEnd(10)} ${user.title}`);
  console.log(
    [
      '',
      `Yutian 域田 is ready: ${address}`,
      `The simulated WeCom:  ${simulator}`,
      '',
      `Sign in (password ${DEMO_PASSWORD}):`,
      ...rows,
      '',
      'Ctrl-C stops everything.',
    ].join('\n'),
  );
}

try {
  await start();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Fault ? `yutian: ${error.message}` : error);
  process.exit(1);
}
