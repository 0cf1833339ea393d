// The frame of the simulator's few pages: plain HTML that a keyboard and a screen reader can use.
import type { Reply } from '../http-server.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

const style = `body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:30rem;padding:1.5rem;color:#1c2620;background:#f4f6f4}
main{background:#fff;border-radius:12px;padding:1.5rem;border:1px solid #dfe5df}h1{font-size:1.25rem;margin:0 0 .75rem}p{margin:.5rem 0}
ul{list-style:none;margin:1rem 0 0;padding:0;max-height:60vh;overflow:auto}li{margin:.25rem 0}
button,input{font:inherit;padding:.6rem .9rem;border-radius:8px;border:1px solid #b9c5bb}button{background:#07733b;border-color:#07733b;color:#fff;cursor:pointer}
li button{width:100%;text-align:left;background:#fff;color:inherit}button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid #0b63c5;outline-offset:2px}
input{width:100%;box-sizing:border-box}small{color:#55605a}`;

/** A page in Chinese with one main part. `main` is HTML already. */
export function page(title: string, main: string, status = 200): Reply {
  const html = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title><style>${style}</style></head><body><main><h1>${escape(title)}</h1>${main}</main>
<p><small>企业微信模拟器 · 不是真实的企业微信</small></p></body></html>`;
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: html,
  };
}

export const redirect = (location: string): Reply => ({ status: 302, headers: { location }, body: '' });
