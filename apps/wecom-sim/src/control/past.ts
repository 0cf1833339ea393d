// The months before the demo starts: who came when, by which code, who chatted, who left. People come at lunch and
// around nine in the evening, and more of them in recent months.
import { type Day, dayOf, startOfDay } from '@yutian/kernel';
import type { Random } from '../core/random.ts';
import type { Corp, Staff } from '../state/organisation.ts';
import { DELETED_BY_CUSTOMER, DELETED_BY_STAFF, FRIENDS, storedTags } from '../state/relations.ts';
import type { World } from '../world.ts';
import type { Code, Furnished } from './furnish.ts';
import { inventPerson } from './names.ts';

export interface PastRules {
  days: number;
  agreeShare: number;
  archiveDays: number;
}

/** Adds per hour of the day: peaks at lunch and at nine in the evening. */
const HOURS = [2, 1, 1, 0, 0, 1, 2, 4, 6, 8, 10, 14, 20, 15, 10, 9, 9, 10, 12, 16, 22, 26, 16, 7];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHAT_SHARE = 0.25;
/** The share of adds that is spread evenly over the months; the rest grows day by day. */
const STEADY = 0.4;
/** Who is still in touch writes once more within the days of the archive. */
const IN_TOUCH = 0.12;
const GREETED = 0.85;
const BLOCKED = 0.07;
const DROPPED = 0.01;
const SECOND_GUIDE = 0.06;
const PHONE_KNOWN = 0.3;
const SCANNED = 1;
const WORDS = [
  '你好',
  '这款还有吗',
  '包邮吗',
  '收到了，很喜欢',
  '有优惠吗',
  '我再看看',
  '谢谢',
  '什么时候发货',
];

interface Books {
  added: number;
  lost: number;
  chats: number;
  messages: number;
  opened: number;
  replied: number;
  replyMs: number;
}

/** Prefix sums, so that a weighted choice is a binary search: there may be hundreds of codes. */
function cumulative(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

function chooseBy(sums: readonly number[], roll: number): number {
  let low = 0;
  let high = sums.length - 1;
  const wanted = roll * (sums[high] ?? 0);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The n-th made-up phone number; 7919 shares no factor with 10⁹, so none comes twice. */
const phone = (n: number): string => String(13_000_000_000 + ((n * 7919) % 1_000_000_000));

/** Makes past customers one by one, and the day books they leave behind. */
export class Past {
  relations = 0;
  readonly #world: World;
  readonly #corp: Corp;
  readonly #furnished: Furnished;
  readonly #rules: PastRules;
  readonly #chance: Random;
  readonly #books = new Map<number, Map<Day, Books>>();
  readonly #codeSums: number[];
  readonly #hourSums = cumulative(HOURS);
  readonly #now: number;
  readonly #today: number;
  readonly #dayNames = new Map<number, Day>();
  /** How many phone numbers were given out. */
  #phones = 0;
  #messages: { at: number; body: string }[] = [];

  constructor(world: World, corp: Corp, furnished: Furnished, rules: PastRules, chance: Random) {
    this.#world = world;
    this.#corp = corp;
    this.#furnished = furnished;
    this.#rules = rules;
    this.#chance = chance;
    this.#codeSums = cumulative(furnished.codes.map((code) => code.weight));
    this.#now = world.clock.ms();
    this.#today = startOfDay(dayOf(this.#now));
  }

  addCustomer(): void {
    const chance = this.#chance;
    const invented = inventPerson(chance);
    const mobile = chance.chance(PHONE_KNOWN) ? phone(this.#phones) : null;
    this.#phones += 1;
    const type = chance.chance(0.01) ? 2 : 1;
    const person = this.#world.relations.addPerson({ ...invented, type, mobile, company: null });
    const code = this.#furnished.codes[chooseBy(this.#codeSums, chance.next())];
    if (!code) return;
    const member = chance.pick(code.staff);
    this.#befriend(person, member, code, mobile);
    if (chance.chance(SECOND_GUIDE)) {
      const second = chance.pick(this.#furnished.staff);
      if (second !== member) this.#befriend(person, second, code, null);
    }
  }

  #befriend(person: number, member: Staff, code: Code, mobile: string | null): void {
    const chance = this.#chance;
    const added = this.#moment();
    const fate = chance.next();
    const status =
      fate < BLOCKED ? DELETED_BY_CUSTOMER : fate < BLOCKED + DROPPED ? DELETED_BY_STAFF : FRIENDS;
    const chatted = chance.chance(CHAT_SHARE);
    const opened = chatted ? Math.min(this.#now, added + 60_000 + chance.below(3_600_000)) : null;
    const lastTalk = opened === null ? null : this.#lastTalk(opened);
    const inbound = chatted ? 1 + chance.below(8) : 0;
    const agreed = chance.chance(this.#rules.agreeShare);
    const byStore = chance.chance(0.97);
    this.#world.db.run(
      `INSERT INTO relation (corp, staff, person, status, added_s, add_way, state, remark, mobiles, tags, opened, last_talk, inbound, agree, agree_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.#corp.no,
      member.no,
      person,
      status,
      Math.floor(added / 1000),
      byStore ? SCANNED : 2,
      byStore ? code.state : null,
      chance.chance(0.25)
        ? `${chance.pick(['老客', '大单', '宝妈', '同事', '回头客'])}${chance.below(1000)}`
        : null,
      mobile === null ? null : JSON.stringify([mobile]),
      this.#tags(),
      opened,
      lastTalk,
      inbound,
      agreed ? 1 : 0,
      agreed ? added : null,
    );
    this.relations += 1;
    this.#note(member.no, added, { added: 1 });
    if (status === DELETED_BY_CUSTOMER)
      this.#note(member.no, added + Math.floor((this.#now - added) * chance.next()), { lost: 1 });
    const archived = agreed && status === FRIENDS;
    if (archived) this.#agreed(person, member, added);
    if (opened !== null && lastTalk !== null)
      this.#chatted(person, member, opened, lastTalk, inbound, archived);
  }

  /** The archive of who agreed: his yes and the greeting, as far back as it is kept. */
  #agreed(person: number, member: Staff, added: number): void {
    const customer = this.#world.encounters.externalId(this.#corp.no, person);
    const body = { agree: { userid: customer, agree_time: added } };
    this.#file(added, customer, member.userid, { msgtype: 'agree', ...body });
    if (this.#chance.chance(GREETED))
      this.#file(added + 10_000 + this.#chance.below(40_000), member.userid, customer);
  }

  #lastTalk(opened: number): number {
    const since = this.#now - opened;
    const kept = Math.min(since, this.#rules.archiveDays * DAY_MS);
    if (this.#chance.chance(IN_TOUCH / CHAT_SHARE)) return this.#now - this.#chance.below(kept + 1);
    return opened + Math.floor(since * this.#chance.next() ** 2);
  }

  /** An instant of the past: more of them on recent days, hours follow the table. */
  #moment(): number {
    const { days } = this.#rules;
    for (;;) {
      const roll = this.#chance.next();
      const share = this.#chance.chance(STEADY) ? roll : 1 - Math.sqrt(roll);
      const hour = chooseBy(this.#hourSums, this.#chance.next());
      const at =
        this.#today - Math.floor(days * share) * DAY_MS + hour * HOUR_MS + this.#chance.below(HOUR_MS);
      if (at < this.#now) return at;
    }
  }

  #tags(): string | null {
    const chance = this.#chance;
    return storedTags(
      this.#furnished.tags.flatMap((group) => (chance.chance(0.4) ? [chance.pick(group)] : [])),
    );
  }

  #chatted(
    person: number,
    member: Staff,
    first: number,
    last: number,
    inbound: number,
    archived: boolean,
  ): void {
    const chance = this.#chance;
    for (const at of first === last ? [first] : [first, last]) {
      const replied = chance.chance(0.85);
      const wait = 60_000 + chance.below(1_800_000);
      this.#note(member.no, at, {
        opened: 1,
        chats: replied ? 1 : 0,
        replied: replied ? 1 : 0,
        replyMs: replied ? wait : 0,
        messages: replied ? 1 + chance.below(4) : 0,
      });
    }
    if (!archived) return;
    const customer = this.#world.encounters.externalId(this.#corp.no, person);
    if (first !== last) this.#file(first, customer, member.userid);
    for (let i = 0; i < Math.min(inbound, 3); i++) {
      this.#file(last + i * 60_000, customer, member.userid);
      if (chance.chance(0.8)) this.#file(last + i * 60_000 + 30_000, member.userid, customer);
    }
  }

  /** Keeps a record that the archive would still have; a text unless it is said otherwise. */
  #file(at: number, from: string, to: string, body?: { msgtype: string; [key: string]: unknown }): void {
    if (at >= this.#now || this.#now - at > this.#rules.archiveDays * DAY_MS) return;
    const said = body ?? { msgtype: 'text', text: { content: this.#chance.pick(WORDS) } };
    this.#messages.push({
      at,
      body: JSON.stringify({
        action: 'send',
        from,
        tolist: [to],
        roomid: '',
        msgtime: at,
        ...said,
      }),
    });
  }

  #note(staff: number, at: number, counts: Partial<Books>): void {
    let days = this.#books.get(staff);
    if (!days) this.#books.set(staff, (days = new Map()));
    const day = this.#day(at);
    let book = days.get(day);
    if (!book)
      days.set(day, (book = { added: 0, lost: 0, chats: 0, messages: 0, opened: 0, replied: 0, replyMs: 0 }));
    for (const name of Object.keys(counts) as (keyof Books)[]) book[name] += counts[name] ?? 0;
  }

  #day(at: number): Day {
    const number = Math.floor((at + 8 * 3_600_000) / DAY_MS);
    let day = this.#dayNames.get(number);
    if (!day) this.#dayNames.set(number, (day = dayOf(at)));
    return day;
  }

  /** Writes the day books and, in order of time, the archive. */
  writeBooks(): void {
    const { db, archive } = this.#world;
    for (const [staff, days] of this.#books)
      for (const [day, book] of days)
        db.run(
          'INSERT INTO staff_day (staff, day, chats, messages, opened, replied, reply_ms, lost, applied, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)',
          staff,
          day,
          book.chats,
          book.messages,
          book.opened,
          book.replied,
          book.replyMs,
          book.lost,
          book.added,
        );
    for (const { at, body } of this.#messages.toSorted((a, b) => a.at - b.at))
      archive.file(this.#corp, JSON.parse(body) as Record<string, unknown>, at, true);
  }
}
