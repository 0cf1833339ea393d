import { describe, expect, it } from 'vitest';
import { bytesOf, fillIn, insertAt, longestBytes, unknownVariables } from './welcome-text.ts';

const NAMES = { customer: '李静', guide: '王芳', brand: '禾序', store: '静安店', date: '2026-11-22' };

describe('a welcome text', () => {
  it('counts three bytes for a Chinese character, as WeCom does', () => {
    expect(bytesOf('您好a')).toBe(7);
  });

  it('counts a variable at its longest, whatever name it will hold', () => {
    expect(longestBytes('{customer}')).toBe(96);
    expect(longestBytes('您好 {guide}{date}')).toBe(7 + 96 + 24);
  });

  it('counts what is no variable as it stands', () => {
    expect(longestBytes('{price}')).toBe(7);
    expect(unknownVariables('{price} {customer} {price}')).toEqual(['price']);
  });

  it('reads with names filled in', () => {
    expect(fillIn('您好 {customer}，我是{store}的{guide}', NAMES)).toBe('您好 李静，我是静安店的王芳');
  });

  it('takes a variable where the caret stands', () => {
    expect(insertAt('您好，再见', '{customer}', 2, 2)).toEqual({ text: '您好{customer}，再见', caret: 12 });
  });
});
