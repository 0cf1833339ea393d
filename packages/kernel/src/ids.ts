// Identifiers: time-ordered UUIDs, so that new rows land at the end of an index.
import { uuidv7 } from 'uuidv7';

/** An opaque identifier (a UUID, version 7). */
export type Id = string;

/** A new identifier, ordered by creation time. */
export function newId(): Id {
  return uuidv7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a string has the shape of an identifier. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
