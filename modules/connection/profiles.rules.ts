// From the platform's words to the port's: a customer with one follower. Pure.
import type { CustomerProfile } from '@yutian/contract';
import type { Id } from '@yutian/kernel';
import type { batchGetCustomers, getCustomer, AnswerOf } from '@yutian/wecom';

type BatchItem = AnswerOf<typeof batchGetCustomers>['external_contact_list'][number];
type Single = AnswerOf<typeof getCustomer>;
type Contact = BatchItem['external_contact'];

/** A row of batch/get_by_user. */
export function profileOfBatch(
  { external_contact: contact, follow_info: follow }: BatchItem,
  staffId: Id,
): CustomerProfile {
  return { ...person(contact), follow: { ...relation(follow, staffId), tagIds: follow.tag_id } };
}

/** A customer read alone, once per follower. Personal tags have no id and are the follower's own business. */
export function profilesOfSingle(answer: Single, staffOf: (userid: string) => Id): CustomerProfile[] {
  return answer.follow_user.map((follow) => ({
    ...person(answer.external_contact),
    follow: {
      ...relation(follow, staffOf(follow.userid)),
      tagIds: follow.tags.flatMap((tag) => (tag.tag_id === undefined ? [] : [tag.tag_id])),
    },
  }));
}

function person(contact: Contact): Omit<CustomerProfile, 'follow'> {
  return {
    externalUserid: contact.external_userid,
    name: contact.name,
    avatar: contact.avatar ?? null,
    type: contact.type === 2 ? 2 : 1,
    gender: contact.gender === 1 || contact.gender === 2 ? contact.gender : 0,
    unionid: contact.unionid || null,
    corpName: contact.corp_full_name || contact.corp_name || null,
  };
}

type Follow = Pick<
  BatchItem['follow_info'],
  'remark' | 'description' | 'createtime' | 'add_way' | 'state' | 'remark_mobiles'
>;

function relation(follow: Follow, staffId: Id): Omit<CustomerProfile['follow'], 'tagIds'> {
  return {
    staffId,
    remark: follow.remark,
    description: follow.description,
    addedAtMs: follow.createtime * 1_000,
    addWay: follow.add_way ?? 0,
    state: follow.state || null,
    phones: follow.remark_mobiles.filter((phone) => phone !== ''),
  };
}
