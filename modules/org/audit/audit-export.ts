// The audit log as a CSV file, written while it is read.
import { Readable } from 'node:stream';
import { auditFilter } from '@yutian/contract';
import { csvLine, type Actor, dayOf, invalid, toIso } from '@yutian/kernel';
import { permit } from '@yutian/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { OrgGround } from '../parts.ts';
import { type AuditFilter, listAuditEntries } from './audit-entry.sql.ts';

const PAGE = 1_000;
const MOST_LINES = 100_000;
const HEADER = ['time', 'actor', 'userId', 'action', 'subjectKind', 'subjectId', 'detail'];
// Excel reads a file without it as GBK and shows no Chinese.
const BYTE_ORDER_MARK = '\uFEFF';

const filter = z.object(auditFilter);

/** The filter of a request, for the statement. */
export function auditFilterOf(input: z.output<typeof filter>): AuditFilter {
  const { text = null, action = null, userId = null, subjectKind = null, subjectId = null } = input;
  const ms = (instant: string | undefined) => (instant === undefined ? null : Date.parse(instant));
  return { text, action, userId, subjectKind, subjectId, fromMs: ms(input.from), toMs: ms(input.to) };
}

/** Lines of the file, header first, newest entry first. */
export async function* auditLines(
  ground: OrgGround,
  actor: Actor,
  wanted: AuditFilter,
): AsyncGenerator<string> {
  const { tenantId, scope, userId } = actor;
  yield `${BYTE_ORDER_MARK}${csvLine(HEADER)}`;
  let before: { atMs: number; id: string } | null = null;
  for (let lines = 0; lines < MOST_LINES; lines += PAGE) {
    const rows = await listAuditEntries(ground.db, {
      tenantId,
      scope,
      asker: userId,
      ...wanted,
      before,
      limit: PAGE,
    });
    yield rows
      .map((row) =>
        csvLine([
          toIso(row.atMs),
          row.actorName,
          row.userId ?? '',
          row.action,
          row.subjectKind,
          row.subjectId,
          JSON.stringify(row.detail),
        ]),
      )
      .join('');
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    before = { atMs: last.atMs, id: last.id };
  }
}

export function auditRoutes(ground: OrgGround) {
  return (http: FastifyInstance): void => {
    http.get('/api/v1/audit-entries/export', async (request: FastifyRequest, reply) => {
      const actor = permit(request, 'audit.read');
      const parsed = filter.safeParse(request.query);
      if (!parsed.success)
        throw invalid('INPUT_INVALID', 'The request does not fit the contract.', {
          fields: parsed.error.issues.map((issue) => issue.path.join('.')),
        });
      const name = `audit-${dayOf(ground.clock.now())}.csv`;
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(auditLines(ground, actor, auditFilterOf(parsed.data))));
    });
  };
}
