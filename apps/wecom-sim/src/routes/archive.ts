// 会话内容存档: who may be read and who agreed (contract §2.13); called with the archive secret.
import { WecomError } from '../core/errors.ts';
import { personOf } from '../core/ids.ts';
import type { Answer, Call, Handler } from '../router.ts';
import { CUSTOMER_MEMBER } from '../state/groups.ts';

const PAIRS_AT_MOST = 100;

function enabled(call: Call): void {
  if (call.corp.settings.archive === 'off') throw new WecomError(301053, 'archive service not enabled');
}

function status(call: Call, agree: number): string {
  if (agree === 0 && call.corp.settings.archive === 'default_agree') return 'Default_Agree';
  return agree === 1 ? 'Agree' : 'Disagree';
}

function single(call: Call): Answer {
  enabled(call);
  const pairs = call.body.partsOr('info', { max: PAIRS_AT_MOST, tooLong: 301060 }) ?? [];
  if (pairs.length === 0) throw new WecomError(40063, 'info missing');
  return {
    agreeinfo: pairs.map((pair) => {
      const userid = pair.text('userid');
      const exteranalopenid = pair.text('exteranalopenid');
      const member = call.world.organisation.staff(call.corp.no, userid);
      const person = personOf(call.corp.no, exteranalopenid);
      if (!member || person === undefined) throw new WecomError(301061, 'userid or external id unknown');
      const relation = call.world.relations.between(member.no, person);
      return {
        userid,
        exteranalopenid,
        agree_status: status(call, relation?.agree ?? 0),
        status_change_time: Math.floor((relation?.agree_at ?? 0) / 1000),
      };
    }),
  };
}

function room(call: Call): Answer {
  enabled(call);
  const roomid = call.body.text('roomid');
  if (!call.world.groups.get(call.corp.no, roomid)) throw new WecomError(301059, 'room unknown');
  return {
    agreeinfo: call.world.groups
      .members(roomid)
      .filter((member) => member.kind === CUSTOMER_MEMBER)
      .map((member) => ({
        exteranalopenid: call.world.groups.publicName(call.corp, member),
        agree_status: status(call, member.agree),
        status_change_time: Math.floor((member.agree_at ?? 0) / 1000),
      })),
  };
}

export const archiveRoutes: Record<string, Handler> = {
  'POST msgaudit/get_permit_user_list': (call) => {
    enabled(call);
    return {
      ids: call.world.organisation
        .members(call.corp.no)
        .filter((member) => member.archive)
        .map((member) => member.userid),
    };
  },
  'POST msgaudit/check_single_agree': single,
  'POST msgaudit/check_room_agree': room,
  // SIM: there are no internal rooms and no robots here, so both calls answer as for an unknown one.
  'POST msgaudit/groupchat/get': (call) => {
    call.body.text('roomid');
    throw new WecomError(301059, 'not an internal group');
  },
  'GET msgaudit/get_robot_info': (call) => {
    call.body.text('robot_id');
    throw new WecomError(40058, 'invalid robot_id');
  },
};
