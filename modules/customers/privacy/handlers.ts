// Handlers of consents and of a person's rights (R11).
import { contract } from '@yutian/contract';
import { type Actor, forbidden, newId, toIso } from '@yutian/kernel';
import { audit, inTransaction, permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { implement } from '@orpc/server';
import { holdPeople } from '../oneid/identity.sql.ts';
import { placeById } from '../paging.ts';
import type { CustomersGround } from '../parts.ts';
import { readVisible } from '../people/find-people.ts';
import { viewConsent } from '../people/get-customer.ts';
import { insertConsent, listConsents } from '../people/person.sql.ts';
import { storesOf } from '../people/shared-person.sql.ts';
import { listErasures } from './erase.sql.ts';
import { erasePerson, exportPerson, previewErasure } from './personal-data.ts';

/** A copy and a deletion reach what every store holds of a person. */
function whole(context: RequestContext): Actor {
  const actor = permit(context, 'customers.privacy');
  if (actor.scope.kind !== 'all')
    throw forbidden('SCOPE_TOO_NARROW', 'Copies and deletions of a person need a data scope of everything.');
  return actor;
}

export function privacyHandlers(ground: CustomersGround) {
  const { db, clock } = ground;
  const os = implement(contract.customers).$context<RequestContext>();
  return {
    listConsents: os.listConsents.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.read');
      const { id: customerId } = await readVisible(db, actor, input.id);
      const stores = await storesOf(db, actor);
      const receipts = await listConsents(db, { tenantId: actor.tenantId, customerId, stores });
      return { items: receipts.map(viewConsent), nextCursor: null };
    }),
    recordConsent: os.recordConsent.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      const { tenantId, name: recordedBy } = actor;
      const { purpose, granted, channel, noticeVersion, evidence } = input;
      return inTransaction(db, async (tx) => {
        await holdPeople(tx, { tenantId });
        const { id: customerId } = await readVisible(tx, actor, input.id);
        const atMs = input.at === undefined ? clock.now() : Date.parse(input.at);
        const consentId = newId();
        const row = { consentId, purpose, granted, atMs, channel, noticeVersion, evidence, recordedBy };
        await insertConsent(tx, { tenantId, customerId, ...row, forStores: await storesOf(tx, actor) });
        const entry = { action: 'customers.recordConsent', subjectKind: 'customer', subjectId: customerId };
        await audit(tx, actor, { ...entry, detail: { consentId, purpose, granted } }, clock.now());
        return viewConsent(row);
      });
    }),
    getPersonalData: os.getPersonalData.handler(async ({ input, context }) =>
      exportPerson(ground, whole(context), input.id),
    ),
    previewErasure: os.previewErasure.handler(async ({ input, context }) =>
      previewErasure(ground, whole(context), input.id),
    ),
    erasePerson: os.erasePerson.handler(async ({ input, context }) =>
      erasePerson(ground, whole(context), input.id, input.reason),
    ),
    listErasures: os.listErasures.handler(async ({ input, context }) => {
      const { tenantId } = whole(context);
      const { limit } = input;
      const before = readCursor(input.cursor, placeById);
      const rows = await listErasures(db, { tenantId, before, limit: limit + 1 });
      const keyOf = (row: (typeof rows)[number]) => ({ atMs: row.atMs, id: row.id });
      return pageOf(rows, limit, keyOf, ({ id, atMs, ...row }) => ({
        ...row,
        erasureId: id,
        at: toIso(atMs),
      }));
    }),
  };
}
