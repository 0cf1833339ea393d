// Logs: ids and codes in the context, never personal data, secrets or whole payloads.
import { type Logger, pino } from 'pino';

export type Log = Logger;

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
