// Everything that happened to one person, newest first; conversations as facts, never as content.
import { Link } from '@tanstack/react-router';
import { EmptyState, formatDate, formatInstant, type KeysetPages } from '@yutian/ui';
import { Flex, Timeline as Line, Tag, Typography } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { KeysetList } from './keyset-list.tsx';
import { useTagNames } from './pickers.tsx';
import { addWayWord } from './words.ts';

export interface Happening {
  kind: string;
  key?: string;
  at: string;
  staffName: string | null;
  detail: Record<string, unknown>;
}

interface Names {
  tag: (id: string) => string;
}

const COLORS: Record<string, string> = {
  'customers.added': 'green',
  'customers.half_added': 'orange',
  'customers.deleted_by_staff': 'red',
  'customers.deleted_by_customer': 'red',
  'customers.missing': 'red',
  'customers.transfer_failed': 'red',
  'orders.paid': 'green',
  'orders.refunded': 'orange',
  'customers.talked': 'blue',
};

export function HappeningList({ pages, empty }: { pages: KeysetPages<Happening>; empty: string }) {
  const { t } = useTranslation();
  const names = { tag: useTagNames() };
  return (
    <KeysetList pages={pages} empty={<EmptyState title={empty} why={t('timeline.noneWhy')} />}>
      {(rows) =>
        [...Map.groupBy(rows, (row) => formatDate(row.at))].map(([day, ofDay]) => (
          <section key={day} aria-label={day}>
            <Typography.Text type="secondary">{day}</Typography.Text>
            <Line
              style={{ marginTop: 8 }}
              items={ofDay.map((row) => ({
                key: `${row.kind} ${row.key} ${row.at}`,
                color: COLORS[row.kind] ?? 'gray',
                content: <Entry row={row} names={names} />,
              }))}
            />
          </section>
        ))
      }
    </KeysetList>
  );
}

function Entry({ row, names }: { row: Happening; names: Names }) {
  const { t } = useTranslation();
  const words = detailWords(t, row, names);
  return (
    <Flex vertical gap={2}>
      <Flex gap={6} wrap align="baseline">
        <Typography.Text strong>{t(row.kind, { ...row.detail, defaultValue: row.kind })}</Typography.Text>
        {row.staffName && <Tag>{row.staffName}</Tag>}
        <Typography.Text type="secondary">{formatInstant(row.at).slice(11)}</Typography.Text>
      </Flex>
      {words && (
        <Typography.Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {words}
        </Typography.Text>
      )}
      {typeof row.detail.orderId === 'string' && (
        <Link to={`/orders/${row.detail.orderId}` as never}>
          {t('timeline.order', { no: row.detail.orderNo })}
        </Link>
      )}
    </Flex>
  );
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** The second line of an entry, from its detail; empty when the kind says it all. */
function detailWords(t: TFunction, { kind, detail }: Happening, names: Names): string {
  switch (kind) {
    case 'customers.added':
    case 'customers.half_added':
      return [
        typeof detail.addWay === 'number' && addWayWord(t, detail.addWay),
        typeof detail.source === 'string' && detail.source,
      ]
        .filter(Boolean)
        .join(' · ');
    case 'customers.remark':
      return t('timeline.remark', { from: detail.from || '–', to: detail.to || '–' });
    case 'customers.tags':
      return [
        ...texts(detail.added).map((id) => `+ ${names.tag(id)}`),
        ...texts(detail.removed).map((id) => `− ${names.tag(id)}`),
      ].join('  ');
    case 'customers.talked':
      return t('people.talkCounts', detail);
    case 'customers.note':
      return `${detail.body}\n— ${detail.author}`;
    case 'customers.consent':
      return `${t(`people.purpose.${detail.purpose}`)} · ${t(detail.granted ? 'people.granted' : 'people.withdrawn')} · ${detail.channel}`;
    case 'customers.merged':
      return typeof detail.explanation === 'string' ? detail.explanation : '';
    default:
      return '';
  }
}
