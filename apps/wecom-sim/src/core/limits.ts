// Call-frequency limits (contract §1.5) as data, counted in fixed windows of virtual time; who passes one is
// answered 45009 until its block ends.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHANGHAI = 8 * HOUR;

export interface RateRule {
  /** The path under /cgi-bin/ this rule is about; `*` is every path, counted path by path. */
  path: string;
  /** Who shares the count: one corp, one app of it, or one source address. */
  per: 'corp' | 'app' | 'ip';
  window: 'minute' | 'hour' | 'day' | 'month';
  max: number;
}

/** Published limits; `createSimulator({ limits })` and `set-limits` replace them. */
export const publishedLimits: readonly RateRule[] = [
  { path: '*', per: 'corp', window: 'minute', max: 10_000 },
  { path: '*', per: 'corp', window: 'hour', max: 150_000 },
  { path: '*', per: 'ip', window: 'minute', max: 20_000 },
  { path: '*', per: 'ip', window: 'hour', max: 600_000 },
  { path: 'get_jsapi_ticket', per: 'corp', window: 'hour', max: 400 },
  { path: 'get_jsapi_ticket', per: 'app', window: 'hour', max: 100 },
  { path: 'ticket/get', per: 'app', window: 'hour', max: 100 },
  { path: 'media/uploadimg', per: 'corp', window: 'day', max: 1000 },
  { path: 'media/uploadimg', per: 'corp', window: 'month', max: 3000 },
  { path: 'externalcontact/add_moment_task', per: 'corp', window: 'minute', max: 10 },
  { path: 'externalcontact/add_moment_task', per: 'corp', window: 'month', max: 100_000 },
  { path: 'idconvert/unionid_to_external_userid', per: 'corp', window: 'hour', max: 100_000 },
  { path: 'idconvert/unionid_to_external_userid', per: 'corp', window: 'day', max: 480_000 },
];

const windows: Record<RateRule['window'], number> = { minute: MINUTE, hour: HOUR, day: DAY, month: 30 * DAY };

/** The number of the window that an instant is in; days start at Shanghai midnight. */
const windowOf = (window: RateRule['window'], now: number): number =>
  Math.floor((now + SHANGHAI) / windows[window]);

interface Count {
  window: number;
  used: number;
  blockedUntil: number;
}

export interface Caller {
  corp: string;
  app: string;
  ip: string;
}

/** A minute limit blocks for 60 s, an hour limit for an hour, a day limit until the next day, a month limit for 30 days. */
function blockEnd(rule: RateRule, now: number): number {
  if (rule.window !== 'day') return now + windows[rule.window];
  return (windowOf('day', now) + 1) * DAY - SHANGHAI;
}

/** Counts calls and remembers blocks. Lost at a restart, like a cloud's counters one cannot see. */
export class RateLimits {
  rules: readonly RateRule[];
  readonly #counts = new Map<string, Count>();

  constructor(rules: readonly RateRule[]) {
    this.rules = rules;
  }

  /** Counts one call; false when it is one too many or the caller is blocked. */
  admit(path: string, caller: Caller, now: number): boolean {
    let admitted = true;
    for (const [index, rule] of this.rules.entries()) {
      if (rule.path !== '*' && rule.path !== path) continue;
      const who =
        rule.per === 'ip' ? caller.ip : rule.per === 'corp' ? caller.corp : `${caller.corp}/${caller.app}`;
      if (!this.#count(`${index}|${path}|${who}`, rule, now)) admitted = false;
    }
    return admitted;
  }

  #count(key: string, rule: RateRule, now: number): boolean {
    const window = windowOf(rule.window, now);
    let count = this.#counts.get(key);
    if (!count) {
      if (this.#counts.size > 50_000) this.#counts.clear();
      count = { window, used: 0, blockedUntil: 0 };
      this.#counts.set(key, count);
    }
    if (count.blockedUntil > now) return false;
    if (count.window !== window || count.blockedUntil > 0)
      Object.assign(count, { window, used: 0, blockedUntil: 0 });
    count.used += 1;
    if (count.used <= rule.max) return true;
    count.blockedUntil = blockEnd(rule, now);
    return false;
  }

  forget(): void {
    this.#counts.clear();
  }
}
