import { describe, expect, it } from 'vitest';
import { errcode, knownErrcodes } from './errcodes.ts';
import { WeComError } from './errors.ts';

describe('error codes', () => {
  it.each([
    [-1, 'busy'],
    [6000, 'busy'],
    [40001, 'auth'],
    [40014, 'auth'],
    [42001, 'auth'],
    [45009, 'rate'],
    [45033, 'busy'],
    [48002, 'permission'],
    [84061, 'not_found'],
    [40058, 'invalid'],
    [41050, 'invalid'],
    [41051, 'invalid'],
    [41096, 'busy'],
    [41045, 'quota'],
    [86107, 'invalid'],
    [123456, 'unknown'],
  ])('%i is %s', (code, kind) => {
    expect(errcode(code).kind).toBe(kind);
  });

  it('each has a Chinese and an English meaning', () => {
    const codes = knownErrcodes();
    expect(codes.length).toBeGreaterThan(480);
    for (const code of codes) {
      const { zh, en } = errcode(code);
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it('an error is told apart by its code alone, whatever the text says', () => {
    const one = new WeComError('user/get', 60111, 'api freq out of limit');
    expect(one).toMatchObject({ kind: 'not_found', retryable: false, hint: null });
    expect(one.message).toBe('WeCom refused user/get: 60111 userid does not exist');
  });

  it('rate and busy may be tried later', () => {
    expect(
      [45009, 41063, -1, 41096, 41051, 41045].map((code) => new WeComError('x', code, '').retryable),
    ).toEqual([true, true, true, true, false, false]);
  });
});
