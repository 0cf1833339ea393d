// The one translator from refusals to HTTP.
import { ORPCError } from '@orpc/server';
import { Fault, type FaultKind } from '@yutian/kernel';
import { machineFault } from '../db/machine-fault.ts';

const STATUS: Record<FaultKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  rate_limited: 429,
  upstream: 502,
  bug: 500,
};

export const ERROR_KINDS = Object.keys(STATUS);

/** The body of every error on the wire. */
export interface ErrorBody {
  code: string;
  kind: FaultKind;
  message: string;
  data: unknown;
  requestId: string;
}

interface Issue {
  path?: readonly (PropertyKey | { key: PropertyKey })[];
  message: string;
}

const pathOf = (issue: Issue) =>
  (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || '(body)';

/** Turns anything thrown into a Fault; what nobody foresaw becomes a bug without details. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof ORPCError) {
    const issues = (error.data as { issues?: Issue[] } | undefined)?.issues;
    if (error.code === 'BAD_REQUEST') {
      const fields = (issues ?? []).slice(0, 20).map((issue) => `${pathOf(issue)}: ${issue.message}`);
      return new Fault(
        'invalid',
        'INPUT_INVALID',
        `The request does not fit the contract. ${fields.join('; ')}`.trim(),
        { fields },
      );
    }
    if (error.data instanceof Fault) return error.data;
    if (error.status === 404)
      return new Fault('not_found', 'ROUTE_NOT_FOUND', 'There is nothing at this address. See /api/docs.');
  }
  const machine = machineFault(error);
  if (machine) return machine;
  const status = (error as { statusCode?: number } | null)?.statusCode;
  if (status === 413)
    return new Fault('invalid', 'BODY_TOO_LARGE', 'The request body is larger than this address accepts.');
  if (status !== undefined && status >= 400 && status < 500)
    return new Fault(
      'invalid',
      'REQUEST_INVALID',
      'The request cannot be read. Check its method, content type and body.',
    );
  return new Fault(
    'bug',
    'BUG',
    'Something went wrong on our side. Quote the request number to the administrator.',
    {},
    { cause: error },
  );
}

/** HTTP status of a Fault. An overloaded or absent neighbour that says when to come back is 503. */
export function statusOf(fault: Fault): number {
  return fault.kind === 'upstream' && fault.retryAfterMs !== undefined ? 503 : STATUS[fault.kind];
}

/** The body of a Fault. */
export function bodyOf(fault: Fault, requestId: string): ErrorBody {
  return { code: fault.code, kind: fault.kind, message: fault.message, data: fault.data, requestId };
}
