// A server to be killed: it loads the product, waits for the word, and then serves and works until its end comes.
// Waiting beforehand makes a restart take 0.2 s instead of 1 s, so that fifty of them fit into a test.
// argv: the composition root's URL.
import type { Connection } from '@yutian/platform';
import { openLog, readConfig } from '@yutian/platform';
import { systemClock } from '@yutian/kernel';
import type { WorldMakers } from './world.ts';

export interface StartOrder {
  connection: Connection;
  env: Record<string, string>;
}

// @NOTE by URL, since a module does not name the composition root.
const { compose } = (await import(process.argv[2] ?? '')) as Pick<WorldMakers<never>, 'compose'>;

process.once('message', (order: StartOrder) => void serve(order));
// The parent may be gone before a word to it is written.
process.on('error', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
process.send?.({ loaded: true });

async function serve({ connection, env }: StartOrder): Promise<void> {
  const product = await compose({
    connection,
    clock: systemClock,
    config: readConfig(env),
    log: openLog('silent'),
  });
  const http = await product.http();
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  await product.engine.start();
  process.send?.({ address });
}
