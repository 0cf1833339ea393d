// `yutian import FILE --shop SHOP_ID`: an order file, in the foreground.
import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { PERMISSIONS } from '@yutian/contract';
import { type Actor, everything, Fault, isId, systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { openProduct } from '../open.ts';
import { untilStopped } from './signals.ts';

const NIL = '00000000-0000-0000-0000-000000000000';

/** Who the command line is in the audit log. */
const commandLine = (tenantId: number): Actor => ({
  tenantId,
  userId: NIL,
  staffId: null,
  name: 'command line',
  role: 'it',
  permissions: new Set(PERMISSIONS),
  scope: everything,
});

/** Imports a file; the mapping is the remembered, known or guessed one. Ctrl-C stops it and what is in stays in. */
export async function importCommand(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { shop: { type: 'string' }, tenant: { type: 'string', default: '1' } },
  });
  const [file] = positionals;
  if (!file || !existsSync(file))
    throw new Fault('invalid', 'FILE_MISSING', 'Name a file: yutian import FILE --shop SHOP_ID.');
  if (!values.shop || !isId(values.shop))
    throw new Fault(
      'invalid',
      'SHOP_MISSING',
      'Name the shop by its id (成交 → 店铺 shows it): --shop SHOP_ID.',
    );
  const config = readConfig(process.env);
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const opened = await openProduct({ config, clock: systemClock, log: openLog(config.logLevel) });
  try {
    const run = await opened.product.orders.importFile(commandLine(Number(values.tenant)), {
      name: basename(file),
      body: createReadStream(file),
      shopId: values.shop,
      signal: stop.signal,
    });
    console.log(JSON.stringify(run, null, 2));
    if (run.state !== 'done') process.exitCode = 1;
  } finally {
    await opened.close();
  }
}
