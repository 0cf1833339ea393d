// `npm run sim -- --port 0 --state DIR --seed small`: the simulator as a program of its own.
import { parseArgs } from 'node:util';
import { createSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7070' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) {
  console.log(`Usage: npm run sim -- [--port 7070] [--host 127.0.0.1] [--state FOLDER] [--seed tiny|small|full]
  --port   0 takes a free port
  --state  keeps the world in a folder; without it the world ends with the process
  --seed   fills an empty world with the demo brand: tiny (600 customers), small (20,000) or full (1.2 million)`);
  process.exit(0);
}

const started = performance.now();
const simulator = await createSimulator({
  port: Number(values.port),
  host: values.host,
  ...(values.state === undefined ? {} : { stateDir: values.state }),
  ...(values.seed === undefined ? {} : { seed: values.seed }),
});
console.log(
  `WeCom simulator on ${simulator.url} (${Math.round(performance.now() - started)} ms, ${simulator.routes.length} routes)`,
);
for (const corp of simulator.control.corps()) {
  console.log(`corp ${corp.corpid} ${corp.name}: ${corp.staff} members`);
  for (const app of corp.apps) console.log(`  app ${app.agentid} ${app.name}: secret ${app.secret}`);
}

let closing = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    void simulator.close().then(() => process.exit(0));
  });
