// Everything a handler may touch, put together once. The HTTP doors and the control plane are two ways into it.
import type { Clock } from '@yutian/kernel';
import { Events } from './callbacks/events.ts';
import { CallbackSender } from './callbacks/sender.ts';
import { AppQuota } from './core/app-quota.ts';
import { SimClock } from './core/clock.ts';
import { Database } from './core/database.ts';
import { Faults } from './core/faults.ts';
import { publishedLimits, RateLimits, type RateRule } from './core/limits.ts';
import { Random } from './core/random.ts';
import { RequestLog } from './core/request-log.ts';
import { Archive } from './state/archive.ts';
import { Conversations } from './state/conversations.ts';
import { Daily } from './state/daily.ts';
import { Deliveries } from './state/deliveries.ts';
import { Encounters } from './state/encounters.ts';
import { GroupStatistics } from './state/group-figures.ts';
import { Groups } from './state/groups.ts';
import { MassMessages } from './state/mass.ts';
import { Moments } from './state/moments.ts';
import { Organisation } from './state/organisation.ts';
import { Transfers } from './state/transfers.ts';
import { openShelves, type Shelves } from './state/shelves.ts';
import { Relations } from './state/relations.ts';
import { Tags } from './state/tags.ts';
import { Tokens } from './state/tokens.ts';

export interface World {
  readonly db: Database;
  readonly clock: SimClock;
  readonly organisation: Organisation;
  readonly relations: Relations;
  readonly tags: Tags;
  readonly tokens: Tokens;
  readonly shelves: Shelves;
  readonly daily: Daily;
  readonly deliveries: Deliveries;
  readonly archive: Archive;
  readonly conversations: Conversations;
  readonly encounters: Encounters;
  readonly groups: Groups;
  readonly mass: MassMessages;
  readonly transfers: Transfers;
  readonly moments: Moments;
  readonly groupFigures: GroupStatistics;
  readonly appQuota: AppQuota;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly log: RequestLog;
  readonly sender: CallbackSender;
  readonly events: Events;
  readonly random: Random;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin: string;
}

export interface WorldOptions {
  stateDir: string | undefined;
  clock: Clock;
  limits: readonly RateRule[] | undefined;
  logSize: number;
}

/** Opens the world in a folder, or an empty one in memory. */
export function openWorld(options: WorldOptions): World {
  const db = new Database(options.stateDir);
  const clock = new SimClock(db, options.clock);
  const organisation = new Organisation(db);
  const sender = new CallbackSender(() => clock.seconds());
  const events = new Events(sender, organisation, () => clock.ms());
  const base = {
    db,
    clock,
    organisation,
    sender,
    events,
    relations: new Relations(db),
    tags: new Tags(db),
    tokens: new Tokens(db),
    shelves: openShelves(db),
    daily: new Daily(db),
    deliveries: new Deliveries(),
    faults: new Faults(),
    limits: new RateLimits(options.limits ?? publishedLimits),
    appQuota: new AppQuota(),
    groupFigures: new GroupStatistics(db),
    log: new RequestLog(options.logSize),
    random: new Random('world'),
  };
  const archive = new Archive(base);
  const groups = new Groups(base);
  const conversations = new Conversations({ ...base, archive, groups });
  const encounters = new Encounters(base);
  const mass = new MassMessages({ ...base, encounters });
  const transfers = new Transfers({ ...base, encounters });
  const moments = new Moments({ ...base, encounters });
  return { ...base, archive, conversations, encounters, groups, mass, transfers, moments, origin: '' };
}
