// Who follows whom: the friendships between members and customers, which most endpoints read or change.
import type { Database } from '../core/database.ts';

export const FRIENDS = 1;
export const HALF = 2;
export const DELETED_BY_STAFF = 3;
export const DELETED_BY_CUSTOMER = 4;
export const MOVED = 5;
export const REQUESTED = 6;

/** A person outside: `type` 1 uses WeChat, 2 WeCom of another corp. */
export interface Person {
  id: number;
  name: string;
  gender: number;
  type: number;
  mobile: string | null;
  company: string | null;
}

/** One friendship, present or past. The columns are those of `schema.ts`. */
export interface Relation {
  id: number;
  corp: number;
  staff: number;
  person: number;
  status: number;
  added_s: number;
  add_way: number;
  state: string | null;
  oper: number;
  remark: string | null;
  description: string | null;
  company: string | null;
  mobiles: string | null;
  tags: string | null;
  opened: number | null;
  last_talk: number | null;
  inbound: number;
  link: string | null;
  agree: number;
  agree_at: number | null;
}

/** A relation joined with its person, as `batch/get_by_user` needs it. */
export type Followed = Relation & {
  name: string;
  gender: number;
  type: number;
  person_company: string | null;
};

type Editable =
  | 'status'
  | 'remark'
  | 'description'
  | 'company'
  | 'mobiles'
  | 'tags'
  | 'opened'
  | 'last_talk'
  | 'inbound'
  | 'agree'
  | 'agree_at';

export interface Joining {
  corp: number;
  staff: number;
  person: number;
  status: number;
  addedSeconds: number;
  addWay: number;
  state: string | null;
  oper: number;
  link: string | null;
}

const followedSql = `SELECT r.*, p.name, p.gender, p.type, p.company AS person_company
  FROM relation r JOIN person p ON p.id = r.person`;

/** People and friendships. */
export class Relations {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  addPerson(person: Omit<Person, 'id'>): number {
    return this.#db.run(
      'INSERT INTO person (name, gender, type, mobile, company) VALUES (?, ?, ?, ?, ?)',
      person.name,
      person.gender,
      person.type,
      person.mobile,
      person.company,
    ).id;
  }

  person(id: number): Person | undefined {
    return this.#db.get<Person>('SELECT * FROM person WHERE id = ?', id);
  }

  byId(id: number): Relation | undefined {
    return this.#db.get<Relation>('SELECT * FROM relation WHERE id = ?', id);
  }

  /** The pair's row whatever its status. */
  between(staff: number, person: number): Relation | undefined {
    return this.#db.get<Relation>('SELECT * FROM relation WHERE person = ? AND staff = ?', person, staff);
  }

  /** The pair's row when they are friends now. */
  friends(staff: number, person: number): Relation | undefined {
    const relation = this.between(staff, person);
    return relation?.status === FRIENDS ? relation : undefined;
  }

  /** A friendship begins, or begins again: a second time keeps remarks and tags but gets a new source and time. */
  join(joining: Joining): Relation {
    const { corp, staff, person, status, addedSeconds, addWay, state, oper, link } = joining;
    const row = this.#db.get<Relation>(
      `INSERT INTO relation (corp, staff, person, status, added_s, add_way, state, oper, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (person, staff) DO UPDATE SET status = excluded.status, added_s = excluded.added_s,
         add_way = excluded.add_way, state = excluded.state, oper = excluded.oper, link = excluded.link,
         opened = NULL, inbound = 0
       RETURNING *`,
      corp,
      staff,
      person,
      status,
      addedSeconds,
      addWay,
      state,
      oper,
      link,
    );
    if (!row) throw new Error('The relation was not written.');
    return row;
  }

  set(id: number, change: Partial<Pick<Relation, Editable>>): void {
    const names = Object.keys(change) as Editable[];
    if (names.length === 0) return;
    const values = names.map((name) => change[name] ?? null);
    this.#db.run(
      `UPDATE relation SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
      ...values,
      id,
    );
  }

  /** Friends of one member in the order they came, after the relation `after`. */
  ofStaff(staff: number, after: number, limit: number): Followed[] {
    return this.#db.all<Followed>(
      `${followedSql} WHERE r.staff = ? AND r.id > ? AND r.status = 1 ORDER BY r.id LIMIT ?`,
      staff,
      after,
      limit,
    );
  }

  /** The persons a member is friends with, oldest first. */
  personsOf(staff: number): number[] {
    return this.#db
      .all<{ person: number }>(
        'SELECT person FROM relation WHERE staff = ? AND status = 1 ORDER BY id',
        staff,
      )
      .map((row) => row.person);
  }

  /** Everyone in the corp who is friends with this person. */
  followersOf(corp: number, person: number): Relation[] {
    return this.#db.all<Relation>(
      'SELECT * FROM relation WHERE person = ? AND corp = ? AND status = 1 ORDER BY id',
      person,
      corp,
    );
  }

  countOf(staff: number): number {
    return (
      this.#db.get<{ n: number }>('SELECT COUNT(*) AS n FROM relation WHERE staff = ? AND status = 1', staff)
        ?.n ?? 0
    );
  }
}

/** The tags of a relation as numbers; stored as `,3,17,` so that LIKE finds one. */
export const tagNumbers = (stored: string | null): number[] =>
  stored === null
    ? []
    : stored
        .split(',')
        .filter((part) => part !== '')
        .map(Number);

export const storedTags = (numbers: readonly number[]): string | null =>
  numbers.length === 0 ? null : `,${[...new Set(numbers)].join(',')},`;
