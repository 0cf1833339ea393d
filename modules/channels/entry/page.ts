// The few words a customer's phone shows. Plain HTML that opens on any phone; the picture is drawn in the page.
import { drawSvg, fetchPicture, isPlatformPicture } from '@yutian/qr';

const escapeHtml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
  );

const STYLE =
  'body{margin:0;padding:32px 20px;font:16px/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif;color:#1f2a24;background:#f6f7f5;text-align:center}' +
  'main{max-width:360px;margin:0 auto;padding:24px;background:#fff;border-radius:12px}h1{margin:0 0 8px;font-size:20px}' +
  'img{width:240px;height:240px}p{margin:8px 0;color:#4d5a53}button{min-height:44px;padding:0 24px;border:0;border-radius:8px;background:#1c6b4a;color:#fff;font-size:16px}';

const page = (title: string, body: string, head = '') =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<title>${escapeHtml(title)}</title><style>${STYLE}</style>${head}</head><body><main>${body}</main></body></html>`;

async function picture(target: string | null): Promise<string> {
  if (target === null) return '<p>二维码正在生成，请稍后再试。</p>';
  const { bytes, type } = isPlatformPicture(target)
    ? await fetchPicture(target)
    : { bytes: Buffer.from(await drawSvg(target)), type: 'image/svg+xml' };
  const source = `data:${type};base64,${bytes.toString('base64')}`;
  return `<img src="${escapeHtml(source)}" alt="二维码"><p>长按识别二维码，添加好友</p>`;
}

export async function codePage(target: string | null, title: string, below = ''): Promise<string> {
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1>${await picture(target)}${below ? `<p>${escapeHtml(below)}</p>` : ''}`,
  );
}

export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`);
}

/** Asks for the place on a tap, says why, and offers the code for who would rather not tell. */
export async function locationPage(target: string | null, title: string): Promise<string> {
  const body =
    `<h1>${escapeHtml(title)}</h1><p>为您找到最近的门店，需要您的位置。位置只用于这一次查找，不会保存。</p>` +
    `<p><button id="locate">查找最近门店</button></p><p id="refused" hidden>没有拿到位置，可以直接扫下面的码。</p>${await picture(target)}`;
  return page(title, body, '<script src="/c/locate.js" defer></script>');
}

export const LOCATION_SCRIPT = `document.getElementById('locate').addEventListener('click', function () {
  var refused = function () { document.getElementById('refused').hidden = false; };
  if (!navigator.geolocation) return refused();
  navigator.geolocation.getCurrentPosition(function (place) {
    var c = place.coords;
    location.search = '?lat=' + c.latitude.toFixed(4) + '&lon=' + c.longitude.toFixed(4);
  }, refused, { timeout: 8000 });
});
`;
