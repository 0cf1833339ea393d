// What a callback is about, when it happened, whether it is urgent, and what makes two callbacks the same event. Pure.
import { createHash } from 'node:crypto';
import type { XmlObject } from '@yutian/wecom';

/** A callback as it goes into the inbox. */
export interface IncomingEvent {
  key: string;
  event: string;
  change: string | null;
  fields: XmlObject;
  urgent: boolean;
  happenedMs: number;
}

// Bodies of messages that colleagues send to the app: content is nobody's business here.
const CONTENT_FIELDS = [
  'Content',
  'PicUrl',
  'MediaId',
  'ThumbMediaId',
  'Location_X',
  'Location_Y',
  'Label',
  'Title',
  'Description',
  'Url',
];

/** Reads a decrypted callback. @param receivedMs stands in when the platform gives no time. */
export function incomingEvent(corpId: string, fields: XmlObject, receivedMs: number): IncomingEvent {
  const isEvent = text(fields, 'MsgType') === 'event' || fields.Event !== undefined;
  const createTime = Number(text(fields, 'CreateTime'));
  return {
    key: eventKey(corpId, fields),
    event: isEvent ? text(fields, 'Event') || 'event' : `message.${text(fields, 'MsgType') || 'unknown'}`,
    change: text(fields, 'ChangeType') || null,
    fields: isEvent ? fields : withoutContent(fields),
    urgent: text(fields, 'WelcomeCode') !== '',
    happenedMs: Number.isFinite(createTime) && createTime > 0 ? createTime * 1_000 : receivedMs,
  };
}

/**
 * The identity of an event, as a UUID. The platform gives events no id: a customer event is the same when corp, event,
 * change, user, external user, second and welcome code (or state) are; a message by its MsgId; anything else only when
 * every field is, because two group changes of one second differ in nothing but the group.
 */
export function eventKey(corpId: string, fields: XmlObject): string {
  const msgId = text(fields, 'MsgId');
  if (msgId !== '') return uuidOf(['message', corpId, msgId]);
  if (text(fields, 'Event') === 'change_external_contact')
    return uuidOf([
      corpId,
      ...['Event', 'ChangeType', 'FromUserName', 'UserID', 'ExternalUserID', 'CreateTime'].map((name) =>
        text(fields, name),
      ),
      text(fields, 'WelcomeCode') || text(fields, 'State'),
    ]);
  return uuidOf([corpId, canonical(fields)]);
}

/** The text of a field; empty when it is absent or has parts. */
export function text(fields: XmlObject, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function canonical(fields: XmlObject): string {
  return JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function uuidOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function withoutContent(fields: XmlObject): XmlObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !CONTENT_FIELDS.includes(name)));
}
