// The Idempotency-Key of a request: one for each thing a person does. Where no answer came, the same request sent again
// (by us once, or by pressing the button again) carries the same key, so it cannot happen twice.

const RETRIES = 1;
const waiting = new Map<string, string>();

/** Sends a request; a POST with its key, and once more when the network failed. */
export async function send(request: Request, init?: RequestInit): Promise<Response> {
  if (request.method !== 'POST') return fetch(request, init);
  const body = await request.clone().text();
  const name = `${request.url}\n${body}`;
  const key = waiting.get(name) ?? crypto.randomUUID();
  waiting.set(name, key);
  const headers = new Headers(request.headers);
  headers.set('idempotency-key', key);
  const answer = await sendAgain(
    () => new Request(request.url, { method: 'POST', headers, body: body || null, signal: request.signal }),
    init,
    RETRIES,
  );
  waiting.delete(name);
  return answer;
}

async function sendAgain(
  make: () => Request,
  init: RequestInit | undefined,
  left: number,
): Promise<Response> {
  try {
    return await fetch(make(), init);
  } catch (error) {
    if (left === 0 || init?.signal?.aborted) throw error;
    return sendAgain(make, init, left - 1);
  }
}
