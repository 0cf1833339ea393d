// Customers and what members note about them (contract §2.2).
import { WecomError } from '../core/errors.ts';
import { externalUserId, personOf, personOfUnion, publicId, unionId } from '../core/ids.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Staff } from '../state/organisation.ts';
import { type Followed, type Relation, tagNumbers } from '../state/relations.ts';
import {
  friendship,
  fromCursor,
  pageSize,
  personIn,
  serviceMember,
  serviceMembers,
  toCursor,
} from './lookups.ts';

const FOLLOWERS_PER_PAGE = 500;

interface Card {
  person: number;
  name: string;
  gender: number;
  type: number;
  company: string | null;
}

function contactView(call: Call, card: Card) {
  const id = externalUserId(call.corp.no, card.person, card.type);
  const base = {
    external_userid: id,
    name: card.name,
    type: card.type,
    avatar: `${call.world.origin}/_sim/avatar/${card.person}.svg`,
    gender: card.gender,
  };
  if (card.type === 2)
    return { ...base, corp_name: card.company ?? '', corp_full_name: card.company ?? '', position: '' };
  return call.corp.settings.unionid ? { ...base, unionid: unionId(card.person) } : base;
}

function followView(call: Call, relation: Relation, member: Staff) {
  const { organisation, relations } = call.world;
  const oper =
    relation.oper === 0
      ? externalUserId(call.corp.no, relation.person, relations.person(relation.person)?.type ?? 1)
      : organisation.staffByNo(relation.oper).userid;
  return followFields(relation, member.userid, oper);
}

function followFields(relation: Relation, userid: string, oper: string) {
  return {
    userid,
    remark: relation.remark ?? '',
    description: relation.description ?? '',
    createtime: relation.added_s,
    ...(relation.company === null ? {} : { remark_corp_name: relation.company }),
    remark_mobiles: relation.mobiles === null ? [] : (JSON.parse(relation.mobiles) as string[]),
    oper_userid: oper,
    add_way: relation.add_way,
    ...(relation.state === null ? {} : { state: relation.state }),
  };
}

function tagViews(call: Call, relation: Relation) {
  const live = call.world.tags.live(call.corp.no);
  return tagNumbers(relation.tags).flatMap((no) => {
    const found = live.get(no);
    if (!found) return [];
    const strategy = found.group.strategy;
    return [
      {
        group_name: found.group.name,
        tag_name: found.tag.name,
        tag_id: call.world.tags.tagId(call.corp.no, no, strategy),
        type: strategy === 0 ? 1 : 3,
      },
    ];
  });
}

function list(call: Call): Answer {
  const member = serviceMember(call, call.body.text('userid', { missing: 41009 }));
  const rows = call.world.relations.ofStaff(member.no, 0, Number.MAX_SAFE_INTEGER);
  if (rows.length === 0) throw new WecomError(84061);
  return { external_userid: rows.map((row) => externalUserId(call.corp.no, row.person, row.type)) };
}

function get(call: Call): Answer {
  const { relations, organisation } = call.world;
  const person = relations.person(personIn(call, call.body.text('external_userid', { missing: 41035 })));
  const followers = person ? relations.followersOf(call.corp.no, person.id) : [];
  const visible = followers.filter((relation) =>
    organisation.sees(call.app, organisation.staffByNo(relation.staff)),
  );
  if (!person || visible.length === 0) throw new WecomError(84061);
  const [offset = 0] = fromCursor(call.body);
  const page = visible.slice(offset, offset + FOLLOWERS_PER_PAGE);
  const end = offset + page.length;
  return {
    external_contact: contactView(call, { ...person, person: person.id }),
    follow_user: page.map((relation) => ({
      ...followView(call, relation, organisation.staffByNo(relation.staff)),
      tags: tagViews(call, relation),
    })),
    ...(end < visible.length ? { next_cursor: toCursor(end) } : {}),
  };
}

/** 100 customers of up to 100 members in one answer; the cursor is (index of the member, last relation seen). */
function batchGetByUser(call: Call): Answer {
  const legacy = call.body.textOr('userid');
  const userids =
    call.body.textsOr('userid_list', { max: 100, tooLong: 40032 }) ?? (legacy === undefined ? [] : [legacy]);
  if (userids.length === 0) throw new WecomError(40063, 'userid_list missing');
  const members = userids.map((userid) => serviceMember(call, userid));
  const wanted = call.body.intOr('limit');
  const limit = wanted === undefined || wanted <= 0 ? 50 : Math.min(wanted, 100);
  let [index = 0, after = 0] = fromCursor(call.body, 2);
  const found: { row: Followed; member: Staff }[] = [];
  while (index < members.length && found.length < limit) {
    const member = members[index];
    if (!member) break;
    const rows = call.world.relations.ofStaff(member.no, after, limit - found.length);
    for (const row of rows) found.push({ row, member });
    const last = rows.at(-1);
    if (found.length >= limit && last) after = last.id;
    else {
      index += 1;
      after = 0;
    }
  }
  return {
    external_contact_list: found.map(({ row, member }) => batchItem(call, row, member)),
    next_cursor: index < members.length ? toCursor(index, after) : '',
  };
}

function batchItem(call: Call, row: Followed, member: Staff) {
  const contact = contactView(call, {
    person: row.person,
    name: row.name,
    gender: row.gender,
    type: row.type,
    company: row.person_company,
  });
  const { tags, organisation } = call.world;
  const live = tags.live(call.corp.no);
  const oper = row.oper === 0 ? contact.external_userid : organisation.staffByNo(row.oper).userid;
  const tagIds = tagNumbers(row.tags).flatMap((no) => {
    const tag = live.get(no);
    return tag ? [tags.tagId(call.corp.no, no, tag.group.strategy)] : [];
  });
  return {
    external_contact: contact,
    follow_info: { ...followFields(row, member.userid, oper), tag_id: tagIds },
  };
}

function remark(call: Call): Answer {
  const { relation } = friendship(
    call,
    call.body.text('userid', { missing: 41009 }),
    call.body.text('external_userid', { missing: 41035 }),
  );
  const text = call.body.textOr('remark', { chars: 20 });
  const description = call.body.textOr('description', { chars: 150 });
  const company = call.body.textOr('remark_company', { chars: 20 });
  const mobiles = call.body.textsOr('remark_mobiles');
  const picture = call.body.textOr('remark_pic_mediaid');
  if ([text, description, company, mobiles, picture].every((value) => value === undefined))
    throw new WecomError(40063);
  call.world.relations.set(relation.id, {
    ...(text === undefined ? {} : { remark: text }),
    ...(description === undefined ? {} : { description }),
    ...(company === undefined ? {} : { company }),
    ...(mobiles === undefined ? {} : { mobiles: JSON.stringify(mobiles.filter((mobile) => mobile !== '')) }),
  });
  return {};
}

/** The «served contacts» of the app's members, page by page over their relations. */
function contactList(call: Call): Answer {
  const limit = pageSize(call.body, 1000, 10_000);
  const members = serviceMembers(call);
  let [index = 0, after = 0] = fromCursor(call.body, 2);
  const info: Record<string, unknown>[] = [];
  while (index < members.length && info.length < limit) {
    const member = members[index];
    if (!member) break;
    const rows = call.world.relations.ofStaff(member.no, after, limit - info.length);
    for (const row of rows)
      info.push({
        is_customer: true,
        external_userid: externalUserId(call.corp.no, row.person, row.type),
        name: row.name,
        follow_userid: member.userid,
        add_time: row.added_s,
      });
    const last = rows.at(-1);
    if (info.length >= limit && last) after = last.id;
    else {
      index += 1;
      after = 0;
    }
  }
  return { info_list: info, next_cursor: index < members.length ? toCursor(index, after) : '' };
}

function fromUnionid(call: Call): Answer {
  const person = personOfUnion(call.body.text('unionid'));
  call.body.text('openid');
  if (person === undefined) throw new WecomError(610014, 'invalid unionid');
  const followers = call.world.relations.followersOf(call.corp.no, person);
  if (followers.length > 0) return { external_userid: externalUserId(call.corp.no, person, 1) };
  return { pending_id: publicId('job', 'pending', call.corp.no, person) };
}

export const customerRoutes: Record<string, Handler> = {
  'GET externalcontact/get_follow_user_list': (call) => ({
    follow_user: serviceMembers(call).map((member) => member.userid),
  }),
  'GET externalcontact/list': list,
  'GET externalcontact/get': get,
  'POST externalcontact/batch/get_by_user': batchGetByUser,
  'POST externalcontact/remark': remark,
  'POST externalcontact/contact_list': contactList,
  'POST externalcontact/convert_to_openid': (call) => {
    const person = personOf(call.corp.no, call.body.text('external_userid', { missing: 41035 }));
    if (person === undefined) throw new WecomError(40096);
    return { openid: publicId('openid', 'oSimOx', 0, person) };
  },
  'POST idconvert/unionid_to_external_userid': fromUnionid,
  'POST externalcontact/unionid_to_external_userid': (call) => {
    const answer = fromUnionid(call);
    if (!('external_userid' in answer)) throw new WecomError(84061);
    return answer;
  },
};
