// `yutian sync CORP`: reads a corp from WeCom, with a progress line in the terminal. A run that was cut goes on.
import { parseArgs } from 'node:util';
import type { SyncRun } from '@yutian/contract';
import { Fault, systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { openProduct } from '../open.ts';
import { untilStopped } from './signals.ts';

const WIDTH = 30;

/** Starts or follows the corp's synchronisation. Ctrl-C leaves it where it is; the next start goes on from there. */
export async function syncCommand(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { tenant: { type: 'string', default: '1' }, reconcile: { type: 'boolean', default: false } },
  });
  const [corpId] = positionals;
  if (!corpId)
    throw new Fault('invalid', 'CORP_MISSING', 'Name the corp: yutian sync CORP_ID [--reconcile].');
  const config = readConfig(process.env);
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const { product, close } = await openProduct({ config, clock: systemClock, log: openLog('error') });
  try {
    const tenantId = Number(values.tenant);
    const runId = await product.connection.sync.start(
      tenantId,
      corpId,
      values.reconcile ? 'reconcile' : 'first',
    );
    await product.engine.start();
    const run = await product.connection.sync
      .watch(tenantId, runId, draw, stop.signal)
      .catch((error: unknown) => {
        if (stop.signal.aborted) return undefined;
        throw error;
      });
    process.stdout.write('\n');
    if (run?.reason) console.error(`yutian: ${run.reason.message}`);
    if (run?.state !== 'done') process.exitCode = 1;
  } finally {
    await product.engine.stop();
    await close();
  }
}

function draw(run: SyncRun): void {
  const total = run.staff.total ?? 0;
  const share = run.state === 'done' ? 1 : total === 0 ? 0 : run.staff.done / total;
  const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
  const pace = run.perSecond === null ? '' : `, ${Math.round(run.perSecond)}/s`;
  const eta = run.eta ? `, done by ${run.eta.slice(11, 19)}` : '';
  process.stdout.write(
    `\r${bar} ${Math.round(share * 100)} %  ${run.phase}  ${run.relations} friends${pace}${eta}   `,
  );
}
