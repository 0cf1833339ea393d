// Joins the words of all pages and of the contract.
import { contractPhrases } from '@yutian/contract/phrases';
import type { Phrases } from '@yutian/ui';
import { cardsPagePhrases } from './acquire/cards.phrases.ts';
import { channelsPagePhrases } from './acquire/channels.phrases.ts';
import { codesPagePhrases } from './acquire/codes.phrases.ts';
import { joinCodesPagePhrases } from './acquire/join-codes.phrases.ts';
import { linksPagePhrases } from './acquire/links.phrases.ts';
import { welcomesPagePhrases } from './acquire/welcomes.phrases.ts';
import { connectionPagePhrases } from './connection/connection.phrases.ts';
import { customersPagePhrases } from './customers/customers.phrases.ts';
import { groupsPagePhrases } from './customers/groups.phrases.ts';
import { personPhrases } from './customers/person.phrases.ts';
import { tagsPagePhrases } from './customers/tags.phrases.ts';
import { homePhrases } from './home/home.phrases.ts';
import { corpsPhrases } from './settings/corps.phrases.ts';
import { orgPagePhrases } from './settings/org.phrases.ts';
import { settingsPhrases } from './settings/settings.phrases.ts';
import { usersPhrases } from './settings/users.phrases.ts';
import { signInPhrases } from './sign-in/sign-in.phrases.ts';
import { importsPhrases } from './trade/imports.phrases.ts';
import { tradePhrases } from './trade/trade.phrases.ts';

export const pagePhrases: Phrases = {
  ...contractPhrases,
  ...cardsPagePhrases,
  ...channelsPagePhrases,
  ...codesPagePhrases,
  ...joinCodesPagePhrases,
  ...linksPagePhrases,
  ...welcomesPagePhrases,
  ...connectionPagePhrases,
  ...customersPagePhrases,
  ...groupsPagePhrases,
  ...personPhrases,
  ...tagsPagePhrases,
  ...homePhrases,
  ...corpsPhrases,
  ...orgPagePhrases,
  ...settingsPhrases,
  ...usersPhrases,
  ...signInPhrases,
  ...importsPhrases,
  ...tradePhrases,
};
