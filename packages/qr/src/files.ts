// A code as a file, with a name that every file system takes; many of them as a zip.
import type { Readable } from 'node:stream';
import yazl from 'yazl';
import { drawCard, drawPng, drawSvg } from './draw.ts';
import { fetchPicture, isPlatformPicture, wrapPicture } from './platform-picture.ts';

export const QR_FORMATS = ['png', 'svg', 'card'] as const;
export type QrFormat = (typeof QR_FORMATS)[number];

export interface CodeToDraw {
  /** What scanning opens, or the address of WeCom's finished picture. */
  target: string;
  name: string;
  channel: string;
  /** Printed small, so that a card that is found tells its code. */
  state: string;
  /** What the card asks people to do. */
  invitation: string;
}

export interface QrFile {
  name: string;
  type: string;
  body: Buffer;
}

/** @param ask the way to WeCom's image host, for tests. */
export async function drawFile(
  code: CodeToDraw,
  format: QrFormat,
  ask: typeof fetch = fetch,
): Promise<QrFile> {
  const { target } = code;
  const picture = isPlatformPicture(target) ? await fetchPicture(target, ask) : null;
  const base = `${code.name.replace(/[\\/:*?"<>|\s]/g, '_')}-${code.state}`;
  const svg = { type: 'image/svg+xml' };
  if (format === 'svg')
    return {
      ...svg,
      name: `${base}.svg`,
      body: Buffer.from(picture ? wrapPicture(picture) : await drawSvg(target)),
    };
  if (format === 'card')
    return { ...svg, name: `${base}.card.svg`, body: Buffer.from(drawCard(picture ?? target, code)) };
  if (picture)
    return {
      type: picture.type,
      name: `${base}.${picture.type === 'image/png' ? 'png' : 'jpg'}`,
      body: picture.bytes,
    };
  return { type: 'image/png', name: `${base}.png`, body: await drawPng(target) };
}

/** @param mtime when the files say they were written. */
export async function zipFiles(
  codes: readonly CodeToDraw[],
  format: QrFormat,
  mtime: Date,
): Promise<Readable> {
  const zip = new yazl.ZipFile();
  for (const code of codes) {
    const { name, body } = await drawFile(code, format);
    zip.addBuffer(body, name, { mtime });
  }
  zip.end();
  return zip.outputStream as Readable;
}
