// Many jobs in one statement: a batch of adds brings as many greetings, and one round trip each would cost the 20 s.
import type { JobDefinition, Tx } from '@yutian/platform';
import { query } from '@yutian/platform';
import { sql } from 'kysely';

const addJobs = query({
  name: 'channels.addJobs',
  examples: [{ name: 'channels.none', attempts: 1, jobs: '[]' }],
  sql: (p: { name: string; attempts: number; jobs: string }) => sql`
    select count(*) from graphile_worker.add_jobs(array(
      select row(${p.name}::text, j.payload, j.queue, null, ${p.attempts}::int, j.key, null, null)::graphile_worker.job_spec
      from json_to_recordset(${p.jobs}::json) as j(payload json, queue text, key text)))`,
});

/** Enqueues jobs with the transaction. A job with the key of one that has not started replaces it. */
export async function enqueueMany<P>(
  tx: Tx,
  job: JobDefinition<P>,
  jobs: readonly { payload: P; key?: string; queue?: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await addJobs(tx, { name: job.name, attempts: job.attempts, jobs: JSON.stringify(jobs) });
}
