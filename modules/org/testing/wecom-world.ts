// The small company connected to a simulated WeCom cloud by the real client.
import { Fault } from '@yutian/kernel';
import { inTransaction } from '@yutian/platform';
import {
  createBudget,
  createWeComClient,
  systemWeComClock,
  type WeComClient,
  WeComError,
  wecomLimits,
} from '@yutian/wecom';
import { type CallWeCom, createCorpDirectory } from '../index.ts';
import { CORP, openOrgWorld, type OrgWorld } from './world.ts';

export const AGENT_ID = 1_000_002;

/** As much of a simulator as opening the company takes; only tests may name apps/wecom-sim itself. */
interface Cloud {
  url: string;
  control: {
    createCorp(input: { corpid: string; name: string }): unknown;
    createApp(input: { corpid: string; agentid: number; name: string }): { secret: string };
  };
  close(): Promise<void>;
}

export interface WeComWorld<C extends Cloud> extends OrgWorld {
  simulator: C;
  secret: string;
}

/** Opens both; the corp is connected, its directory not yet read. */
export async function openWeComWorld<C extends Cloud>(simulator: C): Promise<WeComWorld<C>> {
  const { control } = simulator;
  control.createCorp({ corpid: CORP, name: '禾序集团' });
  const { secret } = control.createApp({ corpid: CORP, agentid: AGENT_ID, name: '域田' });
  const bound: { world?: OrgWorld } = {};
  const env = { YUTIAN_WECOM_URL: simulator.url, YUTIAN_WECOM_OPEN_URL: simulator.url };
  const world = await openOrgWorld(callThrough(simulator.url, bound), {
    ...env,
    YUTIAN_PUBLIC_URL: 'https://yutian.example',
  });
  bound.world = world;
  await world.org.setUp.connectCorp(world.tenantId, {
    corpId: CORP,
    name: '禾序',
    agentId: AGENT_ID,
    secret,
  });
  return {
    ...world,
    simulator,
    secret,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await simulator.close();
    },
  };
}

// One client per secret, which is opened by the corp directory as the product does; refusals become Faults as the
// gateway of connection makes them.
function callThrough(baseUrl: string, bound: { world?: OrgWorld }): CallWeCom {
  const clients = new Map<string, WeComClient>();
  return async (tenantId, corpId, endpoint, input, options) => {
    const { test, ground } = bound.world ?? {};
    if (!test || !ground) throw new Error('The company is not open yet.');
    const { secret } = await inTransaction(test.db, (tx) =>
      createCorpDirectory(ground.vault).access(tx, tenantId, corpId),
    );
    const budget = createBudget({ rules: wecomLimits, clock: systemWeComClock });
    const client = clients.get(secret) ?? createWeComClient({ baseUrl, corpId, secret, budget });
    clients.set(secret, client);
    try {
      return await client.call(endpoint, input, options);
    } catch (error) {
      if (!(error instanceof WeComError)) throw error;
      const code = error.kind === 'auth' ? 'WECOM_SECRET_REFUSED' : 'WECOM_REFUSED';
      throw new Fault(error.kind === 'auth' ? 'conflict' : 'invalid', code, error.message, {
        errcode: error.errcode,
      });
    }
  };
}
