// How every list of the contract is judged: who may ask, and which rows a person of a part of the tenant may see.
import type { Permission } from '@yutian/contract';
import type { Side, TwoStores } from './two-stores.ts';

type Row = Record<string, unknown>;
type Input = Record<string, string>;

export interface Verdict {
  /** Everything that is needed to ask; empty: being signed in. */
  needs: readonly Permission[];
  /**
   * Whether a row is within the side. Absent for lists of the tenant itself: their rows name no customer, member of
   * staff or store, or only roles that see the whole tenant may ask. The walk checks that.
   */
  within?: (row: Row, side: Side, input: Input) => boolean;
  /** What it is asked with; once without anything when absent. */
  inputs?: (world: TwoStores) => Input[];
  /** Whose list it is: outside the side he, or it, does not exist. */
  of?: (input: Input, side: Side) => boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const staff = (row: Row, side: Side) => side.staffIds.has(text(row.staffId));
const customer = (row: Row, side: Side) => side.customerIds.has(text(row.customerId));
const rowsOf = (value: unknown) => (Array.isArray(value) ? (value as Row[]) : []);
const anyOf = (ids: unknown, known: ReadonlySet<string>) =>
  Array.isArray(ids) && ids.some((id) => known.has(text(id)));
const unknownOr = (id: unknown, known: ReadonlySet<string>) => id === null || known.has(text(id));

const DAYS = { from: '2026-11-01', to: '2026-11-30' };
const each = (name: string, values: readonly string[], more: Input = {}) =>
  values.map((value) => ({ ...more, [name]: value }));
const customers = {
  needs: ['customers.read'],
  of: ({ id }, side) => side.customerIds.has(text(id)),
  inputs: (world) => each('id', world.customerIds),
} as const satisfies Verdict;
const wholeOfPerson = { ...customers, within: () => true } as const;

export const VERDICTS: Record<string, Verdict> = {
  'org.listSessions': { needs: [], within: (row) => row.current === true },
  'org.listUnits': { needs: ['org.read'], within: (row, side) => side.unitIds.has(text(row.unitId)) },
  'org.listStores': { needs: ['org.read'], within: (row, side) => side.storeIds.has(text(row.storeId)) },
  'org.listStaff': { needs: ['org.read'], within: staff },
  'org.listUsers': { needs: ['users.write'] },
  'org.listRoles': { needs: ['org.read'] },
  'org.listCorps': { needs: ['connection.read'] },
  'org.listDepartments': { needs: ['connection.read'], inputs: () => [{ corpId: 'ww0123456789abcdef' }] },
  'org.listApiTokens': { needs: ['settings.write'] },
  'org.listAuditEntries': { needs: ['audit.read'] },

  'connection.listEvents': { needs: ['connection.read'] },
  'connection.listSyncRuns': { needs: ['connection.read'] },
  'connection.listReconciles': { needs: ['connection.read'] },
  'connection.listDifferences': {
    needs: ['connection.read'],
    inputs: (world) => each('id', world.reportIds),
    within: staff,
  },
  'connection.listParkedJobs': { needs: ['connection.read'] },

  'customers.listCustomers': {
    needs: ['customers.read'],
    within: (row, side) =>
      side.customerIds.has(text(row.id)) && rowsOf(row.relations).every((relation) => staff(relation, side)),
  },
  'customers.listTimeline': wholeOfPerson,
  'customers.listRelationHistory': { ...customers, within: staff },
  'customers.listNotes': wholeOfPerson,
  'customers.listConsents': wholeOfPerson,
  'customers.listTagGroups': { needs: ['tags.read'] },
  'customers.listCustomFields': { needs: ['customers.read'] },
  'customers.listLossAlerts': {
    needs: ['customers.read'],
    within: (row, side) => staff(row, side) && customer(row, side),
  },
  'customers.listMergeReviews': { needs: ['customers.merge'] },
  'customers.listMerges': { needs: ['customers.merge'] },
  'customers.listErasures': { needs: ['customers.privacy'] },

  'groups.listGroups': {
    needs: ['groups.read'],
    within: ({ owner }, side) => staff((owner ?? {}) as Row, side),
  },
  'groups.listMembers': {
    needs: ['groups.read'],
    within: (row, side) => unknownOr(row.customerId, side.customerIds),
    inputs: (world) => each('groupId', world.groupIds),
    of: ({ groupId }, side) => side.groupIds.has(text(groupId)),
  },
  'groups.listMovements': {
    needs: ['groups.read'],
    within: ({ member }, side) => unknownOr((member as Row).customerId, side.customerIds),
    inputs: (world) => each('id', world.groupIds),
    of: ({ id }, side) => side.groupIds.has(text(id)),
  },
  'groups.listJoinCodes': {
    needs: ['groups.read'],
    within: ({ groups }, side) => rowsOf(groups).every(({ groupId }) => side.groupIds.has(text(groupId))),
  },

  'channels.listChannels': { needs: ['channels.read'] },
  'channels.listAdoptedStates': { needs: ['channels.read'], inputs: (world) => [{ id: world.channelId }] },
  'channels.listCodes': {
    needs: ['channels.read'],
    within: ({ answer }, side) => answer === null || anyOf((answer as Row).staffIds, side.staffIds),
  },
  'channels.listWelcomes': { needs: ['channels.read'] },
  'channels.listFallbackWelcomes': { needs: ['channels.read'] },
  'channels.listGreetings': {
    needs: ['channels.read', 'customers.read'],
    within: (row, side) => staff(row, side) && customer(row, side),
  },
  'channels.listMedia': { needs: ['channels.read'] },
  'channels.listCodeStaff': { needs: ['channels.read'], within: staff },
  'channels.listCodeStores': {
    needs: ['channels.read'],
    within: ({ storeId }, side) => side.storeIds.has(text(storeId)),
  },
  'channels.listCards': {
    needs: ['channels.read'],
    within: ({ cardId }, side) => side.cardIds.has(text(cardId)),
  },
  'channels.listExposures': {
    needs: ['channels.read'],
    inputs: (world) => each('id', world.cardIds),
    of: ({ id }, side) => side.cardIds.has(text(id)),
    within: () => true,
  },
  'channels.listLinks': {
    needs: ['channels.read'],
    within: ({ staffIds }, side) => anyOf(staffIds, side.staffIds),
  },
  'channels.getQuota': { needs: ['channels.read'] },
  'channels.funnel': {
    needs: ['channels.read'],
    inputs: () => each('by', ['channel', 'code'], DAYS),
    within: ({ added }, side) => Number(added) <= side.customerIds.size,
  },
  'channels.funnelRows': {
    needs: ['channels.read', 'customers.read'],
    inputs: () => each('step', ['added', 'replied', 'bought', 'pending'], DAYS),
    within: (row, side) => staff(row, side) && customer(row, side),
  },
  'channels.funnelSteps': { needs: ['channels.read'] },

  'orders.listShops': {
    needs: ['orders.read'],
    within: ({ storeId }, side) => unknownOr(storeId, side.placeIds),
  },
  'orders.listOrders': {
    needs: ['orders.read'],
    within: (row, side) =>
      side.storeIds.has(text(row.storeId)) ||
      [row.closingStaffId, row.staffId].some((id) => side.staffIds.has(text(id))),
  },
  'orders.listProducts': { needs: ['orders.read'] },
  'orders.listImports': { needs: ['orders.import'] },
  'orders.listImportErrors': { needs: ['orders.import'], inputs: () => [] },

  'insight.breakdown': {
    needs: ['home.read'],
    inputs: () => each('by', ['brand', 'store', 'channel', 'staff'], DAYS),
    within: ({ id, adds }, side, { by }) =>
      Number(adds) <= side.customerIds.size &&
      (by === 'channel' || unknownOr(id, by === 'staff' ? side.staffIds : side.placeIds)),
  },
  'insight.rows': {
    needs: ['home.read'],
    inputs: () =>
      each('metric', ['adds', 'firstReplyRate', 'firstBuyers', 'boughtIn7Days', 'orders', 'lost'], DAYS),
    within: customer,
  },
};
