// Editions: so that an edit made on an old picture of a thing is refused instead of undoing another's edit. Each kind of
// thing counts its edits; a thing remembers the number of its last one. A list is read at the kind's number, a thing at
// its own (`ETag`); an edit with `If-Match` holds if the thing was not edited after that number.
import { Fault, type TenantId } from '@yutian/kernel';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/db.ts';
import { query } from '../db/query.ts';

/** What a call reads or edits: one thing of a kind, or (without `subject`) all of the kind. */
export interface Edited {
  tenantId: TenantId;
  noun: string;
  subject: string;
}

const readEdition = query({
  name: 'platform.readEdition',
  examples: [{ tenantId: 1, noun: 'shop', subject: '' }],
  sql: (p: Edited) => sql<{ edition: number }>`
    select edition from platform.edition
    where tenant_id = ${p.tenantId} and noun = ${p.noun} and subject = ${p.subject}`,
});

const countEdit = query({
  name: 'platform.countEdit',
  examples: [{ tenantId: 1, noun: 'shop', atMost: null }],
  sql: (p: { tenantId: TenantId; noun: string; atMost: number | null }) => sql<{ edition: number }>`
    insert into platform.edition as e (tenant_id, noun, subject, edition) values (${p.tenantId}, ${p.noun}, '', 1)
    on conflict (tenant_id, noun, subject) do update set edition = e.edition + 1
      where ${p.atMost}::bigint is null or e.edition <= ${p.atMost}::bigint
    returning edition`,
});

const markEdit = query({
  name: 'platform.markEdit',
  examples: [{ tenantId: 1, noun: 'shop', subject: 'a', edition: 2, atMost: 1 }],
  sql: (p: Edited & { edition: number; atMost: number | null }) => sql<{ edition: number }>`
    insert into platform.edition as e (tenant_id, noun, subject, edition)
    values (${p.tenantId}, ${p.noun}, ${p.subject}, ${p.edition})
    on conflict (tenant_id, noun, subject) do update set edition = ${p.edition}
      where ${p.atMost}::bigint is null or e.edition <= ${p.atMost}::bigint
    returning edition`,
});

/** The edition at which a thing or a list is about to be read. Read it first: then an edit in between is noticed. */
export async function currentEdition(db: Db, what: Edited): Promise<number> {
  const [row] = await readEdition(db, what);
  return row?.edition ?? 0;
}

/**
 * Counts an edit within its transaction and returns its number.
 * @param ifMatch the header as sent, or null; a Fault EDITED_MEANWHILE when the thing was edited after it.
 */
export async function raiseEdition(tx: Tx, what: Edited, ifMatch: string | null): Promise<number> {
  const atMost = editionOf(ifMatch);
  const { tenantId, noun, subject } = what;
  const [counted] = await countEdit(tx, { tenantId, noun, atMost: subject === '' ? atMost : null });
  if (!counted) throw editedMeanwhile(noun);
  const { edition } = counted;
  if (subject === '') return edition;
  const [marked] = await markEdit(tx, { ...what, edition, atMost });
  if (!marked) throw editedMeanwhile(noun);
  return edition;
}

export const etagOf = (edition: number) => `"${edition}"`;

/** The edition an `If-Match` names; null when it names none or any, before all others when it is none of ours. */
function editionOf(ifMatch: string | null): number | null {
  if (ifMatch === null || ifMatch.trim() === '*') return null;
  const named = ifMatch.split(',').map((tag) => /^\s*"(\d{1,15})"\s*$/.exec(tag)?.[1]);
  return Math.max(-1, ...named.map((text) => (text === undefined ? -1 : Number(text))));
}

/** The refusal of an edit that was made on an old picture. */
export const editedMeanwhile = (noun: string) =>
  new Fault(
    'stale',
    'EDITED_MEANWHILE',
    'Somebody has changed this since you read it. Read it again, then repeat your edit.',
    {
      noun,
    },
  );
