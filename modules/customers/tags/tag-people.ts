// Tagging one or many: what it will do is shown first, marks show at once, the platform is told relation by relation.
import type { CustomerFilter } from '@yutian/contract';
import { type Actor, type Id, invalid, notFound } from '@yutian/kernel';
import { audit, enqueue, inTransaction } from '@yutian/platform';
import { wecomLimits } from '@yutian/wecom';
import { holdPeople } from '../oneid/identity.sql.ts';
import type { CustomersGround } from '../parts.ts';
import { resolveFilter } from '../people/find-people.ts';
import { everybody } from '../people/people-filter.sql.ts';
import {
  countTagging,
  countTaggingByStaff,
  markAdding,
  markRemoving,
  sampleTagging,
  type Tagging,
} from './marks.sql.ts';
import { pushMarksJob } from './push-marks.ts';
import { readTags } from './tags.sql.ts';

interface TaggingRequest {
  customerIds?: readonly Id[] | undefined;
  filter?: CustomerFilter | undefined;
  add: readonly Id[];
  remove: readonly Id[];
}

/** What the request will do, and to whom; nothing is changed. */
export async function previewTagging(ground: CustomersGround, actor: Actor, request: TaggingRequest) {
  const tagging = await resolveTagging(ground, actor, request);
  const [[counts], byStaff, sample] = await Promise.all([
    countTagging(ground.db, tagging),
    countTaggingByStaff(ground.db, tagging),
    sampleTagging(ground.db, tagging),
  ]);
  const { target, reachable, people, relations } = counts ?? {
    target: 0,
    reachable: 0,
    people: 0,
    relations: 0,
  };
  return {
    people,
    relations,
    calls: relations,
    minutes: Math.round((relations / callsPerMinute()) * 10) / 10,
    unchanged: reachable - people,
    unreachable: target - reachable,
    byStaff,
    sample,
  };
}

/** Marks people as asked and lets a job tell the platform. @returns whom it changed. */
export async function tagPeople(
  ground: CustomersGround,
  actor: Actor,
  request: TaggingRequest,
): Promise<{ people: number; relations: number }> {
  const tagging = await resolveTagging(ground, actor, request);
  const { tenantId, corpId } = tagging;
  const atMs = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    await holdPeople(tx, { tenantId });
    const [counts] = await countTagging(tx, tagging);
    if (tagging.add.length > 0) await markAdding(tx, { ...tagging, atMs });
    if (tagging.remove.length > 0) await markRemoving(tx, { ...tagging, atMs });
    const result = { people: counts?.people ?? 0, relations: counts?.relations ?? 0 };
    await enqueue(tx, pushMarksJob, { tenantId, corpId }, { key: `marks:${tenantId}:${corpId}` });
    const one = request.customerIds?.length === 1 ? request.customerIds[0] : undefined;
    await audit(
      tx,
      actor,
      {
        action: 'customers.tag',
        subjectKind: one ? 'customer' : 'customers',
        subjectId: one ?? 'list',
        detail: { add: [...tagging.add], remove: [...tagging.remove], ...result },
      },
      atMs,
    );
    return result;
  });
}

/** Calls a minute that bulk work may take of the platform's budget for one corp and API. */
function callsPerMinute(): number {
  return Math.min(
    ...wecomLimits.standard.map((window) => (window.calls * wecomLimits.ceilings.mass * 60) / window.seconds),
  );
}

async function resolveTagging(
  ground: CustomersGround,
  actor: Actor,
  request: TaggingRequest,
): Promise<Tagging> {
  const { tenantId, scope } = actor;
  const add = [...new Set(request.add)];
  const remove = [...new Set(request.remove)].filter((id) => !add.includes(id));
  if (add.length + remove.length === 0 || (!request.customerIds?.length && !request.filter))
    throw invalid('TAGGING_EMPTY', 'Choose tags to add or remove, and people.');
  const tags = await readTags(ground.db, { tenantId, tagIds: [...add, ...remove] });
  if (tags.length < add.length + remove.length) throw notFound('TAG_UNKNOWN', 'There is no such tag.');
  const [corpId, ...others] = new Set(tags.map((tag) => tag.corpId));
  if (corpId === undefined || others.length > 0)
    throw invalid('TAGS_OF_TWO_CORPS', 'Tags of one WeCom corp at a time.');
  const filter = request.filter ? await resolveFilter(ground, tenantId, request.filter) : everybody;
  return {
    tenantId,
    scope,
    corpId,
    add,
    remove,
    filter: { ...filter, ids: request.customerIds?.length ? request.customerIds : filter.ids },
  };
}
