// Draws codes: a plain PNG or SVG, and a print-ready card with bleed and crop marks.
import QRCode from 'qrcode';
import { dataUrl, type Picture } from './platform-picture.ts';

const QUIET_MODULES = 4;
const PNG_PIXELS = 1_024;
/** Survives a crease and a thumb: a quarter of the code may be unreadable. */
const CORRECTION = 'Q';

export function drawPng(target: string): Promise<Buffer> {
  return QRCode.toBuffer(target, {
    type: 'png',
    width: PNG_PIXELS,
    margin: QUIET_MODULES,
    errorCorrectionLevel: CORRECTION,
  });
}

export function drawSvg(target: string): Promise<string> {
  return QRCode.toString(target, { type: 'svg', margin: QUIET_MODULES, errorCorrectionLevel: CORRECTION });
}

/** A card of 54 × 86 mm, 3 mm bleed, crop marks outside. */
const CARD = { width: 54, height: 86, bleed: 3, mark: 5, code: 38 };

const escapeXml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
  );

/** Text that the card's font fits into a line; longer is cut with an ellipsis. Wide characters count double. */
function fit(text: string, most: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += (character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
    if (used > most) return `${kept}…`;
    kept += character;
  }
  return kept;
}

/** The code in a square of `side`: modules as one path, or WeCom's own picture. */
function drawCode(code: string | Picture, side: number): string {
  if (typeof code !== 'string') return `<image width="${side}" height="${side}" href="${dataUrl(code)}"/>`;
  const { size, data } = QRCode.create(code, { errorCorrectionLevel: CORRECTION }).modules;
  const path = [...data]
    .flatMap((dark, i) => (dark ? [`M${i % size} ${Math.floor(i / size)}h1v1h-1z`] : []))
    .join('');
  return `<path transform="scale(${side / size})" d="${path}" fill="#000"/>`;
}

/**
 * The card as SVG at its size in millimetres; every printer's software opens it.
 * @param code what scanning opens, or WeCom's finished picture.
 */
export function drawCard(
  code: string | Picture,
  words: { channel: string; name: string; state: string; invitation: string },
): string {
  const { width, height, bleed, mark } = CARD;
  const outer = bleed + mark;
  const [totalWidth, totalHeight] = [width + 2 * outer, height + 2 * outer];
  const middle = outer + width / 2;
  const line = (y: number, mm: number, text: string, weight = 400) =>
    `<text x="${middle}" y="${y}" font-size="${mm}" font-weight="${weight}" text-anchor="middle">${escapeXml(text)}</text>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${totalWidth}mm" height="${totalHeight}mm" viewBox="0 0 ${totalWidth} ${totalHeight}" font-family="'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">
<rect x="${mark}" y="${mark}" width="${width + 2 * bleed}" height="${height + 2 * bleed}" fill="#fff"/>
<path d="${cropMarks(outer, width, height, mark)}" stroke="#000" stroke-width="0.1" fill="none"/>
${line(outer + 12, 5, fit(words.name, 20), 600)}
${line(outer + 18, 3, fit(words.channel, 32))}
<g transform="translate(${middle - CARD.code / 2} ${outer + 24})">${drawCode(code, CARD.code)}</g>
${line(outer + height - 12, 3.2, words.invitation)}
${line(outer + height - 5, 2.2, words.state)}
</svg>
`;
}

/** Two short lines at each corner of the trimmed card, outside the bleed. */
function cropMarks(outer: number, width: number, height: number, mark: number): string {
  const [left, right, top, bottom] = [outer, outer + width, outer, outer + height];
  const [endX, endY] = [right + outer, bottom + outer];
  const length = mark - 1;
  const across = [top, bottom].flatMap((y) => [`M0 ${y}h${length}`, `M${endX - length} ${y}h${length}`]);
  const down = [left, right].flatMap((x) => [`M${x} 0v${length}`, `M${x} ${endY - length}v${length}`]);
  return [...across, ...down].join('');
}
