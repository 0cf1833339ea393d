// Handlers of corps and of their directories.
import { contract, type Corp, type PlatformDepartment } from '@yutian/contract';
import { implement } from '@orpc/server';
import { type Actor, type TenantId, toIso } from '@yutian/kernel';
import { inTransaction, permit, type RequestContext, traceOf, whole } from '@yutian/platform';
import { type DepartmentRow, listDepartments } from '../directory/department.sql.ts';
import { mapDepartment, readRule, writeRule } from '../directory/map-department.ts';
import { orderDirectorySync } from '../directory/sync-directory.ts';
import type { OrgGround } from '../parts.ts';
import { changeCorp, connectCorp, corpUnknown, testCorp } from './connect-corp.ts';
import { type CorpRow, listCorps } from './corp.sql.ts';

const iso = (ms: number | null) => (ms === null ? null : toIso(ms));

function viewCorp(publicUrl: string | undefined, { run, stateAtMs, callbackKey, ...row }: CorpRow): Corp {
  return {
    ...row,
    stateAt: iso(stateAtMs),
    callbackUrl: `${publicUrl ?? ''}/callbacks/wecom/${callbackKey}`,
    lastSync: run && {
      state: run.state,
      startedAt: iso(run.startedAtMs),
      finishedAt: iso(run.finishedAtMs),
      departments: run.departments,
      staff: run.staff,
      added: run.added,
      changed: run.changed,
      left: run.gone,
      code: run.code,
    },
  };
}

const viewDepartment = ({ position: _position, ...row }: DepartmentRow): PlatformDepartment => row;

export function corpHandlers(ground: OrgGround) {
  const os = implement(contract.org).$context<RequestContext>();
  const { publicUrl } = ground.config;
  const view = async ({ tenantId }: Actor, corpId: string) => {
    const [row] = await listCorps(ground.db, { tenantId, corpId });
    if (!row) throw corpUnknown(corpId);
    return viewCorp(publicUrl, row);
  };
  /** Tries what was entered. A platform that is away leaves it untested; it is saved in any case. */
  const tryNow = async (tenantId: TenantId, corpId: string) => {
    try {
      await testCorp(ground, tenantId, corpId);
    } catch (error) {
      ground.log.warn({ corpId, err: traceOf(error) }, 'the credentials of a corp could not be tried');
    }
  };
  return {
    listCorps: os.listCorps.handler(async ({ context }) => {
      const { tenantId } = permit(context, 'connection.read');
      return whole(await listCorps(ground.db, { tenantId, corpId: null }), (row) => viewCorp(publicUrl, row));
    }),
    connectCorp: os.connectCorp.handler(async ({ input, context }) => {
      const actor = permit(context, 'connection.write');
      await connectCorp(ground, actor, input);
      await tryNow(actor.tenantId, input.corpId);
      return view(actor, input.corpId);
    }),
    updateCorp: os.updateCorp.handler(async ({ input, context }) => {
      const actor = permit(context, 'connection.write');
      const { corpId, ...change } = input;
      await changeCorp(ground, actor, corpId, change);
      if (change.secret !== undefined) await tryNow(actor.tenantId, corpId);
      return view(actor, corpId);
    }),
    testCorp: os.testCorp.handler(({ input, context }) =>
      testCorp(ground, permit(context, 'connection.write').tenantId, input.corpId),
    ),
    syncDirectory: os.syncDirectory.handler(async ({ input, context }) => {
      const actor = permit(context, 'connection.write');
      await inTransaction(ground.db, (tx) => orderDirectorySync(ground, tx, actor, input.corpId));
      return { ok: true } as const;
    }),
    listDepartments: os.listDepartments.handler(async ({ input, context }) => {
      const actor = permit(context, 'connection.read');
      await view(actor, input.corpId);
      const key = { tenantId: actor.tenantId, corpId: input.corpId, departmentId: null };
      return whole(await listDepartments(ground.db, key), viewDepartment);
    }),
    mapDepartment: os.mapDepartment.handler(async ({ input, context }) => {
      const actor = permit(context, 'org.write');
      const { unitId, ...at } = input;
      return viewDepartment(await mapDepartment(ground, actor, at, unitId));
    }),
    getDirectoryRule: os.getDirectoryRule.handler(({ input, context }) =>
      readRule(ground.db, permit(context, 'connection.read').tenantId, input.corpId),
    ),
    setDirectoryRule: os.setDirectoryRule.handler(({ input, context }) => {
      const { corpId, ...rule } = input;
      return writeRule(ground, permit(context, 'org.write'), corpId, rule);
    }),
  };
}
