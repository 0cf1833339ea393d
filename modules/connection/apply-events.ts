// Hands the events of a batch to those whose business they are, in the batch's transaction. Every step is over the
// whole set, and repeating it changes nothing.
import { type AddFact, connectionEvents, type RelationFact } from '@yutian/contract';
import type { TenantId } from '@yutian/kernel';
import { emit, enqueue, type JobDefinition, type Tx } from '@yutian/platform';
import { upsertConsents } from './archive.sql.ts';
import { failEvents, finishEvents } from './inbox.sql.ts';
import { pullArchiveJob, readDirectoryJob, readProfilesJob, readTagsJob } from './jobs.ts';
import type { ConnectionPorts } from './ports.ts';
import { wantProfiles } from './profile.sql.ts';
import {
  type ConsentEvent,
  type RelationEvent,
  type SortedEvents,
  sortEvents,
  type StoredEvent,
} from './sort-events.rules.ts';

interface Corp {
  tenantId: TenantId;
  corpId: string;
}

const READ_AGAIN = new Set<RelationFact['kind']>(['added', 'half_added', 'edited']);

/** Applies a tenant's events and says what became of each. */
export async function applyEvents(
  tx: Tx,
  ports: ConnectionPorts,
  tenantId: TenantId,
  events: readonly StoredEvent[],
  nowMs: number,
): Promise<void> {
  const kept: number[] = [];
  const broken: SortedEvents['broken'] = [];
  for (const [corpId, ofCorp] of Map.groupBy(events, (event) => event.corpId)) {
    const sorted = sortEvents(ofCorp);
    await applyCorp(tx, ports, { tenantId, corpId }, sorted, nowMs);
    kept.push(...sorted.kept);
    broken.push(...sorted.broken);
  }
  const apart = new Set([...kept, ...broken.map((one) => one.id)]);
  const done = events.flatMap((event) => (apart.has(event.id) ? [] : [event.id]));
  if (done.length > 0) await finishEvents.run(tx, { tenantId, ids: done, state: 'done', nowMs });
  if (kept.length > 0) await finishEvents.run(tx, { tenantId, ids: kept, state: 'kept', nowMs });
  if (broken.length > 0) await failEvents.run(tx, { tenantId, failures: broken, nowMs });
}

async function applyCorp(
  tx: Tx,
  ports: ConnectionPorts,
  corp: Corp,
  sorted: SortedEvents,
  nowMs: number,
): Promise<void> {
  const { tenantId, corpId } = corp;
  if (sorted.relations.length > 0) await applyRelations(tx, ports, corp, sorted.relations, nowMs);
  if (sorted.consents.length > 0) await applyConsents(tx, ports, corp, sorted.consents, nowMs);
  if (sorted.groups.length > 0) await ports.groups?.applyGroupEvents(tx, tenantId, corpId, sorted.groups);
  if (sorted.acquisitions.length > 0)
    await ports.adds?.applyAcquisition(tx, tenantId, corpId, sorted.acquisitions);
  if (sorted.directoryChanged) await wake(tx, readDirectoryJob, corp);
  if (sorted.tagsChanged) await wake(tx, readTagsJob, corp);
  if (sorted.archiveFilled) await wake(tx, pullArchiveJob, corp);
}

async function applyRelations(
  tx: Tx,
  ports: ConnectionPorts,
  corp: Corp,
  relations: readonly RelationEvent[],
  nowMs: number,
): Promise<void> {
  const { tenantId, corpId } = corp;
  const staffOf = await staffByUserid(tx, ports, corp, relations);
  const facts = relations.map((relation): RelationFact => {
    const { kind, externalUserid, atMs, state, byTransfer } = relation;
    return {
      kind,
      staffId: staffOf(relation.userid),
      externalUserid,
      atMs,
      state,
      ...(byTransfer ? { byTransfer } : {}),
    };
  });
  const customerIds = await ports.customers.applyFacts(tx, tenantId, corpId, facts);
  const adds = relations.flatMap((relation, i): AddFact[] => {
    const customerId = customerIds[i];
    if (customerId === undefined || (relation.kind !== 'added' && relation.kind !== 'half_added')) return [];
    const { externalUserid, state, welcomeCode, atMs, kind } = relation;
    const staffId = staffOf(relation.userid);
    return [{ customerId, staffId, externalUserid, state, welcomeCode, atMs, half: kind === 'half_added' }];
  });
  if (adds.length > 0) await ports.adds?.applyAdds(tx, tenantId, corpId, adds);
  const externalUserids = [
    ...new Set(relations.flatMap((one) => (READ_AGAIN.has(one.kind) ? [one.externalUserid] : []))),
  ];
  if (externalUserids.length === 0) return;
  await wantProfiles.run(tx, { tenantId, corpId, externalUserids, nowMs });
  await wake(tx, readProfilesJob, corp);
}

async function applyConsents(
  tx: Tx,
  ports: ConnectionPorts,
  corp: Corp,
  consents: readonly ConsentEvent[],
  nowMs: number,
): Promise<void> {
  const { tenantId, corpId } = corp;
  const staffOf = await staffByUserid(tx, ports, corp, consents);
  await upsertConsents.run(tx, {
    tenantId,
    corpId,
    consents: consents.map((one) => ({
      externalUserid: one.externalUserid,
      userid: one.userid,
      agreed: true,
      atMs: one.atMs,
    })),
  });
  const agreed = consents.map(({ userid, externalUserid, welcomeCode, atMs }) => {
    return { staffId: staffOf(userid), externalUserid, welcomeCode, atMs };
  });
  await emit(tx, connectionEvents.archiveAgreed, tenantId, { corpId, agreed }, nowMs);
}

async function staffByUserid(tx: Tx, ports: ConnectionPorts, corp: Corp, of: readonly { userid: string }[]) {
  const userids = [...new Set(of.map((one) => one.userid))];
  const staff = await ports.staff.resolveStaff(tx, corp.tenantId, corp.corpId, userids);
  return (userid: string): string => {
    const staffId = staff.get(userid);
    if (staffId === undefined) throw new Error('A userid was not resolved.');
    return staffId;
  };
}

const wake = (tx: Tx, job: JobDefinition<Corp>, corp: Corp) =>
  enqueue(tx, job, corp, { key: `${job.name}:${corp.tenantId}:${corp.corpId}` });
