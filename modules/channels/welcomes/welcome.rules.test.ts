import { sendWelcome, type RequestOf } from '@yutian/wecom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToBytes, fillIn, outcomeOf, toPlatform, welcomeFault } from './welcome.rules.ts';

const link = (more: object = {}) => ({
  kind: 'link' as const,
  title: '秋季新品',
  description: '',
  url: 'https://example.com/a',
  imageUrl: null,
  ...more,
});

describe('what WeCom would refuse is refused at edit time', () => {
  it('text is counted in bytes, with variables at their longest', () => {
    expect(welcomeFault('好'.repeat(1_333), [])).toBeNull();
    expect(welcomeFault('好'.repeat(1_334), [])).toMatchObject({
      code: 'WELCOME_TEXT_TOO_LONG',
      data: { bytes: 4_002, most: 4_000 },
    });
    expect(welcomeFault(`${'好'.repeat(1_320)}{customer}`, [])?.code).toBe('WELCOME_TEXT_TOO_LONG');
  });
  it.each([
    ['nothing at all', '  ', [], 'WELCOME_EMPTY'],
    ['a tenth attachment', '', Array.from({ length: 10 }, () => link()), 'WELCOME_TOO_MANY_ATTACHMENTS'],
    ['a link title over 128 bytes', '', [link({ title: '好'.repeat(43) })], 'WELCOME_TITLE_TOO_LONG'],
    [
      'a description over 512 bytes',
      '',
      [link({ description: '好'.repeat(171) })],
      'WELCOME_DESCRIPTION_TOO_LONG',
    ],
    [
      'an address over 2,048 bytes',
      '',
      [link({ url: `https://e.com/${'a'.repeat(2_048)}` })],
      'WELCOME_URL_TOO_LONG',
    ],
    [
      'a mini-program title over 64 bytes',
      '',
      [{ kind: 'miniprogram' as const, title: '好'.repeat(22), appId: 'wx', page: 'p', mediaId: 'm' }],
      'WELCOME_TITLE_TOO_LONG',
    ],
    ['a misspelt variable', '{customr}您好', [], 'WELCOME_VARIABLE_UNKNOWN'],
  ])('%s', (_what, text, attachments, code) => {
    expect(welcomeFault(text, attachments)?.code).toBe(code);
  });
});

describe('a welcome as the customer reads it', () => {
  it('names are filled in; braces that are no variable stay', () => {
    const names = { customer: '小鹿', guide: '安妮', brand: '禾序', store: '', date: '3月2日' };
    expect(fillIn('{customer},我是{brand}{store}的{guide} {x}', names)).toBe('小鹿,我是禾序的安妮 {x}');
  });
  it('whatever the names, an accepted text fits into WeCom’s bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom('{customer}', '{guide}', '{brand}', '{store}', '{date}'),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    );
    const name = fc.string({ unit: 'grapheme', maxLength: 200 });
    const names = fc.record({ customer: name, guide: name, brand: name, store: name, date: name });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), names, (pieces, given) => {
        const text = pieces.map((one) => (one.startsWith('{') ? one : one.replace(/[{}]/g, ''))).join('');
        const accepted = welcomeFault(text, []) === null;
        expect(!accepted || Buffer.byteLength(fillIn(text, given)) <= 4_000).toBe(true);
      }),
    );
  });
  it('cutting keeps whole characters', () => {
    expect(cutToBytes('好好', 5)).toBe('好');
    expect(cutToBytes('🦌🦌', 7)).toBe('🦌');
    expect(cutToBytes('abc', 3)).toBe('abc');
  });
  it('every kind of attachment is what WeCom’s own schema takes', () => {
    const attachments = toPlatform(
      [
        { kind: 'image', mediaId: 'a' },
        link(),
        link({ description: '好', imageUrl: 'https://example.com/a.png' }),
        { kind: 'miniprogram', title: '商城', appId: 'wx1', page: 'pages/a', mediaId: 'b' },
        { kind: 'video', mediaId: 'c' },
        { kind: 'file', mediaId: 'd' },
      ],
      (mediaId) => `on-wecom-${mediaId}`,
    );
    const input: RequestOf<typeof sendWelcome> = { welcome_code: 'w', attachments };
    expect(sendWelcome.request.safeParse(input).success).toBe(true);
    expect(attachments).toMatchObject([
      { image: { media_id: 'on-wecom-a' } },
      {},
      { link: { desc: '好' } },
      {},
      {},
      {},
    ]);
  });
});

it('WeCom’s numbers are told apart: too late, chat started, no consent; another app greeting is tried again', () => {
  expect([41050, 41051, 41053, 41096, 40058].map(outcomeOf)).toEqual([
    'late',
    'chat_started',
    'no_consent',
    null,
    'refused',
  ]);
});
