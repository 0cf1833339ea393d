// Reads one request's fields the way the platform does: absent is 40063, malformed or too long is 40058.
import { WecomError } from './errors.ts';

interface TextRule {
  /** Longest value in characters. */
  chars?: number;
  /** Longest value in UTF-8 bytes. */
  bytes?: number;
  /** The errcode when the field is absent; 40063 unless the contract names one. */
  missing?: number;
}

interface ListRule {
  max?: number;
  /** The errcode for a list that is too long. */
  tooLong?: number;
  missing?: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of one JSON body, or of one object inside it. `null` counts as absent. */
export class Input {
  readonly fields: Record<string, unknown>;

  constructor(fields: unknown) {
    this.fields = isRecord(fields) ? fields : {};
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  /** An optional string; numbers are taken as their digits, as old SDKs send them. */
  textOr(name: string, rule: TextRule = {}): string | undefined {
    if (!this.has(name)) return undefined;
    const raw = this.fields[name];
    if (typeof raw !== 'string' && typeof raw !== 'number')
      throw new WecomError(40058, `${name} must be a string`);
    const value = String(raw);
    if (rule.chars !== undefined && Array.from(value).length > rule.chars)
      throw new WecomError(40058, `${name} too long`);
    if (rule.bytes !== undefined && Buffer.byteLength(value) > rule.bytes)
      throw new WecomError(40058, `${name} too long`);
    return value;
  }

  /** A required, non-empty string. */
  text(name: string, rule: TextRule = {}): string {
    const value = this.textOr(name, rule);
    if (value === undefined || value === '') throw new WecomError(rule.missing ?? 40063, `${name} missing`);
    return value;
  }

  intOr(name: string, range: { min?: number; max?: number } = {}): number | undefined {
    if (!this.has(name) || this.fields[name] === '') return undefined;
    const value = Number(this.fields[name]);
    if (!Number.isInteger(value)) throw new WecomError(40058, `${name} must be an integer`);
    if ((range.min !== undefined && value < range.min) || (range.max !== undefined && value > range.max))
      throw new WecomError(40058, `${name} out of range`);
    return value;
  }

  int(name: string, range: { min?: number; max?: number; missing?: number } = {}): number {
    const value = this.intOr(name, range);
    if (value === undefined) throw new WecomError(range.missing ?? 40063, `${name} missing`);
    return value;
  }

  /** Booleans come as true/false, or 0/1 from old clients. */
  flag(name: string, fallback: boolean): boolean {
    if (!this.has(name)) return fallback;
    const value = this.fields[name];
    if (value === true || value === 1 || value === 'true' || value === '1') return true;
    if (value === false || value === 0 || value === 'false' || value === '0') return false;
    throw new WecomError(40058, `${name} must be a boolean`);
  }

  textsOr(name: string, rule: ListRule = {}): string[] | undefined {
    if (!this.has(name)) return undefined;
    const list = this.fields[name];
    if (!Array.isArray(list) || list.some((item) => typeof item !== 'string' && typeof item !== 'number'))
      throw new WecomError(40058, `${name} must be a list of strings`);
    if (rule.max !== undefined && list.length > rule.max)
      throw new WecomError(rule.tooLong ?? 40058, `${name} too long`);
    return list.map(String);
  }

  texts(name: string, rule: ListRule = {}): string[] {
    const list = this.textsOr(name, rule);
    if (list === undefined || list.length === 0)
      throw new WecomError(rule.missing ?? 40063, `${name} missing`);
    return list;
  }

  intsOr(name: string, rule: ListRule = {}): number[] | undefined {
    const list = this.textsOr(name, rule)?.map(Number);
    if (list?.some((value) => !Number.isInteger(value)))
      throw new WecomError(40058, `${name} must hold integers`);
    return list;
  }

  partOr(name: string): Input | undefined {
    if (!this.has(name)) return undefined;
    if (!isRecord(this.fields[name])) throw new WecomError(40058, `${name} must be an object`);
    return new Input(this.fields[name]);
  }

  part(name: string, missing = 40063): Input {
    const part = this.partOr(name);
    if (!part) throw new WecomError(missing, `${name} missing`);
    return part;
  }

  partsOr(name: string, rule: ListRule = {}): Input[] | undefined {
    if (!this.has(name)) return undefined;
    const list = this.fields[name];
    if (!Array.isArray(list) || !list.every(isRecord))
      throw new WecomError(40058, `${name} must be a list of objects`);
    if (rule.max !== undefined && list.length > rule.max)
      throw new WecomError(rule.tooLong ?? 40058, `${name} too long`);
    return list.map((item) => new Input(item));
  }
}
