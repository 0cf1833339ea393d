// customers: one person per human, with every relation, tag, note and consent. See README.md.
import { implement } from '@orpc/server';
import {
  type BuyerDirectory,
  contract,
  type CustomerIntake,
  type CustomerLookup,
  type Timeline,
} from '@yutian/contract';
import { defineModule, defineSweep, type Ground, type RequestContext, type Tx } from '@yutian/platform';
import { applyFacts } from './intake/apply-facts.ts';
import { applyMessages } from './intake/apply-messages.ts';
import { applyProfiles } from './intake/apply-profiles.ts';
import { closeMissing } from './intake/close-missing.ts';
import { decideDueEvidence } from './oneid/decide-evidence.ts';
import { oneIdHandlers } from './oneid/handlers.ts';
import { resolveBuyers } from './oneid/resolve-buyers.ts';
import { resolveExternal } from './oneid/resolve-external.ts';
import type { CustomersGround, CustomersParts } from './parts.ts';
import { appendTimeline } from './people/append-timeline.ts';
import { personJobs } from './people/change-person.ts';
import { csvRoutes } from './people/export-csv.ts';
import { fieldHandlers, noteHandlers, peopleHandlers } from './people/handlers.ts';
import { privacyHandlers } from './privacy/handlers.ts';
import { countSweep } from './privacy/person-count.ts';
import { tagHandlers } from './tags/handlers.ts';
import { applyTags } from './tags/platform-tags.ts';
import { markJobs } from './tags/push-marks.ts';
import { tagJobs } from './tags/push-tags.ts';

export type { CallWeCom, CustomersParts } from './parts.ts';

export const customersMigrations = { module: 'customers', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createCustomers(base: Ground, { callWeCom, personalData = () => [] }: CustomersParts) {
  const ground: CustomersGround = { ...base, callWeCom, personalData };
  const { db, vault } = ground;
  const os = implement(contract.customers).$context<RequestContext>();
  const intake: CustomerIntake<Tx> = {
    applyFacts,
    applyProfiles: (tx, tenantId, corpId, profiles, atMs) =>
      applyProfiles(tx, vault, tenantId, corpId, profiles, atMs),
    closeMissing,
    applyMessages,
    applyTags,
  };
  const buyers: BuyerDirectory<Tx> = {
    resolveBuyers: (tx, tenantId, evidence, atMs) => resolveBuyers(tx, vault, tenantId, evidence, atMs),
  };
  const lookup: CustomerLookup<Tx> = { resolveExternal };
  const timeline: Timeline<Tx> = { append: appendTimeline };
  return {
    module: defineModule({
      name: 'customers',
      migrations: customersMigrations.folder,
      router: os.router({
        ...peopleHandlers(ground),
        ...noteHandlers(ground),
        ...fieldHandlers(ground),
        ...tagHandlers(ground),
        ...oneIdHandlers(ground),
        ...privacyHandlers(ground),
      }),
      routes: csvRoutes(ground),
      jobs: [...personJobs(ground), ...tagJobs(ground), ...markJobs(ground)],
      sweeps: [
        defineSweep({
          name: 'customers.decideEvidence',
          everyMs: 1_000,
          run: (tenantId, nowMs) => decideDueEvidence(db, tenantId, nowMs),
        }),
        countSweep(ground),
      ],
    }),
    intake,
    buyers,
    lookup,
    timeline,
  };
}
