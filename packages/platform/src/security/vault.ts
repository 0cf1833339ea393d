// Personal data at rest: sealed with a key per tenant, found again by a keyed hash.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, type TenantId } from '@yutian/kernel';
import { Secret } from '../config.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Vault {
  /** Encrypts text (AES-256-GCM, fresh nonce). */
  seal(tenantId: TenantId, text: string): Buffer;
  /** Decrypts what `seal` gave; a Fault when it was made with another key or changed. */
  open(tenantId: TenantId, sealed: Buffer): string;
  /** A keyed hash (HMAC-SHA256, hex) by which equal values of one kind find each other within a tenant. */
  hash(tenantId: TenantId, kind: string, value: string): string;
}

/** Builds the vault over the master key; tenant keys are derived from it (HKDF-SHA256). */
export function createVault(masterKey: Secret): Vault {
  const keys = new Map<string, Buffer>();
  const keyFor = (tenantId: TenantId, purpose: string): Buffer => {
    const name = `${tenantId}/${purpose}`;
    let key = keys.get(name);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', masterKey.reveal(), 'yutian', name, 32));
      keys.set(name, key);
    }
    return key;
  };
  return {
    seal(tenantId, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyFor(tenantId, 'seal'), nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open(tenantId, sealed) {
      try {
        const nonce = sealed.subarray(0, NONCE_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', keyFor(tenantId, 'seal'), nonce);
        decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
        const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        throw new Fault(
          'invalid',
          'SEALED_VALUE_UNREADABLE',
          'A sealed value cannot be opened. The master key is not the one it was sealed with.',
        );
      }
    },
    hash: (tenantId, kind, value) =>
      createHmac('sha256', keyFor(tenantId, 'hash')).update(kind).update('\0').update(value).digest('hex'),
  };
}

/** The master key: the configured one, or one made once and kept in the file (readable by its owner only). */
export function loadMasterKey(configured: Secret | undefined, file: string): Secret {
  if (configured) return configured;
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  return new Secret(readFileSync(file, 'utf8').trim());
}
