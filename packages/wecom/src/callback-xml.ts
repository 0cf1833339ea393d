// Reads and writes the XML of WeCom callbacks. The reader runs on bytes that nobody has authenticated yet, so it
// knows only what the platform sends: elements, text and CDATA. DOCTYPE, entities other than the five of XML itself,
// comments, and anything too large or too deep are refused before they cost anything.

export type XmlValue = string | XmlObject | XmlValue[];
export interface XmlObject {
  [name: string]: XmlValue;
}

export type XmlFault = 'too_large' | 'too_deep' | 'forbidden' | 'malformed';

/** The body is not an XML document that this reader accepts. The message never quotes the body. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
  readonly fault: XmlFault;
  constructor(fault: XmlFault, at: number) {
    super(`callback XML refused: ${fault} at ${at}`);
    this.fault = fault;
  }
}

export interface XmlLimits {
  /** In UTF-16 units for strings and bytes for buffers. */
  maxLength: number;
  maxDepth: number;
}

/** The largest real callback is a member change of a 500-person group, below 64 KiB. */
export const callbackXmlLimits: XmlLimits = { maxLength: 1 << 20, maxDepth: 12 };

const NAME = /[A-Za-z_][\w.-]*/y;
const ATTRIBUTES = /(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*/y;
const DECLARATION = /<\?xml\s[^?<>]*\?>/y;
const REFERENCE = /&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(lt|gt|amp|quot|apos));?/g;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const BLANK = /^\s*$/;

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;
const GT = 62;

interface Frame {
  name: string;
  children: XmlObject | null;
  text: string;
  hasCdata: boolean;
}

/**
 * Parses a callback body and returns what is inside its `<xml>` element. A name that repeats becomes an array;
 * attributes are skipped; text stays text.
 *
 * @throws XmlRefused
 */
export function parseCallbackXml(body: string | Uint8Array, limits = callbackXmlLimits): XmlObject {
  if (body.length > limits.maxLength) throw new XmlRefused('too_large', limits.maxLength);
  const source =
    typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.length).toString();
  const root = new Reader(source, limits.maxDepth).readDocument();
  if (root.name !== 'xml') throw new XmlRefused('malformed', 0);
  if (root.children) return root.children;
  if (BLANK.test(root.text) && !root.hasCdata) return {};
  throw new XmlRefused('malformed', 0);
}

class Reader {
  private at = 0;
  private readonly source: string;
  private readonly maxDepth: number;

  constructor(source: string, maxDepth: number) {
    this.source = source;
    this.maxDepth = maxDepth;
  }

  readDocument(): Frame {
    if (this.source.charCodeAt(0) === 0xfeff) this.at = 1;
    this.skipBlanks();
    this.match(DECLARATION);
    this.skipBlanks();
    const open: Frame[] = [];
    let closed: Frame | null = null;
    do {
      closed = this.readNode(open);
    } while (open.length > 0);
    if (closed === null) this.refuse('malformed');
    this.skipBlanks();
    if (this.at !== this.source.length)
      this.refuse(this.source.startsWith('<!', this.at) ? 'forbidden' : 'malformed');
    return closed;
  }

  /** Reads one tag or run of text; returns the element that it closed, if any. */
  private readNode(open: Frame[]): Frame | null {
    const { source } = this;
    const parent = open.at(-1);
    const tag = source.indexOf('<', this.at);
    if (tag < 0) this.refuse('malformed');
    if (tag > this.at) {
      if (!parent) this.refuse('malformed');
      this.addText(parent, decode(source.slice(this.at, tag), this.at));
      this.at = tag;
    }
    const next = source.charCodeAt(tag + 1);
    if (next === SLASH) return this.closeTag(open);
    if (next === BANG) return this.readCdata(parent);
    if (next === QUESTION) this.refuse('forbidden');
    return this.openTag(open);
  }

  private openTag(open: Frame[]): Frame | null {
    this.at += 1;
    const name = this.match(NAME);
    if (!name || name === '__proto__') this.refuse('malformed');
    if (this.source.charCodeAt(this.at) !== GT) this.match(ATTRIBUTES);
    const frame: Frame = { name, children: null, text: '', hasCdata: false };
    if (this.source.startsWith('/>', this.at)) {
      this.at += 2;
      this.attach(open.at(-1), frame);
      return frame;
    }
    if (this.source.charCodeAt(this.at) !== GT) this.refuse('malformed');
    this.at += 1;
    if (open.length >= this.maxDepth) this.refuse('too_deep');
    open.push(frame);
    return null;
  }

  private closeTag(open: Frame[]): Frame {
    const frame = open.pop();
    if (!frame) this.refuse('malformed');
    const expected = `</${frame.name}`;
    if (!this.source.startsWith(expected, this.at)) this.refuse('malformed');
    this.at += expected.length;
    this.skipBlanks();
    if (this.source.charCodeAt(this.at) !== GT) this.refuse('malformed');
    this.at += 1;
    this.attach(open.at(-1), frame);
    return frame;
  }

  private readCdata(parent: Frame | undefined): null {
    if (!this.source.startsWith('<![CDATA[', this.at)) this.refuse('forbidden');
    const end = this.source.indexOf(']]>', this.at);
    if (end < 0 || !parent) this.refuse('malformed');
    if (parent.children) this.refuse('malformed');
    if (!parent.hasCdata && BLANK.test(parent.text)) parent.text = '';
    parent.hasCdata = true;
    parent.text += this.source.slice(this.at + 9, end);
    this.at = end + 3;
    return null;
  }

  /** Blanks between elements or around CDATA are lay-out, not text. */
  private addText(parent: Frame, text: string): void {
    const layout = (parent.children !== null || parent.hasCdata) && BLANK.test(text);
    if (layout) return;
    if (parent.children) this.refuse('malformed');
    parent.text += text;
  }

  private attach(parent: Frame | undefined, frame: Frame): void {
    if (!parent) return;
    if (!parent.children) {
      if (parent.hasCdata || !BLANK.test(parent.text)) this.refuse('malformed');
      parent.text = '';
      parent.children = {};
    }
    const value: XmlValue = frame.children ?? frame.text;
    const { children } = parent;
    if (!Object.hasOwn(children, frame.name)) {
      children[frame.name] = value;
      return;
    }
    const before = children[frame.name];
    if (Array.isArray(before)) before.push(value);
    else children[frame.name] = [before as XmlValue, value];
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private skipBlanks(): void {
    while (isBlank(this.source.charCodeAt(this.at))) this.at += 1;
  }

  private refuse(fault: XmlFault): never {
    throw new XmlRefused(fault, this.at);
  }
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Resolves the five entities of XML and character numbers; any other reference is an attack or a mistake. */
function decode(text: string, at: number): string {
  if (!text.includes('&')) return text;
  let known = 0;
  const decoded = text.replace(REFERENCE, (whole, decimal?: string, hex?: string, named?: string) => {
    if (!whole.endsWith(';')) throw new XmlRefused('malformed', at);
    known += 1;
    if (named) return NAMED[named] as string;
    const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex as string, 16);
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw new XmlRefused('malformed', at);
    return String.fromCodePoint(code);
  });
  if (known !== text.split('&').length - 1) throw new XmlRefused('forbidden', at);
  return decoded;
}

export type XmlInput = string | number | XmlInputObject | readonly XmlInput[] | undefined;
export interface XmlInputObject {
  readonly [name: string]: XmlInput;
}

/** Writes a callback body as the platform does: strings in CDATA, numbers bare, arrays as repeated elements. */
export function buildXml(content: XmlInputObject): string {
  return element('xml', content);
}

function element(name: string, value: XmlInput): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item: XmlInput) => element(name, item)).join('');
  if (typeof value === 'number') return `<${name}>${value}</${name}>`;
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`;
  const inner = Object.entries(value).map(([key, child]) => element(key, child as XmlInput));
  return `<${name}>${inner.join('')}</${name}>`;
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
