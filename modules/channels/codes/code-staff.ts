// Who may be put behind a code: of its corp, still there, and of the writer's own data scope. Who writes codes need not
// read the organisation: names and stores are all he is told (S0-31, S0-33).
import { implement } from '@orpc/server';
import { contract } from '@yutian/contract';
import { everything, type Id, invalid, notFound, type Scope, type TenantId } from '@yutian/kernel';
import { pageOf, permit, readCursor, type RequestContext, type Tx } from '@yutian/platform';
import { z } from 'zod';
import type { ChannelsGround } from '../parts.ts';
import { findStore, listCodeStaff, listCodeStores, staffOfCorp } from './staff.sql.ts';

export interface Writer {
  tenantId: TenantId;
  scope: Scope;
}

/**
 * Refuses staff of another corp, those who left, and newcomers outside the writer's scope.
 * @param kept staff who are behind it already: they may stay, whoever edits it.
 */
export async function requireStaff(
  tx: Tx,
  { tenantId, scope }: Writer,
  corpId: string,
  staffIds: readonly Id[],
  kept: readonly Id[] = [],
): Promise<void> {
  const missingOf = async (asked: readonly Id[], within: Scope) => {
    const rows = await staffOfCorp(tx, { tenantId, scope: within, corpId, staffIds: asked });
    const found = new Set(rows.map((row) => row.staffId));
    return [...new Set(asked)].filter((staffId) => !found.has(staffId));
  };
  const missing = await missingOf(staffIds, everything);
  if (missing.length > 0)
    throw invalid('STAFF_OF_OTHER_CORP', 'Some of the staff belong to another corp or have left.', {
      staffIds: missing,
    });
  if (scope.kind === 'all') return;
  const outside = await missingOf(
    staffIds.filter((staffId) => !kept.includes(staffId)),
    scope,
  );
  if (outside.length > 0)
    throw invalid('STAFF_OUT_OF_SCOPE', 'Some of the staff are outside your data scope.', {
      staffIds: outside,
    });
}

/** Refuses a store that is not there, or not within the writer's scope. */
export async function requireStore(tx: Tx, { tenantId, scope }: Writer, storeId: Id): Promise<void> {
  if ((await findStore(tx, { tenantId, scope, storeId })).length === 0)
    throw notFound('STORE_UNKNOWN', 'There is no such store, or it is outside your data scope.', { storeId });
}

const staffKey = z.object({ name: z.string(), staffId: z.uuid() });
const storeKey = z.object({ name: z.string(), storeId: z.uuid() });

export function codeStaffHandlers({ db }: ChannelsGround) {
  const os = implement(contract.channels).$context<RequestContext>();
  return {
    listCodeStaff: os.listCodeStaff.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'channels.read');
      const { text = null, corpId = null, staffIds = null, limit } = input;
      const after = readCursor(input.cursor, staffKey);
      const rows = await listCodeStaff(db, {
        tenantId,
        scope,
        text,
        corpId,
        staffIds,
        after,
        limit: limit + 1,
      });
      return pageOf(
        rows,
        limit,
        ({ name, staffId }) => ({ name, staffId }),
        (row) => row,
      );
    }),
    listCodeStores: os.listCodeStores.handler(async ({ input, context }) => {
      const { tenantId, scope } = permit(context, 'channels.read');
      const { text = null, storeId = null, limit } = input;
      const after = readCursor(input.cursor, storeKey);
      const rows = await listCodeStores(db, { tenantId, scope, text, storeId, after, limit: limit + 1 });
      return pageOf(
        rows,
        limit,
        ({ name, storeId }) => ({ name, storeId }),
        (row) => row,
      );
    }),
  };
}
