// Turns the fields of a decrypted callback into one of the known events, or into an unknown one that keeps everything:
// the platform adds events without notice, and none may be lost.
import type { z } from 'zod';
import type { XmlObject } from './callback-xml.ts';
import { commonFields, eventSchemas } from './event-schemas.ts';

export type KnownEventKind = keyof typeof eventSchemas;
type CommonFields = z.output<typeof commonFields>;

export type KnownEvent<K extends KnownEventKind = KnownEventKind> = {
  [Kind in K]: { kind: Kind } & CommonFields & z.output<(typeof eventSchemas)[Kind]>;
}[K];

export interface UnknownEvent {
  kind: 'unknown';
  /** `new_kind`: not in the contract; `other_fields`: known by name, but a field is missing or not what it was. */
  reason: 'new_kind' | 'other_fields';
  /** What the event calls itself, for counting: `Event/ChangeType`. */
  label: string;
  fields: XmlObject;
}

export type CallbackEvent = KnownEvent | UnknownEvent;

/** @param fields what `parseCallbackXml` returns for the plaintext */
export function parseCallbackEvent(fields: XmlObject): CallbackEvent {
  const label = labelOf(fields);
  if (!Object.hasOwn(eventSchemas, label)) return { kind: 'unknown', reason: 'new_kind', label, fields };
  const common = commonFields.safeParse(fields);
  const own = eventSchemas[label as KnownEventKind].safeParse(fields);
  if (!common.success || !own.success) return { kind: 'unknown', reason: 'other_fields', label, fields };
  return { kind: label, ...common.data, ...own.data } as KnownEvent;
}

function labelOf({ MsgType, Event, InfoType, ChangeType }: XmlObject): string {
  const name = typeof Event === 'string' ? Event : InfoType;
  if (typeof name !== 'string') return `message/${typeof MsgType === 'string' ? MsgType : ''}`;
  return typeof ChangeType === 'string' && ChangeType !== '' ? `${name}/${ChangeType}` : name;
}
