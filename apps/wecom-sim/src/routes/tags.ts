// Corp tags, strategy tags, and putting them on customers (contract §2.3). One set of rules serves both kinds;
// `strategy` 0 is the corp's own.
import { WecomError } from '../core/errors.ts';
import type { Input } from '../core/input.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Tag, TagGroup } from '../state/tags.ts';
import { friendship } from './lookups.ts';

const ORDER_MAX = 2 ** 32 - 1;

const tagView = (call: Call, tag: Tag, strategy: number) => ({
  id: call.world.tags.tagId(call.corp.no, tag.no, strategy),
  name: tag.name,
  create_time: tag.createdSeconds,
  order: tag.order,
  ...(tag.deleted ? { deleted: true } : {}),
});

const groupView = (call: Call, group: TagGroup, tags: readonly Tag[]) => ({
  group_id: call.world.tags.groupId(call.corp.no, group),
  group_name: group.name,
  create_time: group.createdSeconds,
  order: group.order,
  ...(group.strategy === 0 ? {} : { strategy_id: group.strategy }),
  ...(group.deleted ? { deleted: true } : {}),
  tag: tags.map((tag) => tagView(call, tag, group.strategy)),
});

/** Without ids all live tags; by group id or tag id also deleted ones. A group id wins over tag ids. */
function list(call: Call, strategy: number): Answer {
  const { tags } = call.world;
  const groupIds = call.body.textsOr('group_id') ?? [];
  const tagIds = groupIds.length > 0 ? [] : (call.body.textsOr('tag_id') ?? []);
  const groups = tags.groups(call.corp.no, strategy);
  const all = tags.tags(call.corp.no);
  const byId = groupIds.length + tagIds.length > 0;
  const wantedGroups = new Set(groupIds.map((id) => tags.groupByPublicId(call.corp.no, id)?.no));
  const wantedTags = new Set(tagIds.map((id) => tags.tagByPublicId(call.corp.no, id)?.no));
  const views = groups.flatMap((group) => {
    const own = all.filter((tag) => tag.group === group.no && (byId || !tag.deleted));
    const shown =
      groupIds.length > 0 ? own : tagIds.length > 0 ? own.filter((tag) => wantedTags.has(tag.no)) : own;
    if (groupIds.length > 0 ? !wantedGroups.has(group.no) : shown.length === 0) return [];
    return [groupView(call, group, shown)];
  });
  return { tag_group: views };
}

/** The group that `add` means: by id, by an existing name, or a new one. */
function groupFor(call: Call, strategy: number): TagGroup {
  const { tags } = call.world;
  const { body, corp } = call;
  const groupId = body.textOr('group_id') ?? '';
  if (groupId !== '') {
    const group = tags.groupByPublicId(corp.no, groupId);
    if (!group || group.deleted || group.strategy !== strategy) throw new WecomError(40068);
    return group;
  }
  const name = body.text('group_name', { chars: 30 });
  const existing = tags.groups(corp.no, strategy).find((group) => !group.deleted && group.name === name);
  return (
    existing ??
    tags.addGroup(corp.no, {
      name,
      order: body.intOr('order', { min: 0, max: ORDER_MAX }) ?? 0,
      createdSeconds: call.now,
      strategy,
    })
  );
}

function add(call: Call, strategy: number): Answer {
  const { tags } = call.world;
  const { corp } = call;
  const wanted = new Map<string, Input>();
  for (const tag of call.body.partsOr('tag') ?? []) wanted.set(tag.text('name', { chars: 30 }), tag);
  if (wanted.size === 0) throw new WecomError(40063, 'tag missing');
  const group = groupFor(call, strategy);
  const present = tags.tags(corp.no).filter((tag) => tag.group === group.no && !tag.deleted);
  if (present.some((tag) => wanted.has(tag.name))) throw new WecomError(40071);
  if (tags.liveCount(corp.no) + wanted.size > corp.settings.tagLimit)
    throw new WecomError(40126, 'too many tags');
  const made = [...wanted].map(([name, tag]) =>
    tags.addTag(corp.no, {
      group: group.no,
      name,
      order: tag.intOr('order', { min: 0, max: ORDER_MAX }) ?? 0,
      createdSeconds: call.now,
    }),
  );
  return { tag_group: groupView(call, group, made) };
}

function edit(call: Call, strategy: number): Answer {
  const { tags } = call.world;
  const { corp, body } = call;
  const id = body.text('id');
  const name = body.textOr('name', { chars: 30 });
  const order = body.intOr('order', { min: 0, max: ORDER_MAX });
  const change = { ...(name === undefined ? {} : { name }), ...(order === undefined ? {} : { order }) };
  const group = tags.groupByPublicId(corp.no, id);
  const tag = tags.tagByPublicId(corp.no, id);
  if (group && !group.deleted && group.strategy === strategy) {
    if (
      tags.groups(corp.no, strategy).some((one) => !one.deleted && one.no !== group.no && one.name === name)
    )
      throw new WecomError(40071);
    tags.saveGroup(corp.no, { ...group, ...change });
  } else if (tag && !tag.deleted) {
    if (
      tags
        .tags(corp.no)
        .some((one) => !one.deleted && one.group === tag.group && one.no !== tag.no && one.name === name)
    )
      throw new WecomError(40071);
    tags.saveTag(corp.no, { ...tag, ...change });
  } else throw new WecomError(40068);
  return {};
}

function remove(call: Call, strategy: number): Answer {
  const groupIds = call.body.textsOr('group_id') ?? [];
  const tagIds = call.body.textsOr('tag_id') ?? [];
  if (groupIds.length + tagIds.length === 0) throw new WecomError(40063, 'tag_id and group_id missing');
  const { tags } = call.world;
  const groups = groupIds.map((id) => tags.groupByPublicId(call.corp.no, id));
  const single = tagIds.map((id) => tags.tagByPublicId(call.corp.no, id));
  if (
    groups.some((group) => !group || group.deleted || group.strategy !== strategy) ||
    single.some((tag) => !tag || tag.deleted)
  )
    throw new WecomError(40068);
  const doomed = new Set(groups.map((group) => group?.no));
  const all = tags.tags(call.corp.no).filter((tag) => !tag.deleted);
  tags.remove(
    call.corp.no,
    all.filter((tag) => doomed.has(tag.group) || single.some((one) => one?.no === tag.no)),
  );
  return {};
}

function mark(call: Call): Answer {
  const { body, world, corp } = call;
  const { relation } = friendship(
    call,
    body.text('userid', { missing: 41009 }),
    body.text('external_userid', { missing: 41035 }),
  );
  const add_tag = body.textsOr('add_tag') ?? [];
  const remove_tag = body.textsOr('remove_tag') ?? [];
  if (add_tag.length + remove_tag.length === 0)
    throw new WecomError(40063, 'add_tag and remove_tag are both empty');
  if (world.tags.mark(world.relations, corp.no, relation, add_tag, remove_tag).length > 0)
    throw new WecomError(40068);
  return {};
}

/** Strategy tags need a strategy; a list without one shows those of all. */
const withStrategy =
  (run: (call: Call, strategy: number) => Answer): Handler =>
  (call) => {
    const strategy = call.body.int('strategy_id', { min: 1 });
    if (!call.world.shelves.strategies.get(call.corp.no, String(strategy)))
      throw new WecomError(40058, 'invalid strategy_id');
    return run(call, strategy);
  };

/** edit and del name a tag or group, which knows its strategy. */
const ofTheirStrategy =
  (run: (call: Call, strategy: number) => Answer): Handler =>
  (call) => {
    const { tags } = call.world;
    const id =
      call.body.textOr('id') ?? call.body.textsOr('group_id')?.[0] ?? call.body.textsOr('tag_id')?.[0] ?? '';
    const groupNo = tags.tagByPublicId(call.corp.no, id)?.group;
    const group = tags.groupByPublicId(call.corp.no, id) ?? tags.groupByNo(call.corp.no, groupNo);
    if (!group || group.strategy === 0) throw new WecomError(40068);
    return run(call, group.strategy);
  };

export const tagRoutes: Record<string, Handler> = {
  'POST externalcontact/get_corp_tag_list': (call) => list(call, 0),
  'POST externalcontact/add_corp_tag': (call) => add(call, 0),
  'POST externalcontact/edit_corp_tag': (call) => edit(call, 0),
  'POST externalcontact/del_corp_tag': (call) => remove(call, 0),
  'POST externalcontact/get_strategy_tag_list': withStrategy(list),
  'POST externalcontact/add_strategy_tag': withStrategy(add),
  'POST externalcontact/edit_strategy_tag': ofTheirStrategy(edit),
  'POST externalcontact/del_strategy_tag': ofTheirStrategy(remove),
  'POST externalcontact/mark_tag': mark,
};
