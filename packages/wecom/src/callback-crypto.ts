// Callback verification and encryption of WeCom: SHA-1 signature over the sorted parts, AES-256-CBC with PKCS#7 padded
// to 32 bytes, and a frame of 16 random bytes, length, message and receiver. Everything that a stranger can send ends
// in a CallbackRejected with a reason, never in another exception.
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { buildXml, callbackXmlLimits, parseCallbackXml, XmlRefused } from './callback-xml.ts';

export type CallbackRejection =
  | 'missing_parameter'
  | 'too_large'
  | 'bad_xml'
  | 'bad_signature'
  | 'bad_ciphertext'
  | 'bad_padding'
  | 'bad_length'
  | 'wrong_receiver';

/** A callback that must not be believed. Carries a reason for the log and nothing of the message. */
export class CallbackRejected extends Error {
  override readonly name = 'CallbackRejected';
  readonly reason: CallbackRejection;
  constructor(reason: CallbackRejection) {
    super(`callback rejected: ${reason}`);
    this.reason = reason;
  }
}

export interface CallbackSecret {
  token: string;
  /** 43 characters as shown in the admin console. */
  encodingAesKey: string;
  /** The corpid for self-built apps, a suite id or provider corpid for provider callbacks, `''` for a few services. */
  receiveId: string;
}

/** A parsed secret; refuses to print. */
export interface CallbackKeys {
  readonly token: string;
  readonly aesKey: Buffer;
  readonly receiveId: Buffer;
}

class ParsedKeys implements CallbackKeys {
  readonly #token: string;
  readonly #aesKey: Buffer;
  readonly receiveId: Buffer;

  constructor(token: string, aesKey: Buffer, receiveId: Buffer) {
    this.#token = token;
    this.#aesKey = aesKey;
    this.receiveId = receiveId;
  }

  get token(): string {
    return this.#token;
  }

  get aesKey(): Buffer {
    return this.#aesKey;
  }
}

export interface CallbackQuery {
  msg_signature?: string | undefined;
  timestamp?: string | undefined;
  nonce?: string | undefined;
}

const BLOCK = 32;
const FRAME_HEAD = 20;

/**
 * Parses a callback secret once, so that each callback costs no key decoding.
 *
 * @throws TypeError when the AES key is not 43 base64 characters; that is a mistake of configuration, not of a sender.
 */
export function callbackKeys(secret: CallbackSecret): CallbackKeys {
  if (!/^[A-Za-z0-9+/]{43}$/.test(secret.encodingAesKey)) {
    throw new TypeError('EncodingAESKey must be exactly 43 base64 characters');
  }
  // @NOTE The last character may carry non-zero trailing bits, which strict decoders refuse; Node's is lenient.
  const aesKey = Buffer.from(`${secret.encodingAesKey}=`, 'base64');
  return new ParsedKeys(secret.token, aesKey, Buffer.from(secret.receiveId));
}

/** `msg_signature`: lower-case hex SHA-1 of the four parts, sorted and joined. */
export function signature(token: string, timestamp: string, nonce: string, encrypt: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
}

/**
 * Answers the GET by which the admin console checks a callback URL.
 *
 * @returns the plaintext to send back as the whole body, within a second
 * @throws CallbackRejected
 */
export function verifyUrl(
  keys: CallbackKeys,
  query: CallbackQuery & { echostr?: string | undefined },
): string {
  // @NOTE Frameworks decode a raw `+` of the query to a blank; base64 has no blanks, so the way back is safe.
  const echo = (query.echostr ?? '').replaceAll(' ', '+');
  checkSignature(keys, query, echo);
  return decryptMessage(keys, echo);
}

/**
 * Verifies and decrypts the POST of a callback.
 *
 * @param body the raw request body, `<xml>…<Encrypt>…</Encrypt></xml>`
 * @returns the plaintext, usually XML for `parseCallbackXml`
 * @throws CallbackRejected
 */
export function decryptCallback(keys: CallbackKeys, query: CallbackQuery, body: string | Uint8Array): string {
  const encrypt = readEnvelope(body);
  checkSignature(keys, query, encrypt);
  return decryptMessage(keys, encrypt);
}

export interface ReplyStamp {
  /** Unix seconds. */
  timestamp: string;
  nonce: string;
  /** 16 bytes; given only by tests that need reproducible bytes. */
  random?: Uint8Array;
}

/** The encrypted answer to a callback (passive reply): Encrypt, MsgSignature, TimeStamp, Nonce. */
export function encryptReply(keys: CallbackKeys, message: string, stamp: ReplyStamp): string {
  const encrypt = encryptMessage(keys, message, stamp.random);
  return buildXml({
    Encrypt: encrypt,
    MsgSignature: signature(keys.token, stamp.timestamp, stamp.nonce, encrypt),
    TimeStamp: Number(stamp.timestamp),
    Nonce: stamp.nonce,
  });
}

/** The body and query of a callback as the platform sends it; for those who play the platform. */
export function encryptCallback(
  keys: CallbackKeys,
  message: string,
  stamp: ReplyStamp & { agentId?: string },
): { body: string; query: Required<CallbackQuery> } {
  const encrypt = encryptMessage(keys, message, stamp.random);
  const body = buildXml({ ToUserName: keys.receiveId.toString(), AgentID: stamp.agentId, Encrypt: encrypt });
  const { timestamp, nonce } = stamp;
  return {
    body,
    query: { msg_signature: signature(keys.token, timestamp, nonce, encrypt), timestamp, nonce },
  };
}

/** Frames, pads and encrypts one message; base64. */
export function encryptMessage(
  keys: CallbackKeys,
  message: string,
  random: Uint8Array = randomBytes(16),
): string {
  if (random.length !== 16) throw new RangeError('the random prefix has 16 bytes');
  const text = Buffer.from(message);
  const length = FRAME_HEAD + text.length + keys.receiveId.length;
  const pad = BLOCK - (length % BLOCK);
  const frame = Buffer.alloc(length + pad, pad);
  frame.set(random, 0);
  frame.writeUInt32BE(text.length, 16);
  frame.set(text, FRAME_HEAD);
  frame.set(keys.receiveId, FRAME_HEAD + text.length);
  const cipher = createCipheriv('aes-256-cbc', keys.aesKey, keys.aesKey.subarray(0, 16)).setAutoPadding(
    false,
  );
  return Buffer.concat([cipher.update(frame), cipher.final()]).toString('base64');
}

/**
 * Decrypts one message whose signature the caller has checked.
 *
 * @throws CallbackRejected
 */
export function decryptMessage(keys: CallbackKeys, encrypt: string): string {
  const frame = unpad(decipher(keys, encrypt));
  if (frame.length < FRAME_HEAD) throw new CallbackRejected('bad_length');
  const end = FRAME_HEAD + frame.readUInt32BE(16);
  if (end > frame.length) throw new CallbackRejected('bad_length');
  if (!frame.subarray(end).equals(keys.receiveId)) throw new CallbackRejected('wrong_receiver');
  return frame.toString('utf8', FRAME_HEAD, end);
}

function readEnvelope(body: string | Uint8Array): string {
  try {
    const { Encrypt } = parseCallbackXml(body, callbackXmlLimits);
    if (typeof Encrypt === 'string' && Encrypt !== '') return Encrypt;
  } catch (error) {
    if (error instanceof XmlRefused)
      throw new CallbackRejected(error.fault === 'too_large' ? 'too_large' : 'bad_xml');
    throw error;
  }
  throw new CallbackRejected('missing_parameter');
}

function checkSignature(keys: CallbackKeys, query: CallbackQuery, encrypt: string): void {
  const { msg_signature: given, timestamp, nonce } = query;
  if (!given || !timestamp || !nonce || !encrypt) throw new CallbackRejected('missing_parameter');
  if (encrypt.length > callbackXmlLimits.maxLength) throw new CallbackRejected('too_large');
  const expected = Buffer.from(signature(keys.token, timestamp, nonce, encrypt));
  const actual = Buffer.from(given);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new CallbackRejected('bad_signature');
  }
}

function decipher(keys: CallbackKeys, encrypt: string): Buffer {
  const sealed = Buffer.from(encrypt, 'base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw new CallbackRejected('bad_ciphertext');
  const cipher = createDecipheriv('aes-256-cbc', keys.aesKey, keys.aesKey.subarray(0, 16)).setAutoPadding(
    false,
  );
  const plain = cipher.update(sealed);
  cipher.final();
  return plain;
}

function unpad(padded: Buffer): Buffer {
  const pad = padded[padded.length - 1] as number;
  if (pad < 1 || pad > BLOCK || pad > padded.length) throw new CallbackRejected('bad_padding');
  const end = padded.length - pad;
  for (let i = end; i < padded.length; i += 1) {
    if (padded[i] !== pad) throw new CallbackRejected('bad_padding');
  }
  return padded.subarray(0, end);
}
