// Logs: ids and codes in the context, never personal data, secrets or whole payloads.
import { writeSync } from 'node:fs';
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

// @NOTE pino's own destination tries a line that finds no room again and again, and the process stands still: a log
// on a full disk must not stop the work.
const standardOutput = {
  write(line: string): void {
    try {
      writeSync(1, line);
    } catch {
      // The line is lost; the health page says why.
    }
  },
};

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
  return pino(options, destination ?? standardOutput);
}
