// Sign-in with WeCom: the addresses that browsers go to, and what a code turns into (contract 2.12).
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { id, opt } from '../schema.ts';

/** Where WeCom's own sign-in pages live; the simulator has others. */
export const oauthHosts = {
  inside: 'https://open.weixin.qq.com/connect/oauth2/authorize',
  qr: 'https://login.work.weixin.qq.com/wwlogin/sso/login',
};

export interface OauthRequest {
  corpId: string;
  agentId: number;
  redirectUri: string;
  /** At most 128 letters and digits. */
  state: string;
}

const STATE = /^[A-Za-z0-9]{0,128}$/;

/** For pages opened inside WeCom. `private` asks for a user_ticket and the member's consent. */
export function oauthUrl(
  request: OauthRequest,
  scope: 'base' | 'private' = 'base',
  host = oauthHosts.inside,
): string {
  const query = new URLSearchParams({
    appid: request.corpId,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    scope: scope === 'base' ? 'snsapi_base' : 'snsapi_privateinfo',
    state: checked(request.state),
    agentid: String(request.agentId),
  });
  return `${host}?${query}#wechat_redirect`;
}

/** For browsers outside WeCom: a QR code that the member scans. */
export function qrLoginUrl(request: OauthRequest, host = oauthHosts.qr): string {
  const query = new URLSearchParams({
    login_type: 'CorpApp',
    appid: request.corpId,
    agentid: String(request.agentId),
    redirect_uri: request.redirectUri,
    state: checked(request.state),
  });
  return `${host}?${query}`;
}

function checked(state: string): string {
  if (!STATE.test(state)) throw new RangeError('OAuth state has at most 128 letters and digits');
  return state;
}

/** A member (userid) or a stranger (openid, and external_userid if he is a customer). A code works once, 5 minutes. */
export const getLoginIdentity = endpoint({
  name: 'auth/getuserinfo',
  method: 'GET',
  request: z.object({ code: id }),
  response: z.object({
    userid: opt(z.string()),
    /** Only with the private scope; 1800 s. */
    user_ticket: opt(z.string()),
    openid: opt(z.string()),
    external_userid: opt(z.string()),
  }),
});

/** Each field only with the member's consent. */
export const getLoginDetail = endpoint({
  name: 'auth/getuserdetail',
  method: 'POST',
  request: z.object({ user_ticket: id }),
  response: z.object({
    userid: z.string(),
    gender: opt(z.union([z.string(), z.number().transform(String)])),
    avatar: opt(z.string()),
    qr_code: opt(z.string()),
    mobile: opt(z.string()),
    email: opt(z.string()),
    biz_mail: opt(z.string()),
    address: opt(z.string()),
  }),
});
