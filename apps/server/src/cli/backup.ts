// `yutian backup FOLDER` and `yutian restore FOLDER`.
import { Fault, systemClock } from '@yutian/kernel';
import { type Connection, openLog, readConfig } from '@yutian/platform';
import { backup, restore } from '../backup.ts';
import { openProduct } from '../open.ts';

export const backupCommand = (args: string[]) => run(args, backup, 'saved');
export const restoreCommand = (args: string[]) => run(args, restore, 'restored');

async function run(args: string[], work: typeof backup, verb: string): Promise<void> {
  const [folder] = args;
  if (!folder) throw new Fault('invalid', 'FOLDER_MISSING', 'Name a folder: yutian backup FOLDER.');
  const config = readConfig(process.env);
  const opened = await openProduct({ config, clock: systemClock, log: openLog(config.logLevel) });
  try {
    let total = 0;
    await work(opened.connection satisfies Connection, folder, (table, rows) => {
      total += rows;
      console.log(`${verb.padEnd(9)} ${String(rows).padStart(10)}  ${table}`);
    });
    console.log(
      `${total} rows. Keep the master key (master.key in the data folder, or YUTIAN_MASTER_KEY) with the backup: sealed data cannot be read without it.`,
    );
  } finally {
    await opened.close();
  }
}
