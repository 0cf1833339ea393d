// What a failed call means for whoever made it: one Fault per kind, with the platform's errcode in its data. Pure.
import { Fault, type FaultKind } from '@yutian/kernel';
import { errcode, WeComError, WeComOverBudget, WeComShapeError, WeComUnreachable } from '@yutian/wecom';

const IP_REFUSED = new Set([60020, 301042]);
const RETRY_MS = { rate: 60_000, busy: 10_000, unreachable: 10_000 };

/** Translates what the client throws; anything else is passed on as it is. */
export function faultOf(error: unknown): unknown {
  if (error instanceof WeComError) return refusalFault(error);
  if (error instanceof WeComUnreachable)
    return new Fault(
      'upstream',
      'WECOM_UNREACHABLE',
      'WeCom cannot be reached right now. It is tried again by itself.',
      { endpoint: error.endpoint, reason: error.reason, detail: error.detail, outcome: error.outcome },
      { retryAfterMs: RETRY_MS.unreachable },
    );
  if (error instanceof WeComOverBudget)
    return new Fault(
      'rate_limited',
      'WECOM_RATE_LIMITED',
      'The call quota for this WeCom API is used up. Work goes on when it is back.',
      { endpoint: error.endpoint, lane: error.lane, reason: error.reason },
      { retryAfterMs: error.retryAfterMs },
    );
  if (error instanceof WeComShapeError)
    return new Fault('bug', 'WECOM_SHAPE', `A WeCom ${error.side} is not as documented.`, {
      endpoint: error.endpoint,
      places: error.places,
    });
  return error;
}

function refusalFault(error: WeComError): Fault {
  const { en } = errcode(error.errcode);
  const data = { endpoint: error.endpoint, errcode: error.errcode, hint: error.hint };
  const fault = (kind: FaultKind, code: string, sentence: string, retryAfterMs?: number) =>
    new Fault(
      kind,
      code,
      `${sentence} (${error.errcode}: ${en})`,
      data,
      retryAfterMs === undefined ? {} : { retryAfterMs },
    );
  if (IP_REFUSED.has(error.errcode))
    return fault(
      'conflict',
      'WECOM_IP_REFUSED',
      'This server’s address is not on the WeCom app’s allow-list. Add it in the WeCom console.',
    );
  switch (error.kind) {
    case 'auth':
      return fault(
        'conflict',
        'WECOM_SECRET_REFUSED',
        'WeCom refuses the app’s secret. Enter the new one under Settings → WeCom.',
      );
    case 'permission':
      return fault(
        'conflict',
        'WECOM_NO_PERMISSION',
        'The app may not call this WeCom API. Grant it in the WeCom console.',
      );
    case 'rate':
      return fault(
        'rate_limited',
        'WECOM_RATE_LIMITED',
        'The call quota for this WeCom API is used up.',
        RETRY_MS.rate,
      );
    case 'busy':
      return fault('upstream', 'WECOM_BUSY', 'WeCom is busy.', RETRY_MS.busy);
    default:
      return fault('invalid', 'WECOM_REFUSED', 'WeCom refused the call.');
  }
}

/** The platform's errcode in a Fault, or null. */
export function errcodeOf(error: unknown): number | null {
  const code = error instanceof Fault ? error.data.errcode : null;
  return typeof code === 'number' ? code : null;
}
