// The tenant’s settings, API tokens, the audit log.
import { z } from 'zod';
import { done, listOf, page } from '../common.ts';
import { PERMISSIONS } from '../permissions.ts';
import { byId, edition, route } from '../route.ts';
import * as shape from './shapes.ts';

export const administrationRoutes = {
  listApiTokens: route('settings', 'GET', '/api-tokens', 'API tokens', 'Permission settings.write.')
    .input(z.object(page))
    .output(listOf(shape.apiToken)),
  createApiToken: route(
    'settings',
    'POST',
    '/api-tokens',
    'Make an API token',
    'Permission settings.write. At most one’s own permissions (TOKEN_TOO_WIDE). The token is shown once; send it as `Authorization: Bearer`.',
  )
    .input(
      z.object({
        name: z.string().trim().min(1).max(60),
        permissions: z.array(z.enum(PERMISSIONS)).min(1),
        days: z.int().min(1).max(730).default(365).describe('days until it expires'),
      }),
    )
    .output(z.object({ apiToken: shape.apiToken, token: z.string() })),
  revokeApiToken: route(
    'settings',
    'DELETE',
    '/api-tokens/{id}',
    'Revoke an API token',
    'Permission settings.write.',
  )
    .input(byId)
    .output(done),
  getSettings: route('settings', 'GET', '/settings', 'Settings of the tenant')
    .meta(edition('settings'))
    .output(shape.settings),
  updateSettings: route('settings', 'PATCH', '/settings', 'Change settings', 'Permission settings.write.')
    .meta(edition('settings'))
    .input(shape.settings.omit({ zone: true }).partial())
    .output(shape.settings),
  listAuditEntries: route(
    'audit',
    'GET',
    '/audit-entries',
    'Who changed what, newest first',
    'Permission audit.read. The same filters at GET /audit-entries/export give a CSV file of at most 100,000 lines.',
  )
    .input(z.object({ ...page, ...shape.auditFilter }))
    .output(listOf(shape.auditEntry)),
};
