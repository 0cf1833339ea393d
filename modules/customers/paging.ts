// Where the next page of a list of people begins.
import { z } from 'zod';

/** A place in a list ordered by an instant and an id, newest first. */
export const placeById = z.object({ atMs: z.number(), id: z.uuid() });
export type PlaceById = z.infer<typeof placeById>;

/** A place in a timeline. */
export const placeByKey = z.object({ atMs: z.number(), kind: z.string(), key: z.string() });
