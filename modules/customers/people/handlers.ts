// Handlers of people: list, page, timeline, notes, fields, alerts.
import { contract } from '@yutian/contract';
import { conflict, invalid, newId, notFound, toIso } from '@yutian/kernel';
import {
  audit,
  inTransaction,
  permit,
  type RequestContext,
  type Tx,
  pageOf,
  readCursor,
} from '@yutian/platform';
import { implement } from '@orpc/server';
import { holdPeople } from '../oneid/identity.sql.ts';
import { placeById, placeByKey } from '../paging.ts';
import type { CustomersGround } from '../parts.ts';
import { countPeople as countAllPeople } from '../privacy/person-count.ts';
import { addPhone, changeFields, editRemark, revealPhones } from './change-person.ts';
import { countFitting, readPage, readVisible, resolveFilter } from './find-people.ts';
import { getCustomer } from './get-customer.ts';
import { acknowledgeAlert, listAlerts } from './loss-alerts.sql.ts';
import {
  deleteNote,
  type FieldRow,
  insertNote,
  listFields,
  listNotes,
  type NoteRow,
  updateNote,
  writeField,
} from './person.sql.ts';
import { listRelationEvents, listTimeline, type TimelineRow } from './timeline.sql.ts';
import { readerOf, storesOf } from './shared-person.sql.ts';
import { instantOf, viewLines } from './view.ts';

const byId = (row: { atMs: number; id: string }) => ({ atMs: row.atMs, id: row.id });
const byKey = ({ atMs, kind, key }: TimelineRow) => ({ atMs, kind, key });

const viewNote =
  (userId: string) =>
  ({ id, atMs, authorUserId, editedAtMs, ...note }: NoteRow) => ({
    noteId: id,
    body: note.body,
    authorName: note.authorName,
    mine: authorUserId === userId,
    createdAt: toIso(atMs),
    editedAt: instantOf(editedAtMs),
  });

export function peopleHandlers(ground: CustomersGround) {
  const { db, clock } = ground;
  const os = implement(contract.customers).$context<RequestContext>();
  return {
    listCustomers: os.listCustomers.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.read');
      const { cursor, limit, ...asked } = input;
      const filter = await resolveFilter(ground, actor.tenantId, asked);
      const before = readCursor(cursor, placeById);
      const { tenantId, scope } = actor;
      const rows = await readPage(db, { tenantId, scope, filter, before, limit: limit + 1 });
      const keyOf = (row: (typeof rows)[number]) => ({ atMs: row.recentMs, id: row.id });
      const { items, nextCursor } = pageOf(rows, limit, keyOf, (row) => row);
      return { items: await viewLines(db, actor, items), nextCursor };
    }),
    countCustomers: os.countCustomers.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.read');
      return countFitting(db, actor, await resolveFilter(ground, actor.tenantId, input));
    }),
    getCustomer: os.getCustomer.handler(async ({ input, context }) =>
      getCustomer(db, permit(context, 'customers.read'), input.id),
    ),
    updateCustomer: os.updateCustomer.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      return { ok: true, ...(await changeFields(ground, actor, input.id, input)) };
    }),
    addPhone: os.addPhone.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      return { ok: true, ...(await addPhone(ground, actor, input.id, input.phone)) };
    }),
    revealPhones: os.revealPhones.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.privacy');
      return { phones: await revealPhones(ground, actor, input.id, input.reason) };
    }),
    editRemark: os.editRemark.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      await editRemark(ground, actor, input.id, input);
      return { ok: true };
    }),
    listTimeline: os.listTimeline.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.read');
      const { id: customerId } = await readVisible(db, actor, input.id);
      const before = readCursor(input.cursor, placeByKey);
      const reader = await readerOf(db, actor);
      const rows = await listTimeline(db, { ...reader, customerId, before, limit: input.limit + 1 });
      return pageOf(rows, input.limit, byKey, ({ atMs, ...row }) => ({ ...row, at: toIso(atMs) }));
    }),
    listRelationHistory: os.listRelationHistory.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.read');
      const { id: customerId } = await readVisible(db, actor, input.id);
      const before = readCursor(input.cursor, placeByKey);
      const reader = await readerOf(db, actor);
      const rows = await listRelationEvents(db, { ...reader, customerId, before, limit: input.limit + 1 });
      return pageOf(rows, input.limit, byKey, ({ atMs, key: _key, ...row }) => ({
        ...row,
        at: toIso(atMs),
      }));
    }),
    countPeople: os.countPeople.handler(async ({ context }) =>
      countAllPeople(ground, permit(context, 'home.read').tenantId),
    ),
    listLossAlerts: os.listLossAlerts.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'customers.read');
      const { open, staffId = null, storeId = null, limit } = input;
      const before = readCursor(input.cursor, placeById);
      const rows = await listAlerts(db, {
        tenantId,
        scope,
        open,
        staffId,
        storeId,
        before,
        limit: limit + 1,
      });
      return pageOf(rows, limit, byId, ({ id, atMs, acknowledgedAtMs, ...row }) => ({
        ...row,
        alertId: id,
        at: toIso(atMs),
        acknowledgedAt: instantOf(acknowledgedAtMs),
      }));
    }),
    acknowledgeLossAlert: os.acknowledgeLossAlert.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      const { tenantId, scope } = actor;
      const { id: customerId, alertId, comment } = input;
      await inTransaction(db, async (tx) => {
        const asked = {
          tenantId,
          scope,
          customerId,
          alertId,
          comment,
          byName: actor.name,
          atMs: clock.now(),
        };
        if ((await acknowledgeAlert.run(tx, asked)) === 0)
          throw notFound('LOSS_ALERT_UNKNOWN', 'There is no such alert.');
        const entry = { action: 'customers.acknowledgeLoss', subjectKind: 'customer', subjectId: customerId };
        await audit(tx, actor, { ...entry, detail: { alertId } }, clock.now());
      });
      return { ok: true };
    }),
  };
}

export function noteHandlers({ db, clock }: CustomersGround) {
  const os = implement(contract.customers).$context<RequestContext>();
  const unknown = () => notFound('NOTE_UNKNOWN', 'There is no such note, or it is not yours.');
  return {
    listNotes: os.listNotes.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.read');
      const { id: customerId } = await readVisible(db, actor, input.id);
      const before = readCursor(input.cursor, placeById);
      const asked = { ...(await readerOf(db, actor)), customerId, before, limit: input.limit + 1 };
      return pageOf(await listNotes(db, asked), input.limit, byId, viewNote(actor.userId));
    }),
    addNote: os.addNote.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      const { tenantId, userId, name, staffId } = actor;
      return inTransaction(db, async (tx) => {
        await holdPeople(tx, { tenantId });
        const { id: customerId } = await readVisible(tx, actor, input.id);
        const { body } = input;
        const atMs = clock.now();
        const [row] = await insertNote(tx, {
          tenantId,
          customerId,
          noteId: newId(),
          body,
          userId,
          name,
          staffId,
          forStores: await storesOf(tx, actor),
          atMs,
        });
        if (!row) throw unknown();
        const entry = { action: 'customers.addNote', subjectKind: 'customer', subjectId: customerId };
        await audit(tx, actor, { ...entry, detail: { noteId: row.id } }, atMs);
        return viewNote(userId)(row);
      });
    }),
    editNote: os.editNote.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      const { tenantId, userId } = actor;
      return inTransaction(db, async (tx) => {
        const { id: customerId } = await readVisible(tx, actor, input.id);
        const { noteId, body } = input;
        const [row] = await updateNote(tx, { tenantId, customerId, noteId, userId, body, atMs: clock.now() });
        if (!row) throw unknown();
        const entry = { action: 'customers.editNote', subjectKind: 'customer', subjectId: customerId };
        await audit(tx, actor, { ...entry, detail: { noteId } }, clock.now());
        return viewNote(userId)(row);
      });
    }),
    deleteNote: os.deleteNote.handler(async ({ input, context }) => {
      const actor = permit(context, 'customers.write');
      const { tenantId, userId } = actor;
      return inTransaction(db, async (tx) => {
        const { id: customerId } = await readVisible(tx, actor, input.id);
        const { noteId } = input;
        if ((await deleteNote.run(tx, { tenantId, customerId, noteId, userId })) === 0) throw unknown();
        const entry = { action: 'customers.deleteNote', subjectKind: 'customer', subjectId: customerId };
        await audit(tx, actor, { ...entry, detail: { noteId } }, clock.now());
        return { ok: true };
      });
    }),
  };
}

export function fieldHandlers({ db, clock }: CustomersGround) {
  const os = implement(contract.customers).$context<RequestContext>();
  const check = async (tx: Tx, tenantId: number, field: FieldRow) => {
    if ((field.kind === 'choice' || field.kind === 'choices') && field.options.length === 0)
      throw invalid('CUSTOM_FIELD_OPTIONS_MISSING', 'A choice field needs options.');
    const others = await listFields(tx, { tenantId });
    const taken = others.some(
      (other) => !other.archived && other.name === field.name && other.fieldId !== field.fieldId,
    );
    if (taken && !field.archived)
      throw conflict('CUSTOM_FIELD_NAME_TAKEN', 'There is already a field of this name.', {
        name: field.name,
      });
    return others;
  };
  return {
    listCustomFields: os.listCustomFields.handler(async ({ context }) => ({
      items: await listFields(db, { tenantId: permit(context, 'customers.read').tenantId }),
      nextCursor: null,
    })),
    createCustomField: os.createCustomField.handler(async ({ input, context }) => {
      const actor = permit(context, 'settings.write');
      const { tenantId } = actor;
      return inTransaction(db, async (tx) => {
        const fieldId = newId();
        const field = { ...input, fieldId, position: 0, archived: false };
        const others = await check(tx, tenantId, field);
        const position = Math.max(0, ...others.map((other) => other.position + 1));
        await writeField(tx, { ...field, tenantId, position, atMs: clock.now() });
        const entry = { action: 'customers.createField', subjectKind: 'custom_field', subjectId: fieldId };
        await audit(tx, actor, { ...entry, detail: { name: input.name, kind: input.kind } }, clock.now());
        return { fieldId };
      });
    }),
    editCustomField: os.editCustomField.handler(async ({ input, context }) => {
      const actor = permit(context, 'settings.write');
      const { tenantId } = actor;
      const { id, ...change } = input;
      return inTransaction(db, async (tx) => {
        const known = (await listFields(tx, { tenantId })).find((field) => field.fieldId === id);
        if (!known) throw notFound('CUSTOM_FIELD_UNKNOWN', 'There is no such field.', { fieldId: id });
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const field: FieldRow = { ...known, ...given };
        await check(tx, tenantId, field);
        await writeField(tx, { ...field, tenantId, atMs: clock.now() });
        const entry = { action: 'customers.editField', subjectKind: 'custom_field', subjectId: id };
        await audit(tx, actor, { ...entry, detail: change }, clock.now());
        return { ok: true };
      });
    }),
  };
}
