// 应用消息 (contract §2.12): what an app sends to members, and what it takes back.
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import type { Input } from '../core/input.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Staff } from '../state/organisation.ts';
import { liveMedia } from './media.ts';

const RECALL_MS = 24 * 3_600_000;
const RESPONSE_MS = 72 * 3_600_000;
const INTERACTIVE = new Set(['button_interaction', 'vote_interaction', 'multiple_interaction']);
const NOTICES = new Set(['text_notice', 'news_notice']);

/** What each kind of message must bring. */
const kinds: Record<string, (part: Input, call: Call) => void> = {
  text: (part) => void part.text('content', { bytes: 2048, missing: 44004 }),
  markdown: (part) => void part.text('content', { bytes: 2048, missing: 44004 }),
  image: mediaOnly,
  voice: mediaOnly,
  file: mediaOnly,
  video: (part, call) => {
    mediaOnly(part, call);
    part.textOr('title', { bytes: 128 });
    part.textOr('description', { bytes: 512 });
  },
  textcard: (part) => {
    part.text('title', { chars: 128, missing: 41016 });
    part.text('description', { chars: 512 });
    part.text('url', { bytes: 2048, missing: 41010 });
    part.textOr('btntxt', { chars: 4 });
  },
  news: (part) => articles(part, ['title']),
  mpnews: (part) => articles(part, ['title', 'thumb_media_id', 'content']),
  miniprogram_notice: (part) => {
    part.text('appid');
    part.text('title', { chars: 12 });
    part.partsOr('content_item', { max: 10 });
  },
  template_card: (part) => {
    const type = part.text('card_type');
    if (!INTERACTIVE.has(type) && !NOTICES.has(type)) throw new WecomError(42027, 'invalid card_type');
    if (NOTICES.has(type)) part.part('card_action', 42033);
    if (INTERACTIVE.has(type) || part.has('action_menu')) {
      const task = part.text('task_id', { bytes: 128 });
      if (!/^[\w@-]+$/.test(task)) throw new WecomError(40058, 'invalid task_id');
    }
  },
};

function mediaOnly(part: Input, call: Call): void {
  liveMedia(call, part.text('media_id', { missing: 41006 }));
}

function articles(part: Input, fields: readonly string[]): void {
  const list = part.partsOr('articles') ?? [];
  if (list.length < 1 || list.length > 8) throw new WecomError(45008, 'article count out of range');
  for (const article of list) for (const field of fields) article.text(field);
}

interface Recipients {
  members: Staff[];
  invaliduser: string[];
  invalidparty: string[];
}

const split = (text: string | undefined): string[] => (text ?? '').split('|').filter((part) => part !== '');

function recipients(call: Call): Recipients {
  const { organisation } = call.world;
  const touser = call.body.textOr('touser');
  const users = split(touser);
  const parties = split(call.body.textOr('toparty'));
  const tags = split(call.body.textOr('totag'));
  if (users.length + parties.length + tags.length === 0) throw new WecomError(82001, 'no recipient');
  if (users.length > 1000) throw new WecomError(40032, 'too many users');
  if (parties.length > 100) throw new WecomError(82002, 'too many parties');
  if (tags.length > 100) throw new WecomError(82003, 'too many tags');
  const seen = organisation
    .members(call.corp.no)
    .filter((member) => member.status === 1 && organisation.sees(call.app, member));
  if (touser === '@all') return { members: seen, invaliduser: [], invalidparty: [] };
  const found = new Set<Staff>();
  const invaliduser = users.filter((userid) => {
    const member = seen.find((one) => one.userid.toLowerCase() === userid.toLowerCase());
    if (member) found.add(member);
    return !member;
  });
  const invalidparty = parties.filter((party) => {
    if (!organisation.department(call.corp.no, Number(party))) return true;
    const range = organisation.withChildren(call.corp.no, Number(party));
    for (const member of seen) if (member.departments.some((id) => range.has(id))) found.add(member);
    return false;
  });
  if (found.size === 0) throw new WecomError(81013);
  return { members: [...found], invaliduser, invalidparty };
}

/** An app sends only in its own name. */
function checkAgent(call: Call): void {
  const agentid = call.body.text('agentid', { missing: 41011 });
  if (!call.world.organisation.app(call.corp.no, agentid)) throw new WecomError(40056);
  if (agentid !== call.app.agentid) throw new WecomError(301002, 'not the agent of this secret');
}

function send(call: Call): Answer {
  const { world, corp, app, body } = call;
  checkAgent(call);
  const msgtype = body.text('msgtype');
  const check = kinds[msgtype];
  if (!check) throw new WecomError(40008, 'invalid msgtype');
  const part = body.part(msgtype);
  check(part, call);
  const { members, invaliduser, invalidparty } = recipients(call);
  const now = world.clock.ms();
  const sender = `${app.corp}/${app.agentid}`;
  world.appQuota.spend(sender, members.length, world.organisation.members(corp.no).length, now);
  const served = members.filter((member) => world.appQuota.admit(sender, member.userid, now));
  const number = nextNumber(world.db, 'app_message');
  const msgid = publicId('message', 'appSim', corp.no, number);
  const interactive = msgtype === 'template_card' && INTERACTIVE.has(part.text('card_type'));
  const response_code = interactive ? publicId('response', 'resp', corp.no, number) : null;
  world.shelves.appMessages.put(corp.no, msgid, {
    msgid,
    agentid: app.agentid,
    at: world.clock.ms(),
    users: served.map((member) => member.userid),
    msgtype,
    body: part.fields,
    recalled: false,
    response_code,
  });
  for (const member of served)
    world.deliveries.add({
      at: world.clock.ms(),
      kind: 'app_message',
      to: member.userid,
      from: app.agentid,
      body: { msgid, msgtype, [msgtype]: part.fields },
    });
  return {
    ...(invaliduser.length > 0 ? { invaliduser: invaliduser.join('|') } : {}),
    ...(invalidparty.length > 0 ? { invalidparty: invalidparty.join('|') } : {}),
    msgid,
    ...(response_code === null ? {} : { response_code }),
  };
}

function updateCard(call: Call): Answer {
  const { world, corp, body } = call;
  checkAgent(call);
  const code = body.text('response_code');
  const found = world.shelves.appMessages
    .all(corp.no)
    .find(({ value }) => value.response_code === code)?.value;
  if (!found || world.clock.ms() - found.at > RESPONSE_MS)
    throw new WecomError(60140, 'invalid response_code');
  const users = body.textsOr('userids') ?? [];
  world.shelves.appMessages.put(corp.no, found.msgid, {
    ...found,
    body: body.partOr('template_card')?.fields ?? body.part('button').fields,
    response_code: null,
  });
  return { invaliduser: users.filter((userid) => !found.users.includes(userid)) };
}

function recall(call: Call): Answer {
  const message = call.world.shelves.appMessages.get(call.corp.no, call.body.text('msgid'));
  if (!message || message.agentid !== call.app.agentid) throw new WecomError(40058, 'invalid msgid');
  if (call.world.clock.ms() - message.at > RECALL_MS) throw new WecomError(42052, 'msgid too old to recall');
  call.world.shelves.appMessages.put(call.corp.no, message.msgid, { ...message, recalled: true });
  return {};
}

export const appMessageRoutes: Record<string, Handler> = {
  'POST message/send': send,
  'POST message/update_template_card': updateCard,
  'POST message/update_taskcard': updateCard,
  'POST message/recall': recall,
};
