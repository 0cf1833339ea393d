// Every file that is handed out is read back by a reader of codes: it must open what it should.
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawCard, drawPng, drawSvg } from './draw.ts';
import { drawFile, zipFiles } from './files.ts';
import { fetchPicture, isPlatformPicture } from './platform-picture.ts';

const target = 'https://work.weixin.qq.com/ca/cawcde0123456789abcd?customer_channel=l0000000001';
const words = { name: '柜台/一', channel: '天猫 & 京东', state: 'c0000000001', invitation: '扫一扫' };
// Its types say that the reader is the module's `default`; Node hands over the reader itself.
const jsQR = jsqr as unknown as typeof jsqr.default;
const HOSTED = 'https://wework.qpic.cn/wwpic/1/0';

function scan(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

/** The squares of a path (`M3 4h1v1h-1z` …, or qrcode's runs `M3 4.5h2`) as a picture of modules. */
function scanPath(path: string, modules: number): string | undefined {
  const pixels = 4;
  const side = (modules + 8) * pixels;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  let [x, y] = [0, 0];
  for (const [, command = '', numbers = ''] of path.matchAll(/([Mmhvz])([-\d. ]*)/g)) {
    const [a = 0, b = 0] = numbers.trim().split(/\s+/).map(Number);
    if (command === 'M') [x, y] = [a, b];
    if (command === 'm') [x, y] = [x + a, y + b];
    if (command !== 'h' || a < 0) continue;
    for (let px = 0; px < a * pixels; px++)
      for (let py = 0; py < pixels; py++) {
        const at = ((Math.floor(y) + 4) * pixels + py) * side + (x + 4) * pixels + px;
        data.fill(0, at * 4, at * 4 + 3);
      }
    x += a;
  }
  return jsQR(data, side, side)?.data;
}

const answers = (body: Buffer | string, more: ResponseInit = {}) =>
  (async () =>
    new Response(body as string, { headers: { 'content-type': 'image/png' }, ...more })) as typeof fetch;

describe('a code as a file', () => {
  it('a PNG is square, sharp enough to print, and opens what it should', async () => {
    const png = await drawPng(target);
    expect(png.readUInt32BE(16)).toBeGreaterThan(1_000);
    expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
    expect(scan(png)).toBe(target);
  });

  it('an SVG opens what it should', async () => {
    const svg = await drawSvg(target);
    const modules = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
    const path = /stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
    expect(scanPath(path, modules)).toBe(target);
  });

  it('the print card has its size in millimetres, eight crop marks, names that cannot break out, and the code', () => {
    const card = drawCard(target, { ...words, name: '<b>春季</b>' });
    expect(card).toContain('width="70mm" height="102mm"');
    const marks = /<path d="([^"]+)" stroke/.exec(card)?.[1] ?? '';
    expect(marks.match(/M/g)).toHaveLength(8);
    expect(card).toContain('&lt;b&gt;春季&lt;/b&gt;');
    expect(card).toContain('天猫 &amp; 京东');
    expect(card).toContain('c0000000001');
    const [, path = ''] = /<path transform="scale\([\d.]+\)" d="([^"]+)"/.exec(card) ?? [];
    expect(scanPath(path, 57)).toBe(target);
  });

  it('has a name that every file system takes, and a zip holds one of each', async () => {
    expect((await drawFile({ ...words, target }, 'card')).name).toBe('柜台_一-c0000000001.card.svg');
    const codes = ['a', 'b'].map((state) => ({ ...words, target, state }));
    const zip = Buffer.concat(await (await zipFiles(codes, 'png', new Date(0))).toArray());
    expect(zip.readUInt32LE(0)).toBe(0x04034b50);
    for (const { state } of codes) expect(zip.toString('utf8')).toContain(`柜台_一-${state}.png`);
  });
});

describe('WeCom’s own picture', () => {
  it('is known by its host alone, over TLS or not', () => {
    expect(isPlatformPicture(HOSTED)).toBe(true);
    expect(isPlatformPicture('http://p.qpic.cn/wwhead/1/0')).toBe(true);
    for (const other of [
      'https://qpic.cn.evil.example/1',
      'https://evilqpic.cn/1',
      'https://wework.qpic.cn:8443/1',
      'file://wework.qpic.cn/1',
      'http://127.0.0.1:1/_sim/qr/abc',
      target,
      'nonsense',
    ])
      expect(isPlatformPicture(other)).toBe(false);
  });

  it('is handed out as it is, inside an SVG, and on the card: never its address as a code', async () => {
    const made = await drawPng(target);
    const asked: string[] = [];
    const ask = (async (address: string, init: RequestInit) => {
      asked.push(`${address} ${init.redirect}`);
      return new Response(new Uint8Array(made));
    }) as typeof fetch;
    const code = { ...words, target: HOSTED.replace('https', 'http') };
    const png = await drawFile(code, 'png', ask);
    expect(png).toMatchObject({ type: 'image/png', name: '柜台_一-c0000000001.png' });
    expect(scan(png.body)).toBe(target);
    for (const format of ['svg', 'card'] as const) {
      const { body } = await drawFile(code, format, ask);
      const [, inside = ''] = /href="data:image\/png;base64,([^"]+)"/.exec(body.toString()) ?? [];
      expect(scan(Buffer.from(inside, 'base64'))).toBe(target);
      expect(body.toString()).not.toContain('<path transform');
    }
    expect(new Set(asked)).toEqual(new Set([`${HOSTED} error`]));
  });

  it('nobody else’s address is ever asked, and what is no picture is refused', async () => {
    const never = (() => Promise.reject(new Error('asked'))) as typeof fetch;
    const elsewhere = await fetchPicture('http://127.0.0.1:5432/', never).catch((fault: Error) => fault);
    expect(elsewhere).toMatchObject({ code: 'CODE_PICTURE_UNREACHABLE' });
    expect((elsewhere as Error).cause).toBeUndefined();
    for (const ask of [
      answers('<html>'),
      answers(Buffer.alloc(2_000_001, '\x89PNG')),
      answers(await drawPng(target), { status: 404 }),
      never,
    ])
      await expect(fetchPicture(HOSTED, ask)).rejects.toMatchObject({ code: 'CODE_PICTURE_UNREACHABLE' });
  });
});
