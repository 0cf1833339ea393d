// Follows people: when two are found to be one, their stays come together; when that is undone, exactly those go back.
import { endsOfMerges, type PersonalDataHolder } from '@yutian/contract';
import { type Id, type TenantId, toIso } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { copyStays, eraseStays, removeStays, staysOfPerson } from './people.sql.ts';

/** Carries out a set of merges. */
export async function followMerges(
  tx: Tx,
  tenantId: TenantId,
  merges: readonly { from: Id; to: Id }[],
): Promise<void> {
  await move(tx, { tenantId, ...endsOfMerges(merges), bornIds: null });
}

/** Undoes a merge: stays first written for one of `bornIds` leave `from` for `restored`. */
export async function followUnmerge(
  tx: Tx,
  tenantId: TenantId,
  undone: { from: Id; restored: Id; bornIds: readonly Id[] },
): Promise<void> {
  await move(tx, { tenantId, from: [undone.from], to: [undone.restored], bornIds: undone.bornIds });
}

async function move(tx: Tx, step: Parameters<typeof copyStays>[1]): Promise<void> {
  if (step.from.length === 0) return;
  await copyStays(tx, step);
  await removeStays(tx, step);
}

/** What groups holds of a person (R11): his stays. Nothing of it must be kept by law. */
export const personalData: PersonalDataHolder<Tx> = {
  part: 'groups',
  async exportPerson(tx, tenantId, customerId) {
    const stays = await staysOfPerson(tx, { tenantId, customerId });
    return stays.map(({ joinedAtMs, leftAtMs, ...stay }) => ({
      ...stay,
      joinedAt: toIso(joinedAtMs),
      leftAt: leftAtMs === null ? null : toIso(leftAtMs),
    }));
  },
  async countPerson(tx, tenantId, customerId) {
    return { removed: { stays: (await staysOfPerson(tx, { tenantId, customerId })).length }, kept: {} };
  },
  async erasePerson(tx, tenantId, customerId) {
    return { removed: { stays: await eraseStays.run(tx, { tenantId, customerId }) }, kept: {} };
  },
};
