// The list as a file: exactly what the filter and the reader's scope show, streamed page by page.
import { Readable } from 'node:stream';
import { CUSTOMER_COLUMNS, type CustomerColumn, customerFilter, type CustomerRow } from '@yutian/contract';
import { contractPhrases } from '@yutian/contract/phrases';
import { CSV_BOM, csvLine, type Actor, type Clock, dayOf, Fault } from '@yutian/kernel';
import { audit, permit } from '@yutian/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomersGround } from '../parts.ts';
import { readPage, resolveFilter } from './find-people.ts';
import type { PeopleFilter } from './people-filter.sql.ts';
import { viewLines } from './view.ts';

const PAGE = 1_000;
const STANDING = { friend: '好友', half: '待通过', lost: '已流失' };

type Relation = CustomerRow['relations'][number];
const each = (row: CustomerRow, pick: (relation: Relation) => string | null) =>
  row.relations.map((relation) => pick(relation) ?? '').join('; ');

/** Where a relation comes from: the code by name, else the way of adding. */
function fromOf({ source, addWay }: Relation): string {
  if (source !== null) return source;
  if (addWay === null) return '';
  const word = contractPhrases[`people.addWay.${addWay}`]?.zh;
  return word ?? String(addWay);
}

const COLUMNS: Record<CustomerColumn, { head: string; cell: (row: CustomerRow) => string }> = {
  id: { head: '客户ID', cell: (row) => row.id },
  name: { head: '名称', cell: (row) => row.name },
  memberNo: { head: '会员号', cell: (row) => row.memberNo ?? '' },
  phone: { head: '手机尾号', cell: (row) => row.phoneTails.join('; ') },
  provisional: { head: '仅订单', cell: (row) => (row.provisional ? '是' : '否') },
  firstAdded: { head: '首次添加', cell: (row) => row.firstAddedAt ?? '' },
  recent: { head: '最近添加', cell: (row) => row.recentAt },
  inbound: { head: '最近来信', cell: (row) => row.lastInboundAt ?? '' },
  tags: { head: '标签', cell: (row) => row.tags.map((tag) => tag.name).join('; ') },
  staff: { head: '员工', cell: (row) => each(row, (relation) => relation.staffName) },
  store: { head: '门店', cell: (row) => each(row, (relation) => relation.storeName) },
  standing: { head: '关系', cell: (row) => each(row, (relation) => STANDING[relation.standing]) },
  remark: { head: '备注', cell: (row) => each(row, (relation) => relation.remark) },
  from: { head: '来源', cell: (row) => each(row, (relation) => fromOf(relation)) },
};

const flag = z.stringbool().optional();
const download = customerFilter.extend({
  provisional: flag,
  hasPhone: flag,
  bom: z.stringbool().default(true),
  columns: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(CUSTOMER_COLUMNS)).min(1))
    .default([...CUSTOMER_COLUMNS]),
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
      const { bom, columns, ...asked } = parsed.data;
      const filter = await resolveFilter(ground, actor.tenantId, asked);
      const detail = { filters: Object.keys(asked), columns };
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
        .send(Readable.from(csvOf(ground, actor, filter, columns, bom)));
    });
  };
}

const fileName = (clock: Clock) => `customers-${dayOf(clock.now())}.csv`;

async function* csvOf(
  ground: CustomersGround,
  actor: Actor,
  filter: PeopleFilter,
  columns: readonly CustomerColumn[],
  bom: boolean,
): AsyncGenerator<string> {
  yield `${bom ? CSV_BOM : ''}${csvLine(columns.map((column) => COLUMNS[column].head))}`;
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
    yield rows.map((row) => csvLine(columns.map((column) => COLUMNS[column].cell(row)))).join('');
    const last = people.at(-1);
    if (!last || people.length < PAGE) return;
    before = { atMs: last.recentMs, id: last.id };
  }
}
