// 客户朋友圈: a job makes a moment, members publish it by hand, customers see it only then.
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Deliveries } from './deliveries.ts';
import type { Encounters } from './encounters.ts';
import type { Corp, Organisation, Staff } from './organisation.ts';
import { type Relations, tagNumbers } from './relations.ts';
import type { Moment, MomentJob, Shelves } from './shelves.ts';

interface Parts {
  db: Database;
  clock: SimClock;
  organisation: Organisation;
  relations: Relations;
  shelves: Shelves;
  deliveries: Deliveries;
  encounters: Encounters;
}

/** The moments of every corp. */
export class Moments {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.clock.on('moment', ({ corp, jobid }) =>
      this.#finish(parts.organisation.corpByNo(Number(corp)), String(jobid)),
    );
  }

  /** Starts the job that makes the moment after `delayMs`. */
  submit(corp: Corp, job: MomentJob, delayMs: number): void {
    this.#parts.shelves.momentJobs.put(corp.no, job.jobid, job);
    if (delayMs > 0) this.#parts.clock.after(delayMs, 'moment', { corp: corp.no, jobid: job.jobid });
    else this.#finish(corp, job.jobid);
  }

  #finish(corp: Corp, jobid: string): void {
    const { shelves } = this.#parts;
    const job = shelves.momentJobs.get(corp.no, jobid);
    if (!job || job.done) return;
    const publishers = this.#publishers(corp, job);
    const invalid = {
      invalid_sender_list: { user_list: job.invalid.user_list, department_list: job.invalid.department_list },
      invalid_external_contact_list: { tag_list: job.invalid.tag_list },
    };
    const result =
      publishers.length === 0
        ? { errcode: 41048, errmsg: 'no user to send', moment_id: '', ...invalid }
        : {
            errcode: 0,
            errmsg: 'ok',
            moment_id: this.create(corp, job.draft, publishers).moment_id,
            ...invalid,
          };
    shelves.momentJobs.put(corp.no, jobid, { ...job, done: true, result });
  }

  #publishers(corp: Corp, job: MomentJob): Staff[] {
    const { organisation } = this.#parts;
    const able = organisation.members(corp.no).filter((member) => member.contact && member.status === 1);
    if (job.users === null) return able;
    const ranges = job.departments.flatMap((id) => [...organisation.withChildren(corp.no, id)]);
    return able.filter(
      (member) => job.users?.includes(member.userid) || member.departments.some((id) => ranges.includes(id)),
    );
  }

  /** A moment with its tasks; one that a member posts by himself is published at once. */
  create(corp: Corp, draft: MomentJob['draft'], publishers: readonly Staff[]): Moment {
    const { db, clock, shelves } = this.#parts;
    const moment: Moment = {
      ...draft,
      moment_id: publicId('moment', 'momSim', corp.no, nextNumber(db, 'moment')),
      created: clock.seconds(),
      tasks: Object.fromEntries(publishers.map((member) => [member.userid, null])),
      comments: [],
      cancelled: false,
    };
    shelves.moments.put(corp.no, moment.moment_id, moment);
    return moment;
  }

  /** The customers a member's part of the moment is for: all of his, or those with one of its tags. */
  audience(moment: Moment, member: Staff, after: number, limit: number): { id: number; person: number }[] {
    const wanted = new Set(moment.tags);
    const found: { id: number; person: number }[] = [];
    for (let from = after; found.length < limit; ) {
      const rows = this.#parts.relations.ofStaff(member.no, from, 1000);
      for (const row of rows) {
        if (found.length === limit) return found;
        if (wanted.size === 0 || tagNumbers(row.tags).some((tag) => wanted.has(tag)))
          found.push({ id: row.id, person: row.person });
      }
      const last = rows.at(-1);
      if (!last || rows.length < 1000) return found;
      from = last.id;
    }
    return found;
  }

  /** The member publishes his part; the customers of the audience can see it. Returns how many. */
  publish(corp: Corp, moment: Moment, member: Staff): number {
    const { clock, shelves, deliveries, encounters } = this.#parts;
    moment.tasks[member.userid] = clock.seconds();
    shelves.moments.put(corp.no, moment.moment_id, moment);
    const audience = this.audience(moment, member, 0, Number.MAX_SAFE_INTEGER);
    for (const { person } of audience.slice(0, 100))
      deliveries.add({
        at: clock.ms(),
        kind: 'moment',
        to: encounters.externalId(corp.no, person),
        from: member.userid,
        body: { moment_id: moment.moment_id, text: moment.text },
      });
    return audience.length;
  }
}
