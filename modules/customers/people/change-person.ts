// What staff write about a person: fields, member number, phones, remarks.
import { type Actor, type Id, invalid, notFound } from '@yutian/kernel';
import { audit, defineJob, enqueue, handle, inTransaction, type JobHandler } from '@yutian/platform';
import { remarkCustomer } from '@yutian/wecom';
import { z } from 'zod';
import { insertRelationEvents } from '../intake/intake.sql.ts';
import { claimKeys, notePhones } from '../oneid/claim-keys.ts';
import { enrichPeople, holdPeople } from '../oneid/identity.sql.ts';
import { normalisePhone } from '../oneid/phone.rules.ts';
import type { CustomersGround } from '../parts.ts';
import { checkValue } from './fields.rules.ts';
import { readVisible } from './find-people.ts';
import {
  dropOtherMemberNos,
  listFields,
  readPhones,
  readRemark,
  setFields,
  setRemark,
} from './person.sql.ts';
import { gramsOf } from './search.rules.ts';

/** Sets custom fields and the member number. A number that is somebody else's becomes evidence and is not set. */
export function changeFields(
  ground: CustomersGround,
  actor: Actor,
  customerId: Id,
  change: { custom?: Record<string, unknown> | undefined; memberNo?: string | undefined },
): Promise<{ mergePending: boolean }> {
  const { tenantId } = actor;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    await holdPeople(tx, { tenantId });
    const person = await readVisible(tx, actor, customerId);
    const fields = new Map((await listFields(tx, { tenantId })).map((field) => [field.fieldId, field]));
    const custom: Record<string, unknown> = {};
    for (const [fieldId, value] of Object.entries(change.custom ?? {})) {
      const field = fields.get(fieldId);
      if (!field || field.archived)
        throw notFound('CUSTOM_FIELD_UNKNOWN', 'There is no such field.', { fieldId });
      custom[fieldId] = checkValue(field, value);
    }
    let memberNo: string | null = null;
    let mergePending = false;
    if (change.memberNo !== undefined) {
      const claim = {
        kind: 'member_no' as const,
        value: change.memberNo,
        customerId: person.id,
        bornId: person.id,
      };
      mergePending = (await claimKeys(tx, tenantId, [claim], atMs)).disputed > 0;
      if (!mergePending) {
        memberNo = change.memberNo;
        await dropOtherMemberNos(tx, { tenantId, customerId: person.id, memberNo });
      }
    }
    await setFields(tx, {
      tenantId,
      customerId: person.id,
      custom: JSON.stringify(custom),
      memberNo,
      grams: gramsOf(tenantId, [memberNo]),
    });
    const detail = { fields: Object.keys(custom), memberNo: change.memberNo !== undefined, mergePending };
    await audit(
      tx,
      actor,
      { action: 'customers.changeFields', subjectKind: 'customer', subjectId: person.id, detail },
      atMs,
    );
    return { mergePending };
  });
}

/** Notes a phone: sealed, searchable by its tail, and evidence when it is somebody else's. */
export function addPhone(
  ground: CustomersGround,
  actor: Actor,
  customerId: Id,
  phone: string,
): Promise<{ mergePending: boolean }> {
  const { tenantId } = actor;
  const atMs = ground.clock.now();
  if (normalisePhone(phone) === null) throw invalid('PHONE_INVALID', 'This is not a phone number.');
  return inTransaction(ground.db, async (tx) => {
    await holdPeople(tx, { tenantId });
    const { id } = await readVisible(tx, actor, customerId);
    const noted = { customerId: id, bornId: id, phone, source: 'console' as const };
    const disputed = await notePhones(tx, ground.vault, tenantId, [noted], atMs);
    await audit(tx, actor, { action: 'customers.addPhone', subjectKind: 'customer', subjectId: id }, atMs);
    return { mergePending: disputed > 0 };
  });
}

/** Whole phone numbers; that somebody looked, and why, is kept. */
export function revealPhones(
  ground: CustomersGround,
  actor: Actor,
  customerId: Id,
  reason: string,
): Promise<string[]> {
  const { tenantId } = actor;
  return inTransaction(ground.db, async (tx) => {
    const { id } = await readVisible(tx, actor, customerId);
    const rows = await readPhones(tx, { tenantId, customerId: id });
    await audit(
      tx,
      actor,
      {
        action: 'customers.revealPhones',
        subjectKind: 'customer',
        subjectId: id,
        detail: { reason, phones: rows.length },
      },
      ground.clock.now(),
    );
    const once = new Map(rows.map((row) => [row.phoneHash, row.sealed]));
    return [...once.values()].map((sealed) => ground.vault.open(tenantId, sealed));
  });
}

// The payload carries keys only; the job reads the remark when it runs, so the latest one is sent.
const pushRemarkJob = defineJob({
  name: 'customers.pushRemark',
  payload: z.object({
    tenantId: z.number(),
    corpId: z.string(),
    staffId: z.uuid(),
    externalUserid: z.string(),
  }),
});

/** Sets the remark of one member of staff and sends it to the platform. */
export function editRemark(
  ground: CustomersGround,
  actor: Actor,
  customerId: Id,
  change: { staffId: Id; remark: string; description: string },
): Promise<void> {
  const { tenantId, scope } = actor;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    const { id } = await readVisible(tx, actor, customerId);
    const own = scope.kind === 'all' || scope.staffIds.includes(change.staffId);
    const written = own ? await setRemark(tx, { tenantId, customerId: id, ...change }) : [];
    if (written.length === 0)
      throw notFound('RELATION_UNKNOWN', 'This member of staff is not a friend of the customer.');
    await enrichPeople(tx, {
      tenantId,
      rows: JSON.stringify([{ customerId: id, tails: [], grams: gramsOf(tenantId, [change.remark]) }]),
    });
    const events = written.map(({ externalUserid, bornId }) => ({
      customerId: id,
      bornId,
      externalUserid,
      staffId: change.staffId,
      kind: 'remark',
      atMs,
      detail: { to: change.remark, by: actor.name },
    }));
    await insertRelationEvents(tx, { tenantId, rows: JSON.stringify(events) });
    for (const { corpId, externalUserid } of written)
      await enqueue(
        tx,
        pushRemarkJob,
        { tenantId, corpId, staffId: change.staffId, externalUserid },
        { key: `remark:${tenantId}:${change.staffId}:${externalUserid}` },
      );
    await audit(
      tx,
      actor,
      {
        action: 'customers.editRemark',
        subjectKind: 'customer',
        subjectId: id,
        detail: { staffId: change.staffId },
      },
      atMs,
    );
  });
}

export function personJobs(ground: CustomersGround): JobHandler[] {
  return [
    handle(pushRemarkJob, async ({ tenantId, corpId, staffId, externalUserid }, { signal }) => {
      const [row] = await readRemark(ground.db, { tenantId, corpId, staffId, externalUserid });
      if (!row) return;
      const { userid, remark, description } = row;
      const input = { userid, external_userid: externalUserid, remark, description };
      await ground.callWeCom(tenantId, corpId, remarkCustomer, input, { lane: 'guide', signal });
    }),
  ];
}
