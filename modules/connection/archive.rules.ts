// From archive records to facts about private messages and consents. Pure.
import type { ArchiveRecord } from './archive-source.ts';
import type { Consent } from './archive.sql.ts';

export interface PrivateMessage {
  msgid: string;
  externalUserid: string;
  userid: string;
  fromCustomer: boolean;
  kind: string;
  atMs: number;
}

export interface SortedRecords {
  messages: PrivateMessage[];
  consents: Consent[];
  /** Groups, colleagues among themselves, recalls: no private conversation with a customer. */
  skipped: number;
}

/** External ids begin with wm (WeChat) or wo (WeCom of another corp); robots (wb) are nobody. */
const isExternal = (id: string) => id.startsWith('wm') || id.startsWith('wo');

export function sortRecords(records: readonly ArchiveRecord[]): SortedRecords {
  const sorted: SortedRecords = { messages: [], consents: [], skipped: 0 };
  for (const record of records) {
    const [to] = record.to;
    const pair = to === undefined || record.roomId !== '' ? null : pairOf(record.from, to);
    if (!pair || record.action !== 'send') sorted.skipped += 1;
    else if (record.kind === 'agree' || record.kind === 'disagree')
      sorted.consents.push({
        externalUserid: pair.externalUserid,
        userid: pair.userid,
        agreed: record.kind === 'agree',
        atMs: record.atMs,
      });
    else sorted.messages.push({ msgid: record.msgid, kind: record.kind, atMs: record.atMs, ...pair });
  }
  return sorted;
}

function pairOf(
  from: string,
  to: string,
): { externalUserid: string; userid: string; fromCustomer: boolean } | null {
  if (isExternal(from) === isExternal(to)) return null;
  return isExternal(from)
    ? { externalUserid: from, userid: to, fromCustomer: true }
    : { externalUserid: to, userid: from, fromCustomer: false };
}

const pairKey = (externalUserid: string, userid: string) => `${externalUserid} ${userid}`;

/** Consents by pair, for `mayRead`. */
export function consentsByPair(consents: readonly Consent[]): Map<string, Consent> {
  return new Map(consents.map((one) => [pairKey(one.externalUserid, one.userid), one]));
}

/** No consent, no read (R6). */
export function mayRead(message: PrivateMessage, consents: ReadonlyMap<string, Consent>): boolean {
  return consents.get(pairKey(message.externalUserid, message.userid))?.agreed ?? false;
}

/** Pairs whose consent is not known yet, once each. */
export function unknownPairs(messages: readonly PrivateMessage[], consents: ReadonlyMap<string, Consent>) {
  const pairs = new Map(messages.map((one) => [pairKey(one.externalUserid, one.userid), one]));
  return [...pairs]
    .filter(([key]) => !consents.has(key))
    .map(([, { externalUserid, userid }]) => ({ externalUserid, userid }));
}
