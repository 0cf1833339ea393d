// For statements over tables that were filled a moment ago: without statistics the planner believes them tiny and picks
// nested loops. Measured: 185 s against 7 s for an import of 541,909 lines, 8 s against 40 ms for 5,000 relations.
import { sql } from 'kysely';
import { query } from './query.ts';

/** Switches nested loops off (or on again) for the rest of the transaction. */
export const preferHashJoins = query({
  name: 'platform.preferHashJoins',
  examples: [{ on: true }],
  sql: (p: { on: boolean }) => sql`select set_config('enable_nestloop', ${p.on ? 'off' : 'on'}, true)`,
});
