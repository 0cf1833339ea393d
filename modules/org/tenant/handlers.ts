// Handlers of settings, API tokens and the audit log.
import { type ApiToken, type AuditEntry, contract, type Permission } from '@yutian/contract';
import { implement } from '@orpc/server';
import { toIso } from '@yutian/kernel';
import { permit, type RequestContext, pageOf, readCursor } from '@yutian/platform';
import { z } from 'zod';
import { signedIn } from '../access.ts';
import { type AuditEntryRow, listAuditEntries } from '../audit/audit-entry.sql.ts';
import { auditFilterOf } from '../audit/audit-export.ts';
import type { OrgGround } from '../parts.ts';
import { createApiToken, revokeApiToken } from './api-token.ts';
import { type ApiTokenRow, listApiTokens } from './api-token.sql.ts';
import { changeSettings, readSettings } from './settings.ts';

const viewToken = ({ createdAtMs, expiresAtMs, lastUsedMs, permissions, ...row }: ApiTokenRow): ApiToken => ({
  ...row,
  permissions: permissions as Permission[],
  createdAt: toIso(createdAtMs),
  expiresAt: toIso(expiresAtMs),
  lastUsedAt: lastUsedMs === null ? null : toIso(lastUsedMs),
});

const viewEntry = ({ id, atMs, ...row }: AuditEntryRow): AuditEntry => ({
  entryId: id,
  at: toIso(atMs),
  ...row,
});

const tokenKey = z.uuid();
const entryKey = z.object({ atMs: z.int(), id: z.uuid() });

export function tenantHandlers(ground: OrgGround) {
  const os = implement(contract.org).$context<RequestContext>();
  return {
    listApiTokens: os.listApiTokens.handler(async ({ input, context }) => {
      const { tenantId, scope, userId } = permit(context, 'settings.write');
      const before = readCursor(input.cursor, tokenKey);
      const rows = await listApiTokens(ground.db, {
        tenantId,
        scope,
        userId,
        before,
        limit: input.limit + 1,
      });
      return pageOf(rows, input.limit, (row) => row.tokenId, viewToken);
    }),
    createApiToken: os.createApiToken.handler(async ({ input, context }) => {
      const { row, token } = await createApiToken(ground, permit(context, 'settings.write'), input);
      return { apiToken: viewToken(row), token };
    }),
    revokeApiToken: os.revokeApiToken.handler(async ({ input, context }) => {
      await revokeApiToken(ground, permit(context, 'settings.write'), input.id);
      return { ok: true } as const;
    }),
    getSettings: os.getSettings.handler(({ context }) => readSettings(ground.db, signedIn(context).tenantId)),
    updateSettings: os.updateSettings.handler(({ input, context }) =>
      changeSettings(ground, permit(context, 'settings.write'), input),
    ),
    listAuditEntries: os.listAuditEntries.handler(async ({ input, context }) => {
      const { tenantId, scope, userId } = permit(context, 'audit.read');
      const rows = await listAuditEntries(ground.db, {
        tenantId,
        scope,
        asker: userId,
        ...auditFilterOf(input),
        before: readCursor(input.cursor, entryKey),
        limit: input.limit + 1,
      });
      return pageOf(rows, input.limit, ({ atMs, id }) => ({ atMs, id }), viewEntry);
    }),
  };
}
