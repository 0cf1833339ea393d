// The JS-SDK signature that lets a page inside WeCom call wx.config or agentConfig.
import { createHash } from 'node:crypto';

export interface JsapiPage {
  /** The corp ticket for wx.config, the app ticket for agentConfig; a mix-up gives 40093 or 42012. */
  ticket: string;
  nonceStr: string;
  /** Unix seconds. */
  timestamp: number;
  /** The page's address with its query; what follows `#` does not count. */
  url: string;
}

/** Lower-case hex SHA-1 over the four values, raw, in the platform's fixed order. */
export function jsapiSignature({ ticket, nonceStr, timestamp, url }: JsapiPage): string {
  const page = url.split('#', 1)[0];
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${page}`;
  return createHash('sha1').update(text).digest('hex');
}
