// `yutian found COMPANY --login LOGIN`: the first step on an empty database.
import { parseArgs } from 'node:util';
import { Fault, systemClock } from '@yutian/kernel';
import { openLog, readConfig } from '@yutian/platform';
import { foundCompany } from '../found.ts';
import { openProduct } from '../open.ts';

export async function foundCommand(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { login: { type: 'string', default: 'it' } },
  });
  const company = positionals.join(' ').trim();
  if (company === '')
    throw new Fault('invalid', 'COMPANY_MISSING', 'Name your company: yutian found 禾序集团 --login it.');
  const config = readConfig({ YUTIAN_LOG: 'warn', ...process.env });
  const opened = await openProduct({ config, clock: systemClock, log: openLog(config.logLevel) });
  try {
    const password = await foundCompany(opened.product, company, values.login);
    console.log(
      [
        `${company} is founded. Sign in as ${values.login} with this password, and change it there:`,
        '',
        `  ${password}`,
        '',
        'Now run: npm run yutian -- serve',
        'Then connect WeCom, and make a login for each of your people, the boss first.',
      ].join('\n'),
    );
  } finally {
    await opened.close();
  }
}
