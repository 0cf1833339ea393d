// What a cell means: instants, amounts, quantities, order numbers, as shop exports and spreadsheets write them. Pure.
import { MS_PER_DAY, MS_PER_HOUR } from '@yutian/kernel';

const SHANGHAI_MS = 8 * MS_PER_HOUR;
// Serial 25,569 is 1970-01-01 in the 1900 date system; 20,000…80,000 is 1954…2119, far from any yyyymmdd.
const SERIAL_EPOCH = 25_569;
const FIRST_MS = Date.UTC(1990, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);

/**
 * An instant in epoch ms. Wall-clock texts are Shanghai time.
 * Reads «2020-02-21 00:00:02», «2020/2/1 8:05», «2020年2月1日 8时5分», «20200221», «20200221080500», ISO 8601 with offset,
 * epoch seconds or milliseconds, and a spreadsheet's serial day number.
 * @returns undefined when it is no instant between 1990 and 2100. «1/2/2020» is not read: nobody knows which is the day.
 */
export function instantOf(text: string): number | undefined {
  const found = /^\d+(\.\d+)?$/.test(text) ? fromDigits(text) : (fromWallClock(text) ?? fromOffset(text));
  return found !== undefined && found >= FIRST_MS && found < LAST_MS ? found : undefined;
}

const WALL =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?(?:\.\d+)?秒?)?分?)?$/;

function fromWallClock(text: string): number | undefined {
  const part = WALL.exec(text);
  if (!part) return undefined;
  return wall(Number(part[1]), Number(part[2]), Number(part[3]), part[4], part[5], part[6]);
}

function wall(
  year: number,
  month: number,
  day: number,
  h?: string,
  m?: string,
  s?: string,
): number | undefined {
  const [hour, minute, second] = [Number(h ?? 0), Number(m ?? 0), Number(s ?? 0)];
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(utc).getUTCDate() === day ? utc - SHANGHAI_MS : undefined;
}

function fromOffset(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function fromDigits(text: string): number | undefined {
  const at = (from: number, to: number) => text.slice(from, to);
  if (text.length === 8 && !text.includes('.'))
    return wall(Number(at(0, 4)), Number(at(4, 6)), Number(at(6, 8)));
  if (/^\d{14}$/.test(text))
    return wall(Number(at(0, 4)), Number(at(4, 6)), Number(at(6, 8)), at(8, 10), at(10, 12), at(12, 14));
  if (/^\d{10}$/.test(text)) return Number(text) * 1_000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const serial = Number(text);
  if (serial >= 20_000 && serial < 80_000)
    return Math.round(((serial - SERIAL_EPOCH) * MS_PER_DAY) / 1_000) * 1_000 - SHANGHAI_MS;
  return undefined;
}

/** Amounts are read in ten-thousandths of a yuan, because unit prices have up to four decimals. */
export const PER_FEN = 100;
const MOST = 1e14;

/**
 * An amount in 1/10,000 yuan, exact: «1,234.5», «¥39.90», «-8», «0.001», «12.50元».
 * A double holds every integer up to 9·10^15, a hundred times the largest amount accepted.
 * @returns undefined when the text is no amount, has more than four decimals, or passes ten billion yuan.
 */
export function amountOf(text: string): number | undefined {
  const found = /^([+-]?)[¥¥]?(\d[\d,]*)(?:\.(\d*))?元?$/.exec(text);
  if (!found) return undefined;
  const decimals = (found[3] ?? '').replace(/0+$/, '');
  if (decimals.length > 4) return undefined;
  const value = Number((found[2] as string).replaceAll(',', '')) * 10_000 + Number(decimals.padEnd(4, '0'));
  if (value > MOST) return undefined;
  return found[1] === '-' ? -value : value;
}

/** 1/10,000 yuan → fen, half away from zero. */
export function toFen(value: number): number {
  const fen = Math.floor((Math.abs(value) + PER_FEN / 2) / PER_FEN);
  return value < 0 ? -fen : fen;
}

/** A whole number of pieces, «-3», «6.0»; undefined when it is none or passes a billion. */
export function quantityOf(text: string): number | undefined {
  const found = /^([+-]?\d{1,9})(?:\.0*)?$/.exec(text.replaceAll(',', ''));
  return found ? Number(found[1]) : undefined;
}

/**
 * A cell as text: blanks, tabs and the apostrophe by which spreadsheets hold a long number as text are taken off, and
 * «="123"», which exports use for the same purpose, is unwrapped.
 */
export function plain(cell: string): string {
  const text = cell.trim();
  const first = text.charCodeAt(0);
  if (first === 39) return text.slice(1);
  if (first !== 61) return text;
  return /^="([^"=+@]*)"$/.exec(text)?.[1] ?? text;
}

/** Whether a cell is a formula: text that a spreadsheet would compute. Numbers with a sign are none. */
export function isFormula(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 61 || first === 64) return true;
  return (first === 43 || first === 45) && !/^[+-][\d¥¥.]/.test(text);
}

/** An order number that a spreadsheet turned into «1.23457E+17»: its last digits are lost for good. */
export const isDamagedNumber = (text: string) => /^\d(\.\d+)?E\+?\d+$/i.test(text);

/** Buyer numbers come as «17850.0» from programs that read them as numbers. */
export const withoutDecimal = (text: string) =>
  text.endsWith('.0') && /^\d+\.0$/.test(text) ? text.slice(0, -2) : text;

const PROVINCES =
  '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门'.split(
    ' ',
  );
const provinceByStart = new Map(PROVINCES.map((name) => [name.slice(0, 2), name]));

/** The province an address begins with («内蒙古自治区» → «内蒙古»), or a country in Latin letters; nothing more of an address is kept. */
export function provinceOf(text: string): string | null {
  const province = provinceByStart.get(text.slice(0, 2));
  if (province) return province;
  return /^[A-Za-z][A-Za-z .'-]{1,38}$/.test(text) ? text : null;
}
