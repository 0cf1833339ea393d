// Opens the product on its database: the embedded server, or the one DATABASE_URL names.
import { join } from 'node:path';
import type { Clock } from '@yutian/kernel';
import {
  type Config,
  type Connection,
  type DiskLimits,
  type EmbeddedPostgres,
  type Log,
  startPostgres,
} from '@yutian/platform';
import { compose, type Product } from './compose.ts';
import { claimDataFolder } from './owner.ts';

export interface OpenedProduct {
  product: Product;
  connection: Connection;
  /** Where the data is, for the start message. */
  database: 'embedded' | 'server';
  close(): Promise<void>;
}

/** Starts the database if it is ours, composes the modules and brings the schema up to date. */
export async function openProduct(parts: {
  config: Config;
  clock: Clock;
  log: Log;
  diskLimits?: DiskLimits;
}): Promise<OpenedProduct> {
  const { config } = parts;
  const release = config.databaseUrl ? undefined : claimDataFolder(config.dataFolder);
  let postgres: EmbeddedPostgres | undefined;
  let product: Product | undefined;
  try {
    if (!config.databaseUrl) postgres = await startPostgres(join(config.dataFolder, 'postgres'));
    const connection = config.databaseUrl
      ? { url: config.databaseUrl.reveal() }
      : postgres?.connection('yutian');
    if (!connection) throw new Error('no database');
    const composed = await compose({
      ...parts,
      connection,
      ...(postgres ? { databaseFolder: postgres.folder } : {}),
    });
    product = composed;
    await product.prepare();
    return {
      product: composed,
      connection,
      database: postgres ? 'embedded' : 'server',
      async close() {
        await composed.close();
        await postgres?.stop();
        release?.();
      },
    };
  } catch (error) {
    await product?.close();
    await postgres?.stop();
    release?.();
    throw error;
  }
}
