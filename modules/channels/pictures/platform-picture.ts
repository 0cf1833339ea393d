// What a platform code opens. WeCom answers with the address of a finished picture on its image host; what scanning
// opens is inside it, so such a picture is passed on as it is. Any other address is what scanning opens, and is drawn.
import { Fault } from '@yutian/kernel';

const IMAGE_HOSTS = /(^|\.)qpic\.cn$/;
const MOST_BYTES = 2_000_000;
const TIMEOUT_MS = 5_000;

export function isPlatformPicture(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === 'https:' && IMAGE_HOSTS.test(url.hostname);
  } catch {
    return false;
  }
}

/** The picture's bytes. Only WeCom's own image host is asked. */
export async function fetchPicture(address: string): Promise<{ bytes: Buffer; type: string }> {
  const refused = (cause?: unknown) =>
    new Fault(
      'upstream',
      'CODE_PICTURE_UNREACHABLE',
      'WeCom’s picture of this code cannot be fetched right now. Try again.',
      {},
      { cause },
    );
  let response: Response;
  try {
    response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw refused(error);
  }
  const type = response.headers.get('content-type') ?? '';
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok || !type.startsWith('image/') || bytes.length > MOST_BYTES) throw refused();
  return { bytes, type };
}

/** The picture inside an SVG, for who asked for one. */
export function wrapPicture({ bytes, type }: { bytes: Buffer; type: string }): string {
  const data = `data:${type};base64,${bytes.toString('base64')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><image width="100" height="100" href="${data}"/></svg>\n`;
}
