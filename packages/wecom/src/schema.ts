// Building blocks of the endpoint schemas. Requests are strict about what the platform limits; answers are tolerant:
// unknown fields are dropped, absent or null lists become [], numbers may come as strings.
import { z } from 'zod';

/** At most `max` characters, counted as the platform counts 字. */
export function chars(max: number) {
  return z.string().refine((text) => Array.from(text).length <= max, `at most ${max} characters`);
}

/** At most `max` UTF-8 bytes. */
export function bytes(max: number) {
  return z.string().refine((text) => Buffer.byteLength(text) <= max, `at most ${max} bytes`);
}

/** A required, non-empty string. */
export const id = z.string().min(1);

/** An instant in Unix seconds, as requests give it. */
export const seconds = z.int().nonnegative();

/** A number of an answer; some lists write it as a string. */
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

/** A yes or no of an answer; old APIs write 0 and 1. */
export const flag = z.union([z.boolean(), z.number().transform((value) => value !== 0)]);

/** A field that an answer may lack or leave null. */
export function opt<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A text that an answer may lack; then it is empty. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A list of an answer; absent and null mean empty. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

/** The cursor of a paged request; empty or absent for the first page. */
export const cursor = z.string().optional();

/** The cursor of a paged answer; empty at the end. */
export const nextCursor = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** An answer that says nothing but yes. */
export const nothing = z.object({});

export function limitUpTo(max: number) {
  return z.int().min(1).max(max).optional();
}
