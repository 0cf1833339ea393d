// The environment is read once, here; everything else receives parsed values. Secrets refuse to print.
import { z } from 'zod';
import { Fault } from '@yutian/kernel';

/** A value that must never be printed: only `reveal()` gives it away. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
}

const environment = z.object({
  DATABASE_URL: z.string().min(1).optional(),
  YUTIAN_DATA: z.string().min(1).default('.data'),
  YUTIAN_HOST: z.string().min(1).default('127.0.0.1'),
  YUTIAN_PORT: z.coerce.number().int().min(0).max(65_535).default(7_300),
  YUTIAN_PUBLIC_URL: z.url().optional(),
  YUTIAN_MASTER_KEY: z.string().min(32).optional(),
  YUTIAN_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  YUTIAN_WECOM_URL: z.url().default('https://qyapi.weixin.qq.com'),
  YUTIAN_WECOM_OPEN_URL: z.url().default('https://open.weixin.qq.com'),
});

export interface Config {
  /** PostgreSQL by URL, or undefined for the embedded server in `dataFolder`. */
  databaseUrl: Secret | undefined;
  dataFolder: string;
  host: string;
  port: number;
  /** The address by which WeCom and browsers reach the product, without a trailing slash. */
  publicUrl: string | undefined;
  masterKey: Secret | undefined;
  logLevel: string;
  wecomUrl: string;
  wecomOpenUrl: string;
}

/** Parses the environment. Throws a Fault that names each wrong variable and never its value. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw new Fault(
      'invalid',
      'CONFIG_INVALID',
      `These settings are wrong: ${names.join(', ')}. See docs/operations.md for what each takes.`,
      { names },
    );
  }
  const e = parsed.data;
  return {
    databaseUrl: e.DATABASE_URL ? new Secret(e.DATABASE_URL) : undefined,
    dataFolder: e.YUTIAN_DATA,
    host: e.YUTIAN_HOST,
    port: e.YUTIAN_PORT,
    publicUrl: e.YUTIAN_PUBLIC_URL?.replace(/\/$/, ''),
    masterKey: e.YUTIAN_MASTER_KEY ? new Secret(e.YUTIAN_MASTER_KEY) : undefined,
    logLevel: e.YUTIAN_LOG,
    wecomUrl: e.YUTIAN_WECOM_URL.replace(/\/$/, ''),
    wecomOpenUrl: e.YUTIAN_WECOM_OPEN_URL.replace(/\/$/, ''),
  };
}
