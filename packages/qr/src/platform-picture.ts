// What a platform code opens. WeCom answers with the address of a finished picture on its image host; what scanning
// opens is inside it, so such a picture is passed on as it is. Any other address is what scanning opens, and is drawn.
import { Fault } from '@yutian/kernel';

const IMAGE_HOSTS = /(^|\.)qpic\.cn$/;
const MOST_BYTES = 2_000_000;
const TIMEOUT_MS = 5_000;

export interface Picture {
  bytes: Buffer;
  type: 'image/png' | 'image/jpeg';
}

/** The address on WeCom's image host, always over TLS, or null when it is what scanning opens. */
function onImageHost(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !IMAGE_HOSTS.test(url.hostname) || url.port !== '') return null;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.protocol = 'https:';
  return url.href;
}

export const isPlatformPicture = (address: string): boolean => onImageHost(address) !== null;

/**
 * The picture's bytes. Only WeCom's own image host is asked, and it may not send us elsewhere.
 * @param ask the way to the network, for tests.
 */
export async function fetchPicture(address: string, ask: typeof fetch = fetch): Promise<Picture> {
  const refused = (cause?: unknown) =>
    new Fault(
      'upstream',
      'CODE_PICTURE_UNREACHABLE',
      'WeCom’s picture of this code cannot be fetched right now. Try again.',
      {},
      { cause },
    );
  const host = onImageHost(address);
  if (host === null) throw refused();
  try {
    const response = await ask(host, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const bytes = await readAtMost(response, MOST_BYTES);
    const type = bytes && typeOf(bytes);
    if (response.ok && bytes && type) return { bytes, type };
  } catch (error) {
    throw refused(error);
  }
  throw refused();
}

/** The body, or null when it is longer; a longer one is not read to its end. */
async function readAtMost(response: Response, most: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let read = 0;
  for await (const part of response.body ?? []) {
    read += part.length;
    if (read > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What the first bytes say, whatever the header claims: a page of words is no picture. */
function typeOf(bytes: Buffer): Picture['type'] | null {
  if (bytes.subarray(0, 4).toString('latin1') === '\x89PNG') return 'image/png';
  return bytes.subarray(0, 2).toString('latin1') === '\xff\xd8' ? 'image/jpeg' : null;
}

export const dataUrl = ({ bytes, type }: Picture) => `data:${type};base64,${bytes.toString('base64')}`;

/** The picture inside an SVG, for who asked for one. */
export function wrapPicture(picture: Picture): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><image width="100" height="100" href="${dataUrl(picture)}"/></svg>\n`;
}
