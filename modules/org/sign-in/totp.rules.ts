// Time-based one-time passwords (RFC 6238 over RFC 4226: HMAC-SHA1, 30 s, 6 digits), as authenticator apps make them.
import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a time step (RFC 4226 section 5.3). */
export function totpCode(secret: Buffer, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The number of the 30-second step that holds the instant. */
export const totpStep = (atMs: number) => Math.floor(atMs / STEP_MS);

/**
 * Finds the step a code belongs to, one step of clock drift allowed each way.
 * @returns the step, or undefined when the code is wrong or its step is not after `lastStep` (a replay).
 */
export function matchTotp(secret: Buffer, code: string, atMs: number, lastStep = 0): number | undefined {
  const now = totpStep(atMs);
  return [now - 1, now, now + 1].find(
    (step) => step > lastStep && step >= 0 && sameText(totpCode(secret, step), code),
  );
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Base32 without padding (RFC 4648), the form in which secrets are typed into apps. */
export function toBase32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The address behind the QR code that authenticator apps read. */
export function totpUri(secret: Buffer, login: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
