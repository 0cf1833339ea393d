// How the platform says no: an errcode, and an errmsg whose only stable part is the code inside its link.
import { randomBytes } from 'node:crypto';

/** English heads that were seen in real answers; the others are invented here and must not be matched on. */
const heads: Record<number, string> = {
  [-1]: 'system busy',
  6000: 'data version conflict',
  40001: 'invalid credential',
  40003: 'invalid userid',
  40007: 'invalid media_id',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40035: 'invalid parameter',
  40056: 'invalid agentid',
  40057: 'callback url verification failed',
  40058: 'invalid argument',
  40063: 'some parameters are empty',
  40068: 'invalid tagid',
  40071: 'tag name already exists',
  40096: 'invalid external userid',
  40097: 'handover user not resigned',
  40130: 'handover and takeover userid are the same',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'secret missing',
  41037: 'missing contact way type',
  41044: 'invalid contact way config id',
  41047: 'invalid msgid',
  41048: 'no user to send',
  41049: 'welcome code missing',
  41050: 'invalid welcome code',
  41051: 'externaluser has started chatting',
  41063: 'group msg is being dispatched',
  41093: 'group msg has been cancelled',
  41094: 'remind too frequently',
  41096: 'welcome msg is being distributed',
  42001: 'access_token expired',
  42022: 'code has been used',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  48002: 'api forbidden',
  50001: 'redirect_url is not in trusted domains',
  60011: 'no privilege to access/modify contact/party/agent',
  60111: 'userid not found',
  81013: 'user & party & tag all invalid',
  84061: 'not external contact',
  84074: 'no external contact permission',
  90500: 'the owner of this chat is not resigned',
  90501: 'chat is not external group chat',
};

/** A refusal of the simulated platform; the server turns it into the JSON envelope. */
export class WecomError extends Error {
  readonly errcode: number;
  /** @param text replaces the head of the errmsg. */
  constructor(errcode: number, text?: string) {
    super(text ?? heads[errcode] ?? 'request refused');
    this.name = 'WecomError';
    this.errcode = errcode;
  }
}

/** A mistake of whoever drives the control plane: answered with HTTP 400 and this sentence. */
export class ControlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlError';
  }
}

let hints = 0;

/** The errmsg of a failure, in the shape of a real capture (contract §1.3). */
export function errmsg(errcode: number, head: string, ip: string, unixSeconds: number): string {
  hints = (hints + 1) % 1000;
  const hint = `${unixSeconds}_${hints}_${randomBytes(16).toString('hex')}`;
  return `${head}, hint: [${hint}], from ip: ${ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
}
