// Failures of the machine and not of the work: the disk is full, the database is away. Whoever meets one says so and
// tries again; no row, file or person is to blame.
import { Fault } from '@yutian/kernel';

const NO_ROOM = new Set(['53100', 'ENOSPC', 'EDQUOT']);
// SQLSTATE classes: connection, resources, operator, system.
const AWAY_CLASSES = new Set(['08', '53', '57', '58']);
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
const BROKEN_CONNECTION =
  /connection (terminated|ended)|timeout exceeded when trying to connect|not queryable/i;
// Concurrency, and a statement cancelled for its length: the same work succeeds when it is run again.
const PASSING = new Set(['40001', '40P01', '55P03', '57014']);

/** What is refused while there is no room. */
export const diskFull = (cause?: unknown) =>
  new Fault(
    'upstream',
    'DISK_FULL',
    'The server’s disk is full. Free some space; work then goes on by itself.',
    {},
    { retryAfterMs: 10_000, ...(cause === undefined ? {} : { cause }) },
  );

/** The Fault for an error of the machine (DISK_FULL, DATABASE_AWAY), or undefined when the error is another's. */
export function machineFault(error: unknown): Fault | undefined {
  const code = codeOf(error);
  if (NO_ROOM.has(code)) return diskFull(error);
  return isAway(error, code)
    ? new Fault(
        'upstream',
        'DATABASE_AWAY',
        'The database does not answer right now. Work goes on by itself when it is back.',
        {},
        { retryAfterMs: 2_000, cause: error },
      )
    : undefined;
}

/** Whether the same work may succeed later without anybody's doing. */
export function willPass(error: unknown): boolean {
  if (error instanceof Fault) return error.kind === 'upstream' || error.kind === 'rate_limited';
  return PASSING.has(codeOf(error)) || machineFault(error) !== undefined;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function isAway(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false;
  // @NOTE 57014 is a statement that was cancelled for its own length: the database is there.
  if (/^[0-9A-Z]{5}$/.test(code) && AWAY_CLASSES.has(code.slice(0, 2))) return code !== '57014';
  if (AWAY_CODES.has(code)) return true;
  // The embedded server's socket is gone while it starts again; other missing files are their owner's business.
  const { syscall } = error as { syscall?: unknown };
  return (code === 'ENOENT' && syscall === 'connect') || BROKEN_CONNECTION.test(error.message);
}
