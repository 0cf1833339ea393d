// Fills a corp with an organisation, codes, tags and past customers, the same ones from the same seed:
// 禾序集团 of the demo, or 1.2 million people for the benchmarks.
import { ControlError } from '../core/errors.ts';
import { Random } from '../core/random.ts';
import type { Corp } from '../state/organisation.ts';
import type { World } from '../world.ts';
import { furnish, type Furnished } from './furnish.ts';
import { pastGroups } from './group-life.ts';
import { organisationControl } from './organisation.ts';
import { Past } from './past.ts';
import { corpOf } from './targets.ts';

export interface PopulateInput {
  corpid?: string;
  customers: number;
  staff: number;
  /** Shops, shared out among the brands; a tenth of the staff when absent. */
  stores?: number;
  brands?: number;
  /** How many days back the first customer came. */
  days?: number;
  seed?: number | string;
  /** The share of customers who agreed to archiving, and the days of archive records that are made up for them. */
  agreeShare?: number;
  archiveDays?: number;
  /** Customer groups, at most one a store. */
  groups?: number;
}

export interface Populated {
  customers: number;
  relations: number;
  staff: number;
  stores: number;
  ways: number;
  ms: number;
}

const CHUNK = 50_000;

/** The worlds of `--seed`. */
const seeds: Record<string, Omit<PopulateInput, 'corpid'>> = {
  tiny: { customers: 600, staff: 30, stores: 10, brands: 5, days: 45, groups: 4, seed: 'tiny' },
  small: { customers: 20_000, staff: 300, stores: 60, brands: 5, days: 180, groups: 36, seed: 'small' },
  full: { customers: 1_200_000, staff: 600, stores: 600, brands: 5, days: 450, groups: 200, seed: 'full' },
};

export const DEMO_CORPID = 'ww4e5f0a1b2c3d4e5f';
export const DEMO_AGENTID = 1_000_002;

export function populationControl(world: World) {
  const organisation = organisationControl(world);

  function fill(corp: Corp, input: PopulateInput, furnished: Furnished, chance: Random): number {
    const past = new Past(
      world,
      corp,
      furnished,
      { days: input.days ?? 180, agreeShare: input.agreeShare ?? 0.4, archiveDays: input.archiveDays ?? 5 },
      chance,
    );
    for (let done = 0; done < input.customers; done += CHUNK)
      world.db.transaction(() => {
        for (let i = done; i < Math.min(input.customers, done + CHUNK); i++) past.addCustomer();
      });
    world.db.transaction(() => past.writeBooks());
    return past.relations;
  }

  return {
    /** Adds an organisation with its customers to a corp that has none. Sends no callbacks: it is the past. */
    populate(input: PopulateInput): Populated {
      const started = performance.now();
      const corp = corpOf(world, input.corpid);
      if (world.organisation.members(corp.no).length > 0)
        throw new ControlError(`${corp.corpid} has members already: populate fills an empty corp.`);
      if (
        !(input.customers >= 0 && input.customers <= 5_000_000 && input.staff >= 1 && input.staff <= 10_000)
      )
        throw new ControlError('populate takes up to 5,000,000 customers and 1 to 10,000 staff.');
      const chance = new Random(input.seed ?? 'populate');
      const brands = input.brands ?? 5;
      const stores = Math.max(brands, input.stores ?? Math.ceil(input.staff / 10));
      const furnished = world.db.transaction(() =>
        furnish(world, corp, { brands, stores, staff: input.staff }, chance),
      );
      const relations = fill(corp, input, furnished, chance);
      const groups = input.groups ?? 0;
      if (groups > 0) world.db.transaction(() => pastGroups(world, corp, furnished, groups, chance));
      return {
        customers: input.customers,
        relations,
        staff: input.staff,
        stores,
        ways: furnished.codes.length,
        ms: Math.round(performance.now() - started),
      };
    },

    /** Makes 禾序集团 with its app and fills it, when the world has no corp yet: what `--seed` does. */
    seedDemo(input: { seed: string }): { corpid: string; agentid: number; populated: Populated | null } {
      const plan = seeds[input.seed];
      if (!plan)
        throw new ControlError(`There is no seed "${input.seed}": ${Object.keys(seeds).join(', ')}.`);
      const known = world.organisation.corp(DEMO_CORPID);
      if (known) return { corpid: DEMO_CORPID, agentid: DEMO_AGENTID, populated: null };
      organisation.createCorp({ corpid: DEMO_CORPID, name: '禾序集团' });
      organisation.createApp({ corpid: DEMO_CORPID, agentid: DEMO_AGENTID, name: '域田' });
      organisation.createApp({ corpid: DEMO_CORPID, agentid: 'contacts', name: '通讯录同步' });
      organisation.createApp({ corpid: DEMO_CORPID, agentid: 'archive', name: '会话内容存档' });
      return {
        corpid: DEMO_CORPID,
        agentid: DEMO_AGENTID,
        populated: this.populate({ corpid: DEMO_CORPID, ...plan }),
      };
    },
  };
}
