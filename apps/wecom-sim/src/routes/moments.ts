// 客户朋友圈 (contract §2.6).
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { Input } from '../core/input.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Staff } from '../state/organisation.ts';
import type { Moment, MomentJob } from '../state/shelves.ts';
import { liveMedia } from './media.ts';
import { fromCursor, pageOf, pageSize, staffOf, toCursor } from './lookups.ts';

const TEXT = { chars: 2000, bytes: 4000 };
const MONTH_SECONDS = 30 * 86_400;
const JOB_LIFE_MS = 24 * 3_600_000;
const FOR_MOMENTS = 1;

/** Up to nine pictures, or one video, or one link; media must have been uploaded for moments (41072). */
function readAttachments(call: Call): Moment['attachments'] {
  const parts = call.body.partsOr('attachments', { max: 9, tooLong: 41064 }) ?? [];
  const kinds = new Set(parts.map((part) => part.text('msgtype')));
  if (kinds.size > 1 || (parts.length > 1 && !kinds.has('image')))
    throw new WecomError(41065, 'invalid attachments msgtype');
  return parts.map((part) => {
    const msgtype = part.text('msgtype');
    if (msgtype !== 'image' && msgtype !== 'video' && msgtype !== 'link')
      throw new WecomError(41065, 'invalid attachments msgtype');
    const body = part.part(msgtype);
    if (msgtype === 'link') {
      body.textOr('title', { chars: 64, bytes: 128 });
      body.text('url', { missing: 41010 });
    }
    const media = liveMedia(call, body.text('media_id', { missing: 41006 }));
    if (media.scene !== FOR_MOMENTS) throw new WecomError(41072, 'media was uploaded for another scene');
    return { msgtype, [msgtype]: body.fields };
  });
}

function readRange(call: Call): Pick<MomentJob, 'users' | 'departments' | 'invalid'> & { tags: number[] } {
  const range = call.body.partOr('visible_range') ?? new Input({});
  const senders = range.partOr('sender_list');
  const users = senders?.textsOr('user_list', { max: 100_000 }) ?? [];
  const departments = senders?.intsOr('department_list') ?? [];
  const tagIds = range.partOr('external_contact_list')?.textsOr('tag_list') ?? [];
  const { organisation, tags } = call.world;
  const validTags = tagIds.flatMap((id) => {
    const tag = tags.tagByPublicId(call.corp.no, id);
    return tag && !tag.deleted ? [{ id, no: tag.no }] : [];
  });
  const known = (userid: string): boolean => organisation.staff(call.corp.no, userid)?.status === 1;
  return {
    users: users.length + departments.length === 0 ? null : users.filter(known),
    departments,
    tags: validTags.map((tag) => tag.no),
    invalid: {
      user_list: users.filter((userid) => !known(userid)),
      department_list: departments.filter((id) => !organisation.department(call.corp.no, id)),
      tag_list: tagIds.filter((id) => !validTags.some((tag) => tag.id === id)),
    },
  };
}

function add(call: Call): Answer {
  const { world, corp } = call;
  const content = call.body.partOr('text')?.textOr('content', TEXT) ?? '';
  const attachments = readAttachments(call);
  if (content === '' && attachments.length === 0)
    throw new WecomError(41089, 'text and attachments are both empty');
  const { tags, ...range } = readRange(call);
  const jobid = publicId('job', 'job', corp.no, nextNumber(world.db, 'job'));
  const draft: MomentJob['draft'] = {
    creator: null,
    text: { content },
    attachments,
    visible_type: range.users === null && tags.length === 0 ? 1 : 0,
    tags,
  };
  world.moments.submit(
    corp,
    { jobid, created: world.clock.ms(), done: false, result: {}, draft, ...range },
    world.faults.lags.momentJobMs,
  );
  return { jobid };
}

/** 1 started, 2 running, 3 done: the first half of the job's time is 1. */
function jobResult(call: Call): Answer {
  const job = call.world.shelves.momentJobs.get(call.corp.no, call.body.text('jobid'));
  const age = call.world.clock.ms() - (job?.created ?? 0);
  if (!job || age > JOB_LIFE_MS) throw new WecomError(job ? 40089 : 40088, 'invalid jobid');
  const status = job.done ? 3 : age * 2 < call.world.faults.lags.momentJobMs ? 1 : 2;
  return { status, type: 'add_moment_task', ...(job.done ? { result: job.result } : {}) };
}

function momentOf(call: Call): Moment {
  const moment = call.world.shelves.moments.get(
    call.corp.no,
    call.body.text('moment_id', { missing: 41059 }),
  );
  if (!moment) throw new WecomError(41060, 'invalid moment_id');
  return moment;
}

/** A moment and a member who published it: 41061 personal, 41062 corp when he has not. */
function published(call: Call): { moment: Moment; member: Staff } {
  const moment = momentOf(call);
  const member = staffOf(call, call.body.text('userid', { missing: 41009 }));
  if (!moment.tasks[member.userid])
    throw new WecomError(moment.creator === null ? 41062 : 41061, 'not published by this user');
  return { moment, member };
}

function view(moment: Moment) {
  const of = (msgtype: string) =>
    moment.attachments.filter((one) => one.msgtype === msgtype).map((one) => one[msgtype]);
  const [video] = of('video');
  const [link] = of('link');
  return {
    moment_id: moment.moment_id,
    ...(moment.creator === null ? {} : { creator: moment.creator }),
    create_time: moment.created,
    create_type: moment.creator === null ? 0 : 1,
    visible_type: moment.visible_type,
    text: moment.text,
    image: of('image'),
    ...(video ? { video } : {}),
    ...(link ? { link } : {}),
  };
}

function list(call: Call): Answer {
  const { body } = call;
  const from = body.int('start_time');
  const until = body.int('end_time');
  if (until < from || until - from > MONTH_SECONDS) throw new WecomError(40058, 'invalid time range');
  const filter = body.intOr('filter_type', { min: 0, max: 2 }) ?? 2;
  const creator = body.textOr('creator');
  const found = call.world.shelves.moments
    .all(call.corp.no)
    .map((kept) => kept.value)
    .filter((moment) => {
      const personal = moment.creator !== null;
      return (
        moment.created >= from &&
        moment.created <= until &&
        (filter === 2 || personal === (filter === 1)) &&
        (!creator || moment.creator === creator)
      );
    });
  const { items, next_cursor } = pageOf(found, body, 20, 20);
  return { next_cursor, moment_list: items.map(view) };
}

function tasks(call: Call): Answer {
  const moment = momentOf(call);
  if (moment.creator !== null) throw new WecomError(41067, 'not a corp moment');
  const { items, next_cursor } = pageOf(Object.entries(moment.tasks), call.body, 500, 1000);
  return {
    next_cursor,
    task_list: items.map(([userid, at]) => ({ userid, publish_status: at === null ? 0 : 1 })),
  };
}

function audience(call: Call, sentOnly: boolean): Answer {
  const moment = momentOf(call);
  const member = sentOnly
    ? published(call).member
    : staffOf(call, call.body.text('userid', { missing: 41009 }));
  const limit = sentOnly ? pageSize(call.body, 3000, 5000) : pageSize(call.body, 500, 1000);
  const [after = 0] = fromCursor(call.body);
  const rows = call.world.moments.audience(moment, member, after, limit);
  const ids = rows.map((row) => call.world.encounters.externalId(call.corp.no, row.person));
  return {
    next_cursor: rows.length === limit ? toCursor(rows.at(-1)?.id ?? 0) : '',
    customer_list: ids.map((external_userid) =>
      sentOnly ? { external_userid } : { userid: member.userid, external_userid },
    ),
  };
}

function comments(call: Call): Answer {
  const { moment, member } = published(call);
  const of = (like: boolean) =>
    moment.comments
      .filter((one) => one.like === like && one.publisher === member.userid)
      .map((one) => ({ [one.external ? 'external_userid' : 'userid']: one.by, create_time: one.at }));
  return { comment_list: of(false), like_list: of(true) };
}

export const momentRoutes: Record<string, Handler> = {
  'POST externalcontact/add_moment_task': add,
  'GET externalcontact/get_moment_task_result': jobResult,
  'POST externalcontact/cancel_moment_task': (call) => {
    const moment = momentOf(call);
    call.world.shelves.moments.put(call.corp.no, moment.moment_id, { ...moment, cancelled: true });
    return {};
  },
  'POST externalcontact/get_moment_list': list,
  'POST externalcontact/get_moment_task': tasks,
  'POST externalcontact/get_moment_customer_list': (call) => audience(call, false),
  'POST externalcontact/get_moment_send_result': (call) => audience(call, true),
  'POST externalcontact/get_moment_comments': comments,
};
