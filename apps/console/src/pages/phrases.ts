// Joins the words of all pages and of the contract.
import { contractPhrases } from '@yutian/contract/phrases';
import type { Phrases } from '@yutian/ui';
import { connectionPagePhrases } from './connection/connection.phrases.ts';
import { homePhrases } from './home/home.phrases.ts';
import { signInPhrases } from './sign-in/sign-in.phrases.ts';

export const pagePhrases: Phrases = {
  ...contractPhrases,
  ...connectionPagePhrases,
  ...homePhrases,
  ...signInPhrases,
};
