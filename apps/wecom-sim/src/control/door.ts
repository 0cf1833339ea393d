// The control plane over HTTP. Methods that only look also answer GET, with the query as their argument.
import { ControlError, WecomError } from '../core/errors.ts';
import { controlMistake, type Door, json, type Reply } from '../http-server.ts';
import type { Control } from './index.ts';

const LOOKS = new Set([
  'corps',
  'staff',
  'clock',
  'faults',
  'requests',
  'unknown',
  'events',
  'deliveries',
  'counters',
  'sizes',
  'person',
]);
const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

type Method = (input: unknown) => unknown;

/** A query as an argument; digits become numbers where a number is meant. */
const fromQuery = (query: URLSearchParams): Record<string, string | number> =>
  Object.fromEntries(
    [...query].map(([name, value]) => [name, name === 'limit' || name === 'after' ? Number(value) : value]),
  );

export function controlDoor(control: Control): Door {
  // @NOTE each method checks what it is given against the world; a field that is missing names nothing there.
  const methods = new Map(
    Object.entries(control).map(([name, method]) => [kebab(name), { name, method: method as Method }]),
  );
  return async ({ method, url, raw }): Promise<Reply | undefined> => {
    if (!url.pathname.startsWith('/_sim/')) return undefined;
    const found = methods.get(url.pathname.slice('/_sim/'.length));
    if (!found || (method !== 'POST' && !(method === 'GET' && LOOKS.has(found.name)))) return undefined;
    try {
      const input: unknown =
        method === 'GET'
          ? fromQuery(url.searchParams)
          : raw.length === 0
            ? {}
            : JSON.parse(raw.toString('utf8'));
      return json((await found.method(input)) ?? { ok: true });
    } catch (error) {
      if (error instanceof ControlError) return controlMistake(error);
      if (error instanceof SyntaxError) return json({ error: 'The body is not JSON.' }, 400);
      if (error instanceof WecomError) return json({ errcode: error.errcode, errmsg: error.message }, 400);
      if (error instanceof TypeError || error instanceof RangeError)
        return json({ error: error.message }, 400);
      throw error;
    }
  };
}
