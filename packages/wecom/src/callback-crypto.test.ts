import { createCipheriv } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as vendor from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CallbackRejected,
  callbackKeys,
  decryptCallback,
  decryptMessage,
  encryptCallback,
  encryptMessage,
  encryptReply,
  signature,
  verifyUrl,
} from './callback-crypto.ts';
import { buildXml, parseCallbackXml } from './callback-xml.ts';
import { jsapiSignature } from './jsapi-signature.ts';
import {
  jsapiVectors,
  ownKeys,
  ownVectors,
  vendorEcho,
  vendorKeys,
  vendorMessage,
} from './testing/vectors.ts';

const keys = callbackKeys(ownKeys);
const random = Buffer.from(ownKeys.random);
const { timestamp, nonce } = ownKeys;
const VECTORS = new URL('../../../../shared/data/wecom-vectors.json', import.meta.url);

/** Seals a hand-made frame, however wrong, under our keys. */
function seal(frame: Buffer): string {
  const cipher = createCipheriv('aes-256-cbc', keys.aesKey, keys.aesKey.subarray(0, 16)).setAutoPadding(
    false,
  );
  return Buffer.concat([cipher.update(frame), cipher.final()]).toString('base64');
}

function frameOf(length: number, text: string, receiver: string, pad: number, total: number): Buffer {
  const frame = Buffer.alloc(total, pad);
  frame.set(random, 0);
  frame.writeUInt32BE(length, 16);
  frame.write(text + receiver, 20);
  return frame;
}

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CallbackRejected) return error.reason;
    throw error;
  }
  return 'accepted';
}

describe('our own vectors', () => {
  it.each(Object.entries(ownVectors))(
    '%s encrypts to the same bytes, signs and decrypts',
    (_name, vector) => {
      expect(encryptMessage(keys, vector.plaintext, random)).toBe(vector.encrypt);
      expect(signature(ownKeys.token, timestamp, nonce, vector.encrypt)).toBe(vector.signature);
      expect(decryptMessage(keys, vector.encrypt)).toBe(vector.plaintext);
    },
  );

  it.skipIf(!existsSync(VECTORS))('the shared vector file agrees byte for byte', () => {
    const file = JSON.parse(readFileSync(VECTORS, 'utf8'));
    const fileKeys = callbackKeys({
      token: file.token,
      encodingAesKey: file.encodingAESKey,
      receiveId: file.receiveid,
    });
    const cases = Object.values<Record<string, string>>(file.cases);
    expect(cases).toHaveLength(4);
    for (const one of cases) {
      const encrypt = encryptMessage(fileKeys, one.plaintext as string, Buffer.from(file.random16_ascii));
      expect(encrypt).toBe(one.encrypt);
      expect(signature(file.token, file.timestamp, file.nonce, encrypt)).toBe(one.msg_signature);
      expect(decryptMessage(fileKeys, encrypt)).toBe(one.plaintext);
    }
    expect(jsapiSignature(file.jsapi)).toBe(file.jsapi.signature);
  });

  it('the admin console gets the plaintext of its echo string, even when a plus came as a blank', () => {
    const { encrypt, signature: msg_signature, plaintext } = ownVectors.echostr;
    const query = { msg_signature, timestamp, nonce };
    expect(verifyUrl(keys, { ...query, echostr: encrypt })).toBe(plaintext);
    expect(encrypt).toContain('+');
    expect(verifyUrl(keys, { ...query, echostr: encrypt.replaceAll('+', ' ') })).toBe(plaintext);
  });

  it('a reply carries the signed and encrypted message with numbers bare', () => {
    const { encrypt, signature: sign } = ownVectors.reply;
    const reply = encryptReply(keys, 'success', { timestamp, nonce, random });
    expect(reply).toBe(
      `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${sign}]]></MsgSignature>` +
        `<TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`,
    );
  });
});

describe('the vendor', () => {
  const demo = callbackKeys(vendorKeys);

  it('its demo echo string verifies with a key whose trailing bits a strict decoder refuses', () => {
    const { signature: msg_signature, ...query } = vendorEcho;
    expect(verifyUrl(demo, { ...query, msg_signature })).toBe(vendorEcho.plaintext);
  });

  it('its demo message decrypts to a text message', () => {
    const { encrypt, signature: msg_signature, ...query } = vendorMessage;
    const plain = decryptCallback(demo, { ...query, msg_signature }, buildXml({ Encrypt: encrypt }));
    expect(parseCallbackXml(plain)).toMatchObject({ FromUserName: 'mycreate', MsgType: 'text' });
  });

  it('@wecom/crypto reads what we write and we read what it writes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(text, fc.stringMatching(/^[a-z0-9]{0,24}$/), (message, receiveId) => {
        const ours = callbackKeys({ ...ownKeys, receiveId });
        const sealed = encryptMessage(ours, message);
        expect(vendor.decrypt(ownKeys.encodingAesKey, sealed)).toMatchObject({ message, id: receiveId });
        const theirs = vendor.encrypt(ownKeys.encodingAesKey, message, receiveId);
        expect(decryptMessage(ours, theirs)).toBe(message);
        expect(vendor.getSignature(ownKeys.token, timestamp, nonce, sealed)).toBe(
          signature(ownKeys.token, timestamp, nonce, sealed),
        );
      }),
    );
  });

  it.each(jsapiVectors)('a page at $url gets the known JS-SDK signature', ({ signature: sha1, ...page }) => {
    expect(jsapiSignature(page)).toBe(sha1);
    expect(jsapiSignature({ ...page, url: `${page.url}#/orders` })).toBe(sha1);
  });
});

describe('a callback that must not be believed', () => {
  const { body, query } = encryptCallback(keys, ownVectors.event.plaintext, {
    timestamp,
    nonce,
    agentId: '1000002',
  });

  it('the untouched one is accepted', () => {
    expect(decryptCallback(keys, query, body)).toBe(ownVectors.event.plaintext);
    expect(decryptCallback(keys, query, Buffer.from(body))).toBe(ownVectors.event.plaintext);
  });

  it('every single flipped character of the signature is rejected', () => {
    for (let i = 0; i < 40; i += 1) {
      const flipped = query.msg_signature[i] === 'a' ? 'b' : 'a';
      const msg_signature = query.msg_signature.slice(0, i) + flipped + query.msg_signature.slice(i + 1);
      expect(reasonOf(() => decryptCallback(keys, { ...query, msg_signature }, body))).toBe('bad_signature');
    }
    const short = { ...query, msg_signature: query.msg_signature.slice(1) };
    expect(reasonOf(() => decryptCallback(keys, short, body))).toBe('bad_signature');
    const upper = { ...query, msg_signature: query.msg_signature.toUpperCase() };
    expect(reasonOf(() => decryptCallback(keys, upper, body))).toBe('bad_signature');
  });

  it('another time or nonce is rejected, because the signature covers them', () => {
    expect(reasonOf(() => decryptCallback(keys, { ...query, timestamp: '1767225601' }, body))).toBe(
      'bad_signature',
    );
    expect(reasonOf(() => decryptCallback(keys, { ...query, nonce: '1' }, body))).toBe('bad_signature');
  });

  it('a missing parameter is named as such', () => {
    for (const name of ['msg_signature', 'timestamp', 'nonce'] as const) {
      const partial = { ...query, [name]: undefined };
      expect(reasonOf(() => decryptCallback(keys, partial, body))).toBe('missing_parameter');
    }
    expect(reasonOf(() => verifyUrl(keys, query))).toBe('missing_parameter');
    expect(reasonOf(() => decryptCallback(keys, query, '<xml><ToUserName>x</ToUserName></xml>'))).toBe(
      'missing_parameter',
    );
  });

  it('a message for another corp is rejected although its signature is right', () => {
    const foreign = callbackKeys({ ...ownKeys, receiveId: 'wwffffffffffffffff' });
    const sent = encryptCallback(foreign, 'x', { timestamp, nonce });
    expect(reasonOf(() => decryptCallback(keys, sent.query, sent.body))).toBe('wrong_receiver');
    const longer = callbackKeys({ ...ownKeys, receiveId: `${ownKeys.receiveId}0` });
    expect(reasonOf(() => decryptMessage(keys, encryptMessage(longer, 'x')))).toBe('wrong_receiver');
  });

  it('a pad byte of 0, above 32 or unlike its neighbours is rejected', () => {
    const { receiveId } = ownKeys;
    expect(reasonOf(() => decryptMessage(keys, seal(frameOf(2, 'hi', receiveId, 0, 64))))).toBe(
      'bad_padding',
    );
    expect(reasonOf(() => decryptMessage(keys, seal(frameOf(2, 'hi', receiveId, 33, 96))))).toBe(
      'bad_padding',
    );
    const uneven = frameOf(2, 'hi', receiveId, 24, 64);
    uneven[45] = 7;
    expect(reasonOf(() => decryptMessage(keys, seal(uneven)))).toBe('bad_padding');
    expect(decryptMessage(keys, seal(frameOf(2, 'hi', receiveId, 24, 64)))).toBe('hi');
  });

  it('a length beyond the frame is rejected', () => {
    const { receiveId } = ownKeys;
    expect(reasonOf(() => decryptMessage(keys, seal(frameOf(21, 'hi', receiveId, 24, 64))))).toBe(
      'bad_length',
    );
    expect(reasonOf(() => decryptMessage(keys, seal(frameOf(0xffffffff, 'hi', receiveId, 24, 64))))).toBe(
      'bad_length',
    );
    expect(reasonOf(() => decryptMessage(keys, seal(Buffer.alloc(32, 32))))).toBe('bad_length');
  });

  it('a truncated ciphertext is rejected', () => {
    expect(reasonOf(() => decryptMessage(keys, ownVectors.event.encrypt.slice(0, 100)))).toBe(
      'bad_ciphertext',
    );
    expect(reasonOf(() => decryptMessage(keys, ''))).toBe('bad_ciphertext');
    expect(reasonOf(() => decryptMessage(keys, '渠道'))).toBe('bad_ciphertext');
  });

  it('a body that is oversized or no plain XML is rejected before any signature is computed', () => {
    expect(reasonOf(() => decryptCallback(keys, query, 'x'.repeat(2 << 20)))).toBe('too_large');
    expect(reasonOf(() => decryptCallback(keys, query, body.slice(0, -4)))).toBe('bad_xml');
    expect(reasonOf(() => decryptCallback(keys, query, `<!DOCTYPE xml [<!ENTITY a "b">]>${body}`))).toBe(
      'bad_xml',
    );
    expect(reasonOf(() => decryptCallback(keys, query, '{"Encrypt":"x"}'))).toBe('bad_xml');
  });

  it('no bytes at all make anything but a typed rejection', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const encrypt = Buffer.from(bytes).toString('base64');
        expect(reasonOf(() => decryptMessage(keys, encrypt))).not.toBe('accepted');
        expect(reasonOf(() => decryptCallback(keys, query, bytes))).not.toBe('accepted');
      }),
    );
  });

  it('keys refuse to print and a bad key is a mistake of configuration', () => {
    expect(inspect(keys) + JSON.stringify(keys)).not.toContain(ownKeys.token);
    expect(inspect(keys)).not.toContain('aesKey');
    expect(() => callbackKeys({ ...ownKeys, encodingAesKey: 'short' })).toThrow(TypeError);
  });
});
