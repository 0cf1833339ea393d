// Public identifiers that carry their row's number under a fixed cipher: the shapes of the real ones (contract §1.7),
// no lookup table for 1.2 million people, and the same world from the same seed.
import { createCipheriv, createDecipheriv } from 'node:crypto';

const KEY = Buffer.from('wecom-simulator!');
const MARK = 0x5757_5349;
const encoder = createCipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
const decoder = createDecipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
const block = Buffer.alloc(16);

/** What a sealed number stands for: mixed into the cipher so that one kind never passes for another. */
const kinds = {
  person: 1,
  union: 2,
  openid: 3,
  chat: 4,
  tag: 5,
  tagGroup: 6,
  strategyTag: 7,
  way: 8,
  joinWay: 9,
  message: 10,
  moment: 11,
  link: 12,
  job: 13,
  media: 14,
  welcome: 15,
  template: 16,
  product: 17,
  ticket: 18,
  chatKey: 19,
  secret: 20,
  archived: 21,
  response: 22,
} as const;
export type IdKind = keyof typeof kinds;

/** Seals a number into 16 bytes. @NOTE the cipher has no chaining, so one long-lived object serves every call. */
function seal(kind: IdKind, corp: number, number: number): Buffer {
  block.writeUInt32BE(corp, 0);
  block.writeUInt16BE(kinds[kind], 4);
  block.writeUIntBE(number, 6, 6);
  block.writeUInt32BE(MARK, 12);
  return encoder.update(block);
}

function unseal(kind: IdKind, corp: number, bytes: Buffer): number | undefined {
  if (bytes.length !== 16) return undefined;
  const plain = decoder.update(bytes);
  if (
    plain.readUInt32BE(12) !== MARK ||
    plain.readUInt16BE(4) !== kinds[kind] ||
    plain.readUInt32BE(0) !== corp
  )
    return undefined;
  return plain.readUIntBE(6, 6);
}

const PREFIX = { customer: 'wmSimAAAAA', colleague: 'woSimAAAAA' } as const;

/** The external_userid of a person in one corp: 32 characters, `wm` for WeChat, `wo` for WeCom users. */
export function externalUserId(corp: number, person: number, type: number): string {
  return (
    (type === 2 ? PREFIX.colleague : PREFIX.customer) + seal('person', corp, person).toString('base64url')
  );
}

/** The person behind an external_userid of this corp; undefined when it is none. */
export function personOf(corp: number, id: string): number | undefined {
  if (id.length !== 32 || !(id.startsWith(PREFIX.customer) || id.startsWith(PREFIX.colleague)))
    return undefined;
  return unseal('person', corp, Buffer.from(id.slice(10), 'base64url'));
}

/** The unionid of a person: the same in every corp, as all are bound to one developer account here. */
export const unionId = (person: number): string => `oSimUn${seal('union', 0, person).toString('base64url')}`;

export function personOfUnion(id: string): number | undefined {
  return id.startsWith('oSimUn') ? unseal('union', 0, Buffer.from(id.slice(6), 'base64url')) : undefined;
}

/** An id of the given kind: prefix + 22 url-safe characters. */
export function publicId(kind: IdKind, prefix: string, corp: number, number: number): string {
  return prefix + seal(kind, corp, number).toString('base64url');
}

/** The number inside an id made by `publicId`; undefined when it is no such id of this corp. */
export function numberOf(kind: IdKind, prefix: string, corp: number, id: string): number | undefined {
  return id.startsWith(prefix)
    ? unseal(kind, corp, Buffer.from(id.slice(prefix.length), 'base64url'))
    : undefined;
}

/** An id of 32 lower-case hex digits, as config_id has. */
export const hexId = (kind: IdKind, corp: number, number: number): string =>
  seal(kind, corp, number).toString('hex');
