// 继承: customers move from one member to another. On the job it takes 24 h in which the customer may refuse.
import type { Events } from '../callbacks/events.ts';
import type { SimClock } from '../core/clock.ts';
import type { Database } from '../core/database.ts';
import type { Encounters } from './encounters.ts';
import type { Corp, Organisation, Staff } from './organisation.ts';
import { FRIENDS, MOVED, type Relations } from './relations.ts';

export const DONE = 1;
export const WAITING = 2;
export const REFUSED = 3;
export const TAKER_FULL = 4;
export const NO_RECORD = 5;

const TAKE_OVER_MS = 24 * 3_600_000;
const WINDOW_MS = 90 * 86_400_000;
const TRANSFERS_PER_WINDOW = 2;
const ASSIGNED = 202;

export interface Transfer {
  id: number;
  corp: number;
  kind: 'onjob' | 'resigned';
  handover: number;
  takeover: number;
  person: number;
  status: number;
  created: number;
  done_s: number;
}

interface Parts {
  db: Database;
  clock: SimClock;
  organisation: Organisation;
  relations: Relations;
  encounters: Encounters;
  events: Events;
}

/** The moves of every corp. */
export class Transfers {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.clock.on('transfer', ({ id }) => this.#takeOver(Number(id)));
  }

  /** Starts one customer's move; the errcode the platform gives for this customer, 0 when it is under way. */
  start(corp: Corp, kind: Transfer['kind'], handover: Staff, takeover: Staff, person: number): number {
    const { db, clock, relations } = this.#parts;
    const now = clock.ms();
    const relation = relations.between(handover.no, person);
    if (relation?.status !== FRIENDS) return kind === 'onjob' ? 40131 : 84061;
    if (handover.no === takeover.no) return 40130;
    const recent = db.all<Transfer>(
      'SELECT * FROM transfer WHERE person = ? AND corp = ? AND created > ? AND status IN (1, 2)',
      person,
      corp.no,
      now - WINDOW_MS,
    );
    if (recent.some((one) => one.status === WAITING)) return 40129;
    if (kind === 'onjob' && recent.filter((one) => one.kind === 'onjob').length >= TRANSFERS_PER_WINDOW)
      return 40128;
    if (relations.countOf(takeover.no) >= takeover.capacity) return 40099;
    const { id } = db.run(
      'INSERT INTO transfer (corp, kind, handover, takeover, person, status, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
      corp.no,
      kind,
      handover.no,
      takeover.no,
      person,
      WAITING,
      now,
    );
    clock.after(TAKE_OVER_MS, 'transfer', { id });
    return 0;
  }

  /** The customer's answer within the 24 h. */
  waiting(corp: number, person: number): Transfer | undefined {
    return this.#parts.db.get<Transfer>(
      'SELECT * FROM transfer WHERE person = ? AND corp = ? AND status = ? LIMIT 1',
      person,
      corp,
      WAITING,
    );
  }

  /** The customer refuses: the taker is told. */
  refuse(transfer: Transfer): void {
    this.#fail(transfer, REFUSED, 'customer_refused');
  }

  /** The moves from one member to another, newest state. */
  between(
    handover: number,
    takeover: number,
    kind: Transfer['kind'],
    after: number,
    limit: number,
  ): Transfer[] {
    return this.#parts.db.all<Transfer>(
      'SELECT * FROM transfer WHERE handover = ? AND takeover = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?',
      handover,
      takeover,
      kind,
      after,
      limit,
    );
  }

  /** The 24 h are over: the taker has the customer, unless somebody left or the taker is full. */
  #takeOver(id: number): void {
    const { db, clock, organisation, relations, encounters, events } = this.#parts;
    const transfer = db.get<Transfer>('SELECT * FROM transfer WHERE id = ?', id);
    if (transfer?.status !== WAITING) return;
    const corp = organisation.corpByNo(transfer.corp);
    const giver = organisation.staffByNo(transfer.handover);
    const taker = organisation.staffByNo(transfer.takeover);
    if (taker.status !== 1 || relations.countOf(taker.no) >= taker.capacity) {
      this.#fail(transfer, TAKER_FULL, 'customer_limit_exceed');
      return;
    }
    const old = relations.between(giver.no, transfer.person);
    if (old?.status !== FRIENDS) {
      this.#finish(transfer, NO_RECORD);
      return;
    }
    relations.set(old.id, { status: MOVED });
    const external = encounters.externalId(corp.no, transfer.person);
    const before = relations.between(taker.no, transfer.person);
    if (before?.status !== FRIENDS) {
      const fresh = relations.join({
        corp: corp.no,
        staff: taker.no,
        person: transfer.person,
        status: FRIENDS,
        addedSeconds: clock.seconds(),
        addWay: ASSIGNED,
        state: old.state,
        oper: giver.no,
        link: null,
      });
      relations.set(fresh.id, {
        remark: old.remark,
        description: old.description,
        mobiles: old.mobiles,
        tags: old.tags,
        agree: old.agree,
        agree_at: old.agree_at,
      });
      if (!before)
        events.emit({
          corp,
          event: 'change_external_contact',
          change: 'add_external_contact',
          about: taker,
          fields: { UserID: taker.userid, ExternalUserID: external },
        });
    }
    events.emit({
      corp,
      event: 'change_external_contact',
      change: 'del_external_contact',
      about: giver,
      fields: { UserID: giver.userid, ExternalUserID: external, Source: 'DELETE_BY_TRANSFER' },
    });
    this.#finish(transfer, DONE);
  }

  #finish(transfer: Transfer, status: number): void {
    const done = status === DONE ? this.#parts.clock.seconds() : 0;
    this.#parts.db.run('UPDATE transfer SET status = ?, done_s = ? WHERE id = ?', status, done, transfer.id);
  }

  #fail(transfer: Transfer, status: number, reason: string): void {
    const { organisation, encounters, events } = this.#parts;
    this.#finish(transfer, status);
    const corp = organisation.corpByNo(transfer.corp);
    const taker = organisation.staffByNo(transfer.takeover);
    events.emit({
      corp,
      event: 'change_external_contact',
      change: 'transfer_fail',
      about: taker,
      fields: {
        UserID: taker.userid,
        ExternalUserID: encounters.externalId(corp.no, transfer.person),
        FailReason: reason,
      },
    });
  }
}
