// The list as a file: exactly what the filter and the reader's scope show, streamed page by page.
import { Readable } from 'node:stream';
import { customerFilter } from '@yutian/contract';
import { CSV_BOM, csvLine, type Actor, type Clock, dayOf, Fault } from '@yutian/kernel';
import { audit, permit } from '@yutian/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomersGround } from '../parts.ts';
import { readPage, resolveFilter } from './find-people.ts';
import type { PeopleFilter } from './people.sql.ts';
import { viewLines } from './view.ts';

const PAGE = 1_000;
const HEAD =
  '客户ID,名称,会员号,手机尾号,仅订单,首次添加,最近添加,最近来信,标签,员工,门店,关系,备注,渠道标识'.split(
    ',',
  );
const STANDING = { friend: '好友', half: '待通过', lost: '已流失' };

const flag = z.stringbool().optional();
const download = customerFilter.extend({
  provisional: flag,
  hasPhone: flag,
  bom: z.stringbool().default(true),
});

/** GET /api/v1/customers.csv */
export function csvRoutes(ground: CustomersGround): (http: FastifyInstance) => void {
  return (http) => {
    http.get('/api/v1/customers.csv', async (request, reply) => {
      const actor = permit(request, 'customers.read');
      const parsed = download.safeParse(request.query);
      if (!parsed.success)
        throw new Fault('invalid', 'INPUT_INVALID', 'The filters of this download do not fit the contract.', {
          fields: parsed.error.issues.map((issue) => issue.path.join('.')),
        });
      const { bom, ...asked } = parsed.data;
      const filter = await resolveFilter(ground, actor.tenantId, asked);
      const detail = { filters: Object.keys(asked) };
      await audit(
        ground.db,
        actor,
        { action: 'customers.exportList', subjectKind: 'customers', subjectId: 'list', detail },
        ground.clock.now(),
        request.id,
      );
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${fileName(ground.clock)}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(csvOf(ground, actor, filter, bom)));
    });
  };
}

const fileName = (clock: Clock) => `customers-${dayOf(clock.now())}.csv`;

async function* csvOf(
  ground: CustomersGround,
  actor: Actor,
  filter: PeopleFilter,
  bom: boolean,
): AsyncGenerator<string> {
  yield `${bom ? CSV_BOM : ''}${csvLine(HEAD)}`;
  const { tenantId, scope } = actor;
  let before: { atMs: number; id: string } | null = null;
  for (;;) {
    const people: Awaited<ReturnType<typeof readPage>> = await readPage(ground.db, {
      tenantId,
      scope,
      filter,
      before,
      limit: PAGE,
    });
    const rows = await viewLines(ground.db, actor, people);
    yield rows
      .map((row) => {
        const each = (pick: (relation: (typeof row.relations)[number]) => string | null) =>
          row.relations.map((relation) => pick(relation) ?? '').join('; ');
        return csvLine([
          row.id,
          row.name,
          row.memberNo ?? '',
          row.phoneTails.join('; '),
          row.provisional ? '是' : '否',
          row.firstAddedAt ?? '',
          row.recentAt,
          row.lastInboundAt ?? '',
          row.tags.map((tag) => tag.name).join('; '),
          each((relation) => relation.staffName),
          each((relation) => relation.storeName),
          each((relation) => STANDING[relation.standing]),
          each((relation) => relation.remark),
          each((relation) => relation.state),
        ]);
      })
      .join('');
    const last = people.at(-1);
    if (!last || people.length < PAGE) return;
    before = { atMs: last.recentMs, id: last.id };
  }
}
