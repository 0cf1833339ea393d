// How a call of the contract is declared.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { id } from './common.ts';

/** Begins a call: its tag in the reference, method, path under /api/v1, what it does; faults worth naming. */
export const route = (
  tag: string,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: `/${string}`,
  summary: string,
  description?: string,
) => oc.route({ method, path, summary, tags: [tag], ...(description && { description }) });

/** The input of a call about one thing. */
export const byId = z.object({ id });
