// Words for everything the contract names: fault codes, states, kinds. Chinese first.
import { channelsPhrases } from './channels.ts';
import { connectionPhrases } from './connection.ts';
import { customersPhrases } from './customers.ts';
import { groupsPhrases } from './groups.ts';
import { insightPhrases } from './insight.ts';
import { ordersPhrases } from './orders.ts';
import { orgPhrases } from './org.ts';
import { platformPhrases } from './platform.ts';
import { workPhrases } from './work.ts';

export const contractPhrases: Record<string, { zh: string; en: string }> = {
  ...platformPhrases,
  ...ordersPhrases,
  ...orgPhrases,
  ...channelsPhrases,
  ...connectionPhrases,
  ...customersPhrases,
  ...groupsPhrases,
  ...insightPhrases,
  ...workPhrases,
};
