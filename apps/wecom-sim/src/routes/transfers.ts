// 在职继承 and 离职继承 (contract §2.7), for customers and for groups.
import { WecomError } from '../core/errors.ts';
import { personOf } from '../core/ids.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { Staff } from '../state/organisation.ts';
import type { Transfer } from '../state/transfers.ts';
import { NO_RECORD } from '../state/transfers.ts';
import { fromCursor, serviceMember, staffOf, toCursor } from './lookups.ts';

const CUSTOMERS_PER_CALL = 100;
const PAGE = 1000;
const YEAR_MS = 365 * 86_400_000;
const GROUPS_PER_DAY = 300;
const DAY_MS = 86_400_000;

/** The two members of a transfer, checked as the kind of transfer demands. */
function pair(call: Call, kind: Transfer['kind']): { handover: Staff; takeover: Staff } {
  const handover = staffOf(call, call.body.text('handover_userid', { missing: 41009 }));
  const takeover = serviceMember(call, call.body.text('takeover_userid', { missing: 41009 }));
  const now = call.world.clock.ms();
  if (kind === 'onjob' && handover.status === 5) throw new WecomError(60111);
  if (kind === 'resigned' && (handover.status !== 5 || now - (handover.leftAt ?? 0) > YEAR_MS))
    throw new WecomError(40097);
  if (!takeover.realName) throw new WecomError(40098, 'takeover user is not real-name verified');
  const idle = [takeover, ...(kind === 'onjob' ? [handover] : [])].some(
    (member) => now - member.lastLogin > YEAR_MS,
  );
  if (idle) throw new WecomError(40205, 'member has not logged in within a year');
  return { handover, takeover };
}

function transfer(
  call: Call,
  kind: Transfer['kind'],
  ids: readonly string[],
): { external_userid: string; errcode: number }[] {
  const { handover, takeover } = pair(call, kind);
  call.body.textOr('transfer_success_msg', { chars: 200 });
  return ids.map((external_userid) => {
    const person = personOf(call.corp.no, external_userid);
    const errcode =
      person === undefined ? 40096 : call.world.transfers.start(call.corp, kind, handover, takeover, person);
    return { external_userid, errcode };
  });
}

const transferMany = (call: Call, kind: Transfer['kind']): Answer => ({
  customer: transfer(
    call,
    kind,
    call.body.texts('external_userid', { max: CUSTOMERS_PER_CALL, tooLong: 40032, missing: 41035 }),
  ),
});

/** The call of old SDKs: one customer, its errcode is the call's. */
function legacyTransfer(call: Call): Answer {
  const handover = staffOf(call, call.body.text('handover_userid', { missing: 41009 }));
  const [result] = transfer(call, handover.status === 5 ? 'resigned' : 'onjob', [
    call.body.text('external_userid', { missing: 41035 }),
  ]);
  if (result && result.errcode !== 0) throw new WecomError(result.errcode);
  return {};
}

function results(call: Call, kind: Transfer['kind']): Answer {
  const { world, corp, body } = call;
  const handover = staffOf(call, body.text('handover_userid', { missing: 41009 }));
  const takeover = staffOf(call, body.text('takeover_userid', { missing: 41009 }));
  const [after = 0] = fromCursor(body);
  const rows = world.transfers.between(handover.no, takeover.no, kind, after, PAGE);
  return {
    customer: rows.map((row) => ({
      external_userid: world.encounters.externalId(corp.no, row.person),
      status: kind === 'resigned' && row.status === NO_RECORD ? 3 : row.status,
      takeover_time: row.done_s,
    })),
    next_cursor: rows.length === PAGE ? toCursor(rows.at(-1)?.id ?? 0) : '',
  };
}

/** Customers of those who left, newest leaver first. */
function unassigned(call: Call): Answer {
  const { world, corp, body } = call;
  const size = Math.min(body.intOr('page_size', { min: 1 }) ?? PAGE, PAGE);
  const page = body.intOr('page_id', { min: 0 }) ?? 0;
  if (page * size >= 50_000) throw new WecomError(40058, 'page_id x page_size must be below 50000');
  const offset = body.has('page_id') ? page * size : (fromCursor(body)[0] ?? 0);
  const leavers = world.organisation
    .everyone(corp.no)
    .filter((member) => member.status === 5 && world.clock.ms() - (member.leftAt ?? 0) <= YEAR_MS)
    .toSorted((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0));
  const all = leavers.flatMap((member) =>
    world.relations.personsOf(member.no).map((person) => ({ member, person })),
  );
  const shown = all.slice(offset, offset + size);
  const end = offset + shown.length;
  return {
    info: shown.map(({ member, person }) => ({
      handover_userid: member.userid,
      external_userid: world.encounters.externalId(corp.no, person),
      dimission_time: Math.floor((member.leftAt ?? 0) / 1000),
    })),
    is_last: end >= all.length,
    next_cursor: end < all.length ? toCursor(end) : '',
  };
}

/** What hinders one group's move, 0 when nothing does. */
function groupObstacle(
  call: Call,
  chatId: string,
  newOwner: Staff,
  onJob: boolean,
  movedToday: number,
): number {
  const { world, corp } = call;
  const group = world.groups.get(corp.no, chatId);
  if (!group) return 90501;
  const owner = world.organisation.staff(corp.no, group.owner);
  if (owner?.userid === newOwner.userid) return 90504;
  if (!onJob && owner?.status !== 5) return 90500;
  if (onJob && owner?.status === 5) return 90502;
  const recent = group.transfers.filter((at) => at > world.clock.ms() - 90 * DAY_MS);
  if (onJob && recent.length >= 2) return 90508;
  return movedToday >= GROUPS_PER_DAY ? 45009 : 0;
}

function transferGroups(call: Call, onJob: boolean): Answer {
  const { world, corp, body } = call;
  const newOwner = serviceMember(call, body.text('new_owner', { missing: 41009 }));
  if (newOwner.status !== 1 || !newOwner.realName) throw new WecomError(41054, 'new owner not activated');
  const now = world.clock.ms();
  let today = world.shelves.groups
    .all(corp.no)
    .filter(
      ({ value }) => value.owner === newOwner.userid && value.transfers.some((at) => at > now - DAY_MS),
    ).length;
  const failed = body.texts('chat_id_list', { max: CUSTOMERS_PER_CALL }).flatMap((chat_id) => {
    const errcode = groupObstacle(call, chat_id, newOwner, onJob, today);
    if (errcode !== 0) return [{ chat_id, errcode, errmsg: new WecomError(errcode).message }];
    const group = world.groups.get(corp.no, chat_id);
    if (group) world.groups.handOver(corp, group, newOwner);
    today += 1;
    return [];
  });
  return { failed_chat_list: failed };
}

export const transferRoutes: Record<string, Handler> = {
  'POST externalcontact/transfer_customer': (call) => transferMany(call, 'onjob'),
  'POST externalcontact/transfer_result': (call) => results(call, 'onjob'),
  'POST externalcontact/resigned/transfer_customer': (call) => transferMany(call, 'resigned'),
  'POST externalcontact/resigned/transfer_result': (call) => results(call, 'resigned'),
  'POST externalcontact/transfer': legacyTransfer,
  'POST externalcontact/get_unassigned_list': unassigned,
  'POST externalcontact/groupchat/transfer': (call) => transferGroups(call, false),
  'POST externalcontact/groupchat/onjob_transfer': (call) => transferGroups(call, true),
};
