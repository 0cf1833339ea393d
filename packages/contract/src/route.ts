// How a call of the contract is declared.
import { oc } from '@orpc/contract';
import type { CallMeta } from '@yutian/kernel';
import { z } from 'zod';
import { id } from './common.ts';

const declared = oc.$meta<CallMeta>({});

/** Begins a call: its tag in the reference, method, path under /api/v1, what it does; faults worth naming. */
export const route = (
  tag: string,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: `/${string}`,
  summary: string,
  description?: string,
) => declared.route({ method, path, summary, tags: [tag], ...(description && { description }) });

/**
 * Says that a call reads or edits what people edit in forms, so that a late edit is refused (EDITED_MEANWHILE).
 * @param by the input field with the id of the one thing; absent for lists and for what there is one of.
 */
export const edition = (noun: string, by?: string): CallMeta => ({ edition: { noun, ...(by && { by }) } });

/** The input of a call about one thing. */
export const byId = z.object({ id });
