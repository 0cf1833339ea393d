// Words for everything the contract names: fault codes, states, kinds. Chinese first.
import { connectionPhrases } from './connection.ts';
import { customersPhrases } from './customers.ts';

export const contractPhrases: Record<string, { zh: string; en: string }> = { ...connectionPhrases, ...customersPhrases };
