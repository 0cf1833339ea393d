// The WeCom cloud of the sync bench, in a process of its own: a corp with staff and customers from the past.
import { createSimulator } from '@yutian/wecom-sim';
import { AGENT, CORP } from './connection.corp.ts';

export interface SimulatedCorp {
  url: string;
  secret: string;
}

const [customers = 0, staff = 1] = process.argv.slice(2).map(Number);
const simulator = await createSimulator();
simulator.control.createCorp({ corpid: CORP, name: 'bench' });
const { secret } = simulator.control.createApp({ agentid: AGENT, name: 'bench' });
simulator.control.populate({ customers, staff, archiveDays: 0 });
process.send?.({ url: simulator.url, secret } satisfies SimulatedCorp);
process.once('disconnect', () => process.exit(0));
