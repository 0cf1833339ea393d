// message/send has limits of its own (contract §1.5): per member and app 30 a minute and 1,000 an hour, beyond which
// messages vanish silently; per app and day 200 person-times for each account of the corp.
import { WecomError } from './errors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PER_MINUTE = 30;
const PER_HOUR = 1000;

interface Count {
  minute: number;
  inMinute: number;
  hour: number;
  inHour: number;
}

/** Counts what each member got from each app. Memory only. */
export class AppQuota {
  readonly #counts = new Map<string, Count>();
  readonly #days = new Map<string, { day: number; used: number }>();

  /** Whether a member still receives this app's message. */
  admit(app: string, userid: string, now: number): boolean {
    const key = `${app}/${userid}`;
    const minute = Math.floor(now / MINUTE);
    const hour = Math.floor(now / HOUR);
    const count = this.#counts.get(key) ?? { minute, inMinute: 0, hour, inHour: 0 };
    if (count.minute !== minute) Object.assign(count, { minute, inMinute: 0 });
    if (count.hour !== hour) Object.assign(count, { hour, inHour: 0 });
    this.#counts.set(key, count);
    if (count.inMinute >= PER_MINUTE || count.inHour >= PER_HOUR) return false;
    count.inMinute += 1;
    count.inHour += 1;
    return true;
  }

  /** Takes `people` person-times of the app's day; 45009 when they are used up. */
  spend(app: string, people: number, accounts: number, now: number): void {
    const day = Math.floor((now + 8 * HOUR) / (24 * HOUR));
    const today = this.#days.get(app);
    const used = today?.day === day ? today.used : 0;
    if (used + people > accounts * 200) throw new WecomError(45009);
    this.#days.set(app, { day, used: used + people });
  }
}
