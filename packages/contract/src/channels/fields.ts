// Input fields that the nouns of channels share.
import { z } from 'zod';
import { day } from '../common.ts';

export const text = z.string().trim().min(1).max(100).optional().describe('any fragment');
export const corpId = z.string().min(1).max(64);
export const period = {
  from: day.describe('first day, inclusive'),
  to: day.describe('last day, inclusive; at most 366 days after `from`'),
};
