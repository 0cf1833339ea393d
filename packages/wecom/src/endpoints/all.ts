// Every endpoint of the package by path, for those who must know them all: the simulator's router and its tests.
import type { AnyEndpoint } from '../endpoint.ts';
import * as access from './access.ts';
import * as acquisition from './acquisition.ts';
import * as appMessages from './app-messages.ts';
import * as archive from './archive.ts';
import * as contactWays from './contact-ways.ts';
import * as customers from './customers.ts';
import * as directory from './directory.ts';
import * as groupChats from './group-chats.ts';
import * as massMessages from './mass-messages.ts';
import * as media from './media.ts';
import * as moments from './moments.ts';
import * as oauth from './oauth.ts';
import * as statistics from './statistics.ts';
import * as tags from './tags.ts';
import * as tickets from './tickets.ts';
import * as transfers from './transfers.ts';
import * as welcome from './welcome.ts';

const areas = [
  access,
  acquisition,
  appMessages,
  archive,
  contactWays,
  customers,
  directory,
  groupChats,
  massMessages,
  media,
  moments,
  oauth,
  statistics,
  tags,
  tickets,
  transfers,
  welcome,
];

export const allEndpoints: readonly AnyEndpoint[] = areas
  .flatMap((area) => Object.values<unknown>({ ...area }))
  .filter(isEndpoint)
  .sort((a, b) => (a.path < b.path ? -1 : 1));

function isEndpoint(value: unknown): value is AnyEndpoint {
  return typeof value === 'object' && value !== null && 'path' in value && 'request' in value;
}
