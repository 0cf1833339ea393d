import { expect, it } from 'vitest';
import { drawCard, drawPng, drawSvg } from './draw.ts';
import { isPlatformPicture } from './platform-picture.ts';

const target = 'https://work.weixin.qq.com/ca/cawcde0123456789abcd?customer_channel=l0000000001';

it('PNG and SVG are real pictures', async () => {
  const png = await drawPng(target);
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
  expect(await drawSvg(target)).toMatch(/^<svg[^>]+viewBox/);
});

it('the print card has its size in millimetres, eight crop marks, and names that cannot break out', () => {
  const card = drawCard(target, { channel: '天猫 & 京东', name: '<b>春季</b>', state: 'c0000000001' });
  expect(card).toContain('width="70mm" height="102mm"');
  const marks = /<path d="([^"]+)" stroke/.exec(card)?.[1] ?? '';
  expect(marks.match(/M/g)).toHaveLength(8);
  expect(card).toContain('&lt;b&gt;春季&lt;/b&gt;');
  expect(card).toContain('天猫 &amp; 京东');
  expect(card).toContain('c0000000001');
});

it('only WeCom’s own image host counts as a finished picture', () => {
  expect(isPlatformPicture('https://wework.qpic.cn/wwpic/1/0')).toBe(true);
  expect(isPlatformPicture('http://wework.qpic.cn/wwpic/1/0')).toBe(false);
  expect(isPlatformPicture('https://qpic.cn.evil.example/1')).toBe(false);
  expect(isPlatformPicture('http://127.0.0.1:1/_sim/qr/abc')).toBe(false);
});
