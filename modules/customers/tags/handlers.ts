// Handlers of tags.
import { contract } from '@yutian/contract';
import { implement } from '@orpc/server';
import { permit, type RequestContext } from '@yutian/platform';
import type { CustomersGround } from '../parts.ts';
import {
  createTagGroup,
  createTags,
  deleteTag,
  deleteTagGroup,
  editTag,
  editTagGroup,
  setTagCap,
  tagLimitsOf,
} from './manage-tags.ts';
import { previewTagging, tagPeople } from './tag-people.ts';
import { countCarriers, listGroups, listTags } from './tags.sql.ts';

export function tagHandlers(ground: CustomersGround) {
  const { db } = ground;
  const os = implement(contract.customers).$context<RequestContext>();
  return {
    listTagGroups: os.listTagGroups.handler(async ({ input, context }) => {
      const { tenantId } = permit(context, 'tags.read');
      const corpId = input.corpId ?? null;
      const groups = await listGroups(db, { tenantId, corpId });
      const tags = await listTags(db, { tenantId, corpId, groupId: null });
      const carriers = new Map(
        (await countCarriers(db, { tenantId, tagIds: tags.map((tag) => tag.tagId) })).map((row) => [
          row.tagId,
          row.people,
        ]),
      );
      const byGroup = Map.groupBy(tags, (tag) => tag.groupId);
      return {
        nextCursor: null,
        items: groups.map(({ platformId: _id, deletedAtMs: _deleted, updatedAtMs: _updated, ...group }) => ({
          ...group,
          tags: (byGroup.get(group.groupId) ?? []).map(
            ({ tagId, name, position, push, pushCode, pushMessage }) => ({
              tagId,
              name,
              position,
              push,
              pushCode,
              pushMessage,
              people: carriers.get(tagId) ?? 0,
            }),
          ),
        })),
      };
    }),
    createTagGroup: os.createTagGroup.handler(async ({ input, context }) => ({
      groupId: await createTagGroup(ground, permit(context, 'tags.write'), input),
    })),
    editTagGroup: os.editTagGroup.handler(async ({ input, context }) => {
      await editTagGroup(ground, permit(context, 'tags.write'), input.id, input);
      return { ok: true };
    }),
    deleteTagGroup: os.deleteTagGroup.handler(async ({ input, context }) => {
      await deleteTagGroup(ground, permit(context, 'tags.write'), input.id);
      return { ok: true };
    }),
    createTags: os.createTags.handler(async ({ input, context }) => ({
      tagIds: await createTags(ground, permit(context, 'tags.write'), input.id, input.names),
    })),
    editTag: os.editTag.handler(async ({ input, context }) => {
      await editTag(ground, permit(context, 'tags.write'), input.id, input);
      return { ok: true };
    }),
    deleteTag: os.deleteTag.handler(async ({ input, context }) => {
      await deleteTag(ground, permit(context, 'tags.write'), input.id);
      return { ok: true };
    }),
    getTagLimits: os.getTagLimits.handler(async ({ input, context }) =>
      tagLimitsOf(ground, permit(context, 'tags.read').tenantId, input.corpId),
    ),
    setTagCap: os.setTagCap.handler(async ({ input, context }) => {
      await setTagCap(ground, permit(context, 'settings.write'), input.cap);
      return { ok: true };
    }),
    previewTagging: os.previewTagging.handler(async ({ input, context }) =>
      previewTagging(ground, permit(context, 'customers.write'), input),
    ),
    tagCustomers: os.tagCustomers.handler(async ({ input, context }) =>
      tagPeople(ground, permit(context, 'customers.write'), input),
    ),
  };
}
