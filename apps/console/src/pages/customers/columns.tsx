// The columns of the customer list.
import { Link } from '@tanstack/react-router';
import type { CustomerRow } from '@yutian/contract';
import { formatInstant, type KeysetTableProps } from '@yutian/ui';
import { Flex, Tag, Tooltip, Typography } from 'antd';
import type { TFunction } from 'i18next';
import { addWayWord, nameOf, phoneTail } from './words.ts';

const SHOWN_TAGS = 4;

type Columns = KeysetTableProps<CustomerRow>['columns'];
type Relation = CustomerRow['relations'][number];

export function customerColumns(t: TFunction): Columns {
  const time = (iso: string | null) => (iso ? formatInstant(iso) : '–');
  const from = ({ source, addWay }: Relation) => source ?? (addWay === null ? '–' : addWayWord(t, addWay));
  return [
    {
      key: 'name',
      title: t('people.column.name'),
      fixed: 'left',
      render: (_, row) => <NameCell row={row} t={t} />,
    },
    {
      key: 'staff',
      title: t('people.column.staff'),
      render: (_, row) => <RelationsCell row={row} t={t} />,
    },
    { key: 'store', title: t('people.column.store'), render: (_, row) => row.relations[0]?.storeName ?? '–' },
    {
      key: 'from',
      title: t('people.column.from'),
      render: (_, row) => (row.relations[0] ? from(row.relations[0]) : '–'),
    },
    { key: 'tags', title: t('people.column.tags'), render: (_, row) => <TagsCell row={row} /> },
    {
      key: 'phone',
      title: t('people.column.phone'),
      render: (_, row) => (row.phoneTails.length > 0 ? row.phoneTails.map(phoneTail).join(', ') : '–'),
    },
    { key: 'memberNo', title: t('people.column.memberNo'), render: (_, row) => row.memberNo ?? '–' },
    { key: 'recent', title: t('people.column.recent'), render: (_, row) => time(row.recentAt) },
    { key: 'inbound', title: t('people.column.inbound'), render: (_, row) => time(row.lastInboundAt) },
    {
      key: 'firstAdded',
      title: t('people.column.firstAdded'),
      hidden: true,
      render: (_, row) => time(row.firstAddedAt),
    },
    {
      key: 'remark',
      title: t('people.column.remark'),
      hidden: true,
      render: (_, row) => row.relations[0]?.remark || '–',
    },
  ];
}

function NameCell({ row, t }: { row: CustomerRow; t: TFunction }) {
  const lost = row.relations.length > 0 && row.relations.every(({ standing }) => standing === 'lost');
  return (
    <Flex gap={6} align="center" style={{ whiteSpace: 'nowrap' }}>
      <Link to={`/customers/${row.id}` as never}>{nameOf(t, row.name)}</Link>
      {row.corpName && <Typography.Text type="warning">@{row.corpName}</Typography.Text>}
      {row.provisional && <Tag color="gold">{t('people.provisional')}</Tag>}
      {lost && <Tag color="red">{t('people.standing.lost')}</Tag>}
    </Flex>
  );
}

function RelationsCell({ row, t }: { row: CustomerRow; t: TFunction }) {
  const [first, ...others] = row.relations;
  if (!first) return '–';
  const word = (relation: Relation) =>
    `${nameOf(t, relation.staffName)} · ${t(`people.standing.${relation.standing}`)}`;
  return (
    <Flex gap={4} align="center" style={{ whiteSpace: 'nowrap' }}>
      <Typography.Text delete={first.standing === 'lost'}>{nameOf(t, first.staffName)}</Typography.Text>
      {others.length > 0 && (
        <Tooltip title={row.relations.map((relation) => <div key={relation.staffId}>{word(relation)}</div>)}>
          <Tag tabIndex={0}>+{others.length}</Tag>
        </Tooltip>
      )}
    </Flex>
  );
}

function TagsCell({ row }: { row: CustomerRow }) {
  if (row.tags.length === 0) return '–';
  const rest = row.tags.slice(SHOWN_TAGS);
  return (
    <Flex gap={4} wrap style={{ maxWidth: 260 }}>
      {row.tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Tag key={tag.tagId}>{tag.name}</Tag>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.map((tag) => tag.name).join(', ')}>
          <Tag tabIndex={0}>+{rest.length}</Tag>
        </Tooltip>
      )}
    </Flex>
  );
}
