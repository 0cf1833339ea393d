// Sign-in with WeCom and the JS-SDK tickets (contract §2.12). The login pages are in ../pages.
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { OauthCode } from '../state/shelves.ts';

const CODE_MS = 5 * 60_000;
const USER_TICKET_MS = 1800_000;
const JSAPI_SECONDS = 7200;

/** Redeems a code once within five minutes: 40029 unknown or another app's, 42022 used, 42003 too old. */
function redeem(call: Call): OauthCode {
  const { world, corp, app, body } = call;
  const code = world.shelves.codes.get(corp.no, body.text('code', { missing: 41008 }));
  if (!code || code.agentid !== app.agentid) throw new WecomError(40029);
  if (code.used) throw new WecomError(42022);
  if (world.clock.ms() - code.issued > CODE_MS) throw new WecomError(42003, 'code expired');
  world.shelves.codes.put(corp.no, code.code, { ...code, used: true });
  return code;
}

function userTicket(call: Call, code: OauthCode): string | undefined {
  if (code.scope !== 'snsapi_privateinfo' || code.userid === null) return undefined;
  const ticket = publicId('ticket', 'USERTICKET', call.corp.no, nextNumber(call.world.db, 'user_ticket'));
  call.world.shelves.userTickets.put(call.corp.no, ticket, {
    userid: code.userid,
    issued: call.world.clock.ms(),
  });
  return ticket;
}

/** A member by userid; anybody else by openid, and by external_userid when he is somebody's customer. */
function identity(
  call: Call,
):
  | { userid: string; user_ticket: string | undefined }
  | { openid: string; external_userid: string | undefined } {
  const code = redeem(call);
  if (code.userid !== null) return { userid: code.userid, user_ticket: userTicket(call, code) };
  const person = code.person ?? 0;
  const isCustomer = call.world.relations.followersOf(call.corp.no, person).length > 0;
  return {
    openid: publicId('openid', 'oSimOx', 0, person),
    external_userid: isCustomer ? call.world.encounters.externalId(call.corp.no, person) : undefined,
  };
}

function legacyIdentity(call: Call): Answer {
  const who = identity(call);
  if ('openid' in who)
    return { OpenId: who.openid, ...(who.external_userid ? { external_userid: who.external_userid } : {}) };
  return {
    UserId: who.userid,
    DeviceId: '',
    ...(who.user_ticket ? { user_ticket: who.user_ticket, expires_in: USER_TICKET_MS / 1000 } : {}),
  };
}

function userDetail(call: Call): Answer {
  const ticket = call.world.shelves.userTickets.get(call.corp.no, call.body.text('user_ticket'));
  if (!ticket) throw new WecomError(84015, 'invalid user_ticket');
  if (call.world.clock.ms() - ticket.issued > USER_TICKET_MS)
    throw new WecomError(84014, 'user_ticket expired');
  const member = call.world.organisation.staff(call.corp.no, ticket.userid);
  if (!member) throw new WecomError(60111);
  return {
    userid: member.userid,
    gender: String(member.gender),
    avatar: `${call.world.origin}/_sim/avatar/${member.no}.svg`,
    qr_code: '',
    mobile: member.mobile,
    email: member.email,
    biz_mail: member.email,
    address: '',
  };
}

/** Tickets live 7200 s; one window's ticket is the same for everybody who asks in it. */
function ticket(call: Call, whose: string): Answer {
  const window = Math.floor(call.now / JSAPI_SECONDS);
  const left = (window + 1) * JSAPI_SECONDS - call.now;
  return { ticket: publicId('ticket', `SIMTICKET-${whose}-`, call.corp.no, window), expires_in: left };
}

export const oauthRoutes: Record<string, Handler> = {
  'GET auth/getuserinfo': (call) => ({ ...identity(call) }),
  'GET user/getuserinfo': legacyIdentity,
  'POST auth/getuserdetail': userDetail,
  'GET get_jsapi_ticket': (call) => ticket(call, 'corp'),
  'GET ticket/get': (call) => {
    if (call.query.get('type') !== 'agent_config') throw new WecomError(91040, 'invalid ticket type');
    return ticket(call, call.app.agentid);
  },
};
