// Brings the database to this version and stops.
import { systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { openProduct } from '../open.ts';

export async function migrateCommand(): Promise<void> {
  const config = readConfig(process.env);
  const opened = await openProduct({ config, clock: systemClock, log: openLog(config.logLevel) });
  await opened.close();
  console.log('The database is at this version.');
}
