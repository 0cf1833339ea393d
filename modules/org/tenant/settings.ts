// What the settings page changes, and making a tenant.
import type { Settings } from '@yutian/contract';
import { type Actor, notFound, type TenantId } from '@yutian/kernel';
import { audit, type Db, type Ground, inTransaction, type Tx } from '@yutian/platform';
import { z } from 'zod';
import {
  findTenant,
  insertTenant,
  listTenants,
  lockTenants,
  type TenantRow,
  updateTenant,
} from './tenant.sql.ts';

const stored = z.object({
  guideAutoProvision: z.boolean().catch(true),
  sessionDays: z.int().min(1).max(90).catch(14),
});

/** Reads the settings; what was never set has its default. */
export async function readSettings(db: Db | Tx, tenantId: TenantId): Promise<Settings> {
  return viewSettings(await tenantRow(db, tenantId));
}

/** Changes what is given. */
export function changeSettings(
  ground: Ground,
  actor: Actor,
  change: Partial<Omit<Settings, 'zone'>>,
): Promise<Settings> {
  return inTransaction(ground.db, async (tx) => {
    const row = await tenantRow(tx, actor.tenantId);
    const next = { ...viewSettings(row), ...change };
    const { name, zone, ...settings } = next;
    await updateTenant(tx, {
      tenantId: actor.tenantId,
      name,
      settings: JSON.stringify({ ...row.settings, ...settings }),
    });
    await audit(
      tx,
      actor,
      {
        action: 'org.changeSettings',
        subjectKind: 'tenant',
        subjectId: String(actor.tenantId),
        detail: { ...change },
      },
      ground.clock.now(),
    );
    return { ...next, zone };
  });
}

/** Makes a tenant with the next free number. */
export function createTenant(ground: Ground, name: string): Promise<TenantId> {
  return inTransaction(ground.db, async (tx) => {
    await lockTenants(tx, {});
    const tenantId = Math.max(0, ...(await listTenants(tx, {})).map((row) => row.tenantId)) + 1;
    const nowMs = ground.clock.now();
    await insertTenant(tx, { tenantId, name, nowMs });
    await audit(
      tx,
      { tenantId, userId: null, name: 'system' },
      { action: 'org.createTenant', subjectKind: 'tenant', subjectId: String(tenantId), detail: { name } },
      nowMs,
    );
    return tenantId;
  });
}

const viewSettings = (row: TenantRow): Settings => ({
  name: row.name,
  zone: row.zone,
  ...stored.parse(row.settings),
});

async function tenantRow(db: Db | Tx, tenantId: TenantId): Promise<TenantRow> {
  const [row] = await findTenant(db, { tenantId });
  if (!row) throw notFound('TENANT_UNKNOWN', 'There is no such tenant.', { tenantId });
  return row;
}
