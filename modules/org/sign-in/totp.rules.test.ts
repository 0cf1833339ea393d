import { describe, expect, it } from 'vitest';
import { matchTotp, toBase32, totpCode, totpStep, totpUri } from './totp.rules.ts';

// RFC 6238 appendix B, SHA-1.
const SECRET = Buffer.from('12345678901234567890');
const VECTORS = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const;

// RFC 4226 appendix D.
const HOTP = [
  '755224',
  '287082',
  '359152',
  '969429',
  '338314',
  '254676',
  '287922',
  '162583',
  '399871',
  '520489',
];

describe('one-time codes', () => {
  it.each(VECTORS)('at %i s the code is that of RFC 6238', (seconds, code) => {
    expect(totpCode(SECRET, totpStep(seconds * 1_000), 8)).toBe(code);
  });
  it('six digits are those of RFC 4226', () => {
    expect(HOTP.map((_, step) => totpCode(SECRET, step))).toEqual(HOTP);
  });
  it('a code fits one step early and late, not two, and not once its step is used', () => {
    const atMs = 1_000_000 * 30_000;
    const code = (step: number) => totpCode(SECRET, 1_000_000 + step);
    expect([-2, -1, 0, 1, 2].map((step) => matchTotp(SECRET, code(step), atMs))).toEqual([
      undefined,
      999_999,
      1_000_000,
      1_000_001,
      undefined,
    ]);
    expect(matchTotp(SECRET, code(0), atMs, 1_000_000)).toBeUndefined();
    expect(matchTotp(SECRET, '12345', atMs)).toBeUndefined();
  });
  it('secrets are written in base32 as RFC 4648 does, and apps are given an otpauth address', () => {
    expect(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text))),
    ).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
    expect(totpUri(SECRET, 'boss', 'Yutian 禾序')).toBe(
      'otpauth://totp/Yutian%20%E7%A6%BE%E5%BA%8F:boss?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Yutian%20%E7%A6%BE%E5%BA%8F',
    );
  });
});
