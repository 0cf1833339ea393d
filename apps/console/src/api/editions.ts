// What was read, and at which edition: an edit sends it back, so that another's change in between is not overwritten.
// Things keep their edition by identity, rows of a list that of the list; nothing of it is seen in the data.
import { replaceEqualDeep } from '@tanstack/react-query';

interface Origin {
  etag: string;
  /** Reads the same thing again; undefined when it is gone. */
  again(): Promise<object | undefined>;
}

const origins = new WeakMap<object, Origin>();

/** What an edit of the thing sends with it. */
export const asRead = (thing: object | null | undefined): { context: { ifMatch?: string } } => {
  const etag = thing && origins.get(thing)?.etag;
  return { context: etag ? { ifMatch: etag } : {} };
};

/** Reads a thing again where it came from; undefined when it is gone. */
export const readAgain = async <T extends object>(thing: T): Promise<T | undefined> =>
  (await origins.get(thing)?.again()) as T | undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const rowsOf = (answer: unknown): object[] =>
  isObject(answer) && 'items' in answer && Array.isArray(answer.items) ? answer.items.filter(isObject) : [];

/** The value of the first field that ends in `id`: every shape of the contract begins with its own. */
const idOf = (thing: object): unknown => Object.entries(thing).find(([name]) => /^id$|Id$/.test(name))?.[1];

/** Remembers the edition of an answer and of its rows. */
export function remember(answer: unknown, etag: string, call: () => Promise<unknown>): void {
  if (!isObject(answer)) return;
  origins.set(answer, { etag, again: async () => (await call()) as object });
  for (const row of rowsOf(answer))
    origins.set(row, {
      etag,
      again: async () => rowsOf(await call()).find((other) => idOf(other) === idOf(row)),
    });
}

/** Structural sharing that keeps editions: data that is equal stays the same object, at the edition now read. */
export function shareWithEditions(before: unknown, now: unknown): unknown {
  const shared = replaceEqualDeep(before, now);
  carry(now, shared);
  return shared;
}

function carry(from: unknown, to: unknown): void {
  if (!isObject(from) || !isObject(to) || from === to) return;
  const origin = origins.get(from);
  if (origin) origins.set(to, origin);
  const [parts, places] =
    'pages' in from && 'pages' in to ? [from.pages, to.pages] : [rowsOf(from), rowsOf(to)];
  if (Array.isArray(parts) && Array.isArray(places))
    for (const [n, part] of parts.entries()) carry(part, places[n]);
}

/**
 * Mine where I changed it, theirs where I did not.
 * @param before what both began from.
 */
export function keepMine<Fields extends object>(mine: Fields, before: Fields, theirs: Fields): Fields {
  const asText = (fields: Fields, name: string) => JSON.stringify(fields[name as keyof Fields] ?? null);
  const changed = Object.entries(mine).filter(([name]) => asText(mine, name) !== asText(before, name));
  return { ...mine, ...theirs, ...Object.fromEntries(changed) };
}
