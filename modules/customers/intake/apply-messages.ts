// Messages as facts: who, when, which way; never what was said.
import type { Id, TenantId } from '@yutian/kernel';
import type { MessageFact } from '@yutian/contract';
import type { Tx } from '@yutian/platform';
import { findOrMake } from '../oneid/claim-keys.ts';
import { holdPeople } from '../oneid/identity.sql.ts';
import { externalKey } from './apply-facts.ts';
import { insertMessages, noteInbound, noteTalk } from './intake.sql.ts';

interface Talk {
  customerId: Id;
  bornId: Id;
  staffId: Id;
  externalUserid: string;
  firstOutMs: number | null;
  firstInMs: number | null;
  lastInMs: number | null;
}

/** Stores messages once each. @returns how many were new. */
export async function applyMessages(
  tx: Tx,
  tenantId: TenantId,
  corpId: string,
  messages: readonly MessageFact[],
): Promise<number> {
  if (messages.length === 0) return 0;
  await holdPeople(tx, { tenantId });
  const found = await findOrMake(
    tx,
    tenantId,
    'external_userid',
    messages.map((message) => externalKey(corpId, message.externalUserid)),
  );
  const rows = [];
  const talks = new Map<string, Talk>();
  const people = new Map<Id, { customerId: Id; face: string; atMs: number; lastInMs: number | null }>();
  for (const message of messages) {
    const face = externalKey(corpId, message.externalUserid);
    const person = found.get(face);
    if (!person) throw new Error('An identity vanished while it was being read.');
    const { customerId, bornId } = person;
    rows.push({ ...message, customerId, bornId });
    const key = `${message.staffId} ${message.externalUserid}`;
    const { staffId, externalUserid } = message;
    const talk = talks.get(key) ?? {
      customerId,
      bornId,
      staffId,
      externalUserid,
      firstOutMs: null,
      firstInMs: null,
      lastInMs: null,
    };
    talks.set(key, talk);
    const own = people.get(customerId) ?? { customerId, face, atMs: message.atMs, lastInMs: null };
    if (person.fresh || message.fromCustomer) people.set(customerId, own);
    if (message.fromCustomer) {
      talk.firstInMs = Math.min(talk.firstInMs ?? message.atMs, message.atMs);
      talk.lastInMs = Math.max(talk.lastInMs ?? message.atMs, message.atMs);
      own.lastInMs = Math.max(own.lastInMs ?? message.atMs, message.atMs);
    } else talk.firstOutMs = Math.min(talk.firstOutMs ?? message.atMs, message.atMs);
  }
  if (people.size > 0) await noteInbound(tx, { tenantId, rows: JSON.stringify([...people.values()]) });
  await noteTalk(tx, { tenantId, corpId, rows: JSON.stringify([...talks.values()]) });
  return insertMessages.run(tx, { tenantId, rows: JSON.stringify(rows) });
}
