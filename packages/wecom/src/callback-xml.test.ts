import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildXml, parseCallbackXml, XmlRefused } from './callback-xml.ts';

function faultOf(body: string | Uint8Array): string {
  try {
    parseCallbackXml(body);
  } catch (error) {
    if (error instanceof XmlRefused) return error.fault;
    throw error;
  }
  return 'accepted';
}

describe('reading a callback body', () => {
  it('text, CDATA, empty and nested elements arrive as written', () => {
    const body = `<xml>
      <ToUserName><![CDATA[ww01]]></ToUserName>
      <CreateTime>1767225600</CreateTime>
      <State></State><Empty/>
      <Name>张三 &amp; &lt;李四&gt; &#x4E2D;&#22269;</Name>
      <MemChangeList><Item>a</Item><Item><![CDATA[b]]></Item><Item>c</Item></MemChangeList>
      <SelectedItems>
        <SelectedItem><QuestionKey>q</QuestionKey><OptionIds><OptionId>1</OptionId></OptionIds></SelectedItem>
      </SelectedItems>
    </xml>`;
    expect(parseCallbackXml(body)).toEqual({
      ToUserName: 'ww01',
      CreateTime: '1767225600',
      State: '',
      Empty: '',
      Name: '张三 & <李四> 中国',
      MemChangeList: { Item: ['a', 'b', 'c'] },
      SelectedItems: { SelectedItem: { QuestionKey: 'q', OptionIds: { OptionId: '1' } } },
    });
  });

  it('a declaration, a byte order mark and attributes are skipped', () => {
    const body = '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<xml a="1" b=\'2\'><A x="y">1</A></xml>\n';
    expect(parseCallbackXml(body)).toEqual({ A: '1' });
    expect(parseCallbackXml(Buffer.from(body))).toEqual({ A: '1' });
  });

  it('blanks around CDATA are lay-out, blanks inside are text', () => {
    expect(parseCallbackXml('<xml><A>\n <![CDATA[ x ]]>\n</A></xml>')).toEqual({ A: ' x ' });
  });

  it('an element named like a member of Object.prototype is a plain field', () => {
    const parsed = parseCallbackXml('<xml><constructor>1</constructor><toString>2</toString></xml>');
    expect(Object.entries(parsed)).toEqual([
      ['constructor', '1'],
      ['toString', '2'],
    ]);
    expect(faultOf('<xml><__proto__><admin>1</admin></__proto__></xml>')).toBe('malformed');
  });

  it.each([
    ['an empty body', '', 'malformed'],
    ['plain text', 'success', 'malformed'],
    ['another root', '<html></html>', 'malformed'],
    ['an unclosed root', '<xml><A>1</A>', 'malformed'],
    ['crossed tags', '<xml><A><B></A></B></xml>', 'malformed'],
    ['a longer closing name', '<xml><A>1</AB></xml>', 'malformed'],
    ['an unclosed CDATA', '<xml><A><![CDATA[x</A></xml>', 'malformed'],
    ['two roots', '<xml></xml><xml></xml>', 'malformed'],
    ['text beside elements', '<xml><A>1</A>text</xml>', 'malformed'],
    ['a root of mere text', '<xml>text</xml>', 'malformed'],
    ['a surrogate by number', '<xml><A>&#xD800;</A></xml>', 'malformed'],
    ['an unfinished reference', '<xml><A>&amp</A></xml>', 'malformed'],
    ['an unknown entity', '<xml><A>&xxe;</A></xml>', 'forbidden'],
    ['a bare ampersand', '<xml><A>a & b</A></xml>', 'forbidden'],
    ['a comment', '<xml><!-- x --></xml>', 'forbidden'],
    ['a processing instruction', '<xml><?php x ?></xml>', 'forbidden'],
    ['a DOCTYPE', '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>', 'forbidden'],
    ['a late DOCTYPE', '<xml/><!DOCTYPE xml>', 'forbidden'],
  ])('%s is refused', (_name, body, fault) => {
    expect(faultOf(body)).toBe(fault);
  });

  it('an entity bomb, a 50 MB body and a tower of elements are refused at their first bytes', () => {
    const bomb = `<!DOCTYPE xml [<!ENTITY a "${'ha'.repeat(1000)}"><!ENTITY b "&a;&a;&a;">]><xml><A>&b;</A></xml>`;
    expect(faultOf(bomb)).toBe('forbidden');
    expect(faultOf(Buffer.alloc(50 << 20, 0x20))).toBe('too_large');
    expect(faultOf('<xml>' + '<A>'.repeat(100_000))).toBe('too_deep');
  });

  it('an error quotes nothing of the body', () => {
    expect(() => parseCallbackXml('<xml><Mobile>13800000000</Mobil')).toThrow(
      /^callback XML refused: malformed at \d+$/,
    );
  });

  it('whatever is built reads back the same', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
    const text = fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('\r'));
    const fields = fc.dictionary(name, fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 })), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(fields, fc.constantFrom('', ']]>', '<xml>', ' '), (content, tail) => {
        const whole = { ...content, Inner: { Deep: `a${tail}` } };
        expect(parseCallbackXml(buildXml(whole))).toEqual(whole);
      }),
    );
  });

  it('no bytes make anything but an object or a typed refusal', () => {
    const tokens = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<A>',
      '</A>',
      '<![CDATA[',
      ']]>',
      '&',
      'amp;',
      '<!',
      '<?',
      'x',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 14 }), (parts) => {
        expect(['accepted', 'too_large', 'too_deep', 'forbidden', 'malformed']).toContain(
          faultOf(parts.join('')),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
