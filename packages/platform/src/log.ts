// Logs: ids and codes in the context, never personal data, secrets or whole payloads.
import { type Logger, pino } from 'pino';

export type Log = Logger;

/** An error as it may be logged: its class, its code and where it happened; never its message, which may quote data. */
export function traceOf(error: unknown): { name: string; code?: string; at: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const code = (error as { code?: unknown }).code;
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .slice(0, 12);
  return { name: error.name, ...(typeof code === 'string' && { code }), at };
}

/** Opens the process log. `silent` for tests. */
export function openLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: undefined,
    redact: {
      paths: ['*.phone', '*.secret', '*.password', '*.access_token', 'req.headers'],
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
