// customers: one person per human, with every relation, tag, note and consent. See README.md.
import type { BuyerDirectory, CustomerIntake, Timeline } from '@yutian/contract';
import { defineModule, defineSweep, type Ground, type Tx } from '@yutian/platform';
import { applyFacts } from './intake/apply-facts.ts';
import { applyMessages } from './intake/apply-messages.ts';
import { applyProfiles } from './intake/apply-profiles.ts';
import { closeMissing } from './intake/close-missing.ts';
import { decideDueEvidence } from './oneid/decide-evidence.ts';
import { resolveBuyers } from './oneid/resolve-buyers.ts';
import { appendTimeline } from './people/append-timeline.ts';
import { applyTags } from './tags/platform-tags.ts';

export const customersMigrations = { module: 'customers', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createCustomers(ground: Ground) {
  const { db, vault } = ground;
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
  const timeline: Timeline<Tx> = { append: appendTimeline };
  return {
    module: defineModule({
      name: 'customers',
      migrations: customersMigrations.folder,
      sweeps: [
        defineSweep({
          name: 'customers.decideEvidence',
          everyMs: 1_000,
          run: (tenantId, nowMs) => decideDueEvidence(db, tenantId, nowMs),
        }),
      ],
    }),
    intake,
    buyers,
    timeline,
  };
}
