// 群: which groups are alive, and where people come and go.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { GROUP_STANDINGS, type GroupRow } from '@yutian/contract';
import { CountText, EmptyState, formatInstant, KeysetTable, Page } from '@yutian/ui';
import { Button, Flex, Segmented, Select, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { StaffPicker } from '../../pickers/staff-picker.tsx';
import { StorePicker } from '../acquire/pickers.tsx';
import { GroupFigures } from './group-figures.tsx';
import { AsOf, GroupState } from './group-words.tsx';
import { SearchBox } from './search-box.tsx';

const REFRESH_MS = 10_000;
const SORTS = ['newest', 'members'] as const;

export default function GroupsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [filters, change] = useFilters('text', 'ownerId', 'storeId', 'standing', 'sort');
  const sort = SORTS.find((one) => one === filters.sort) ?? 'newest';
  const { text, ownerId, storeId } = filters;
  const standing = GROUP_STANDINGS.find((one) => one === filters.standing);
  const asked = given({ text, ownerId, storeId, standing });
  const pages = useKeyset(
    ['groups', asked, sort],
    (cursor) => client.groups.listGroups({ ...asked, sort, ...(cursor && { cursor }) }),
    { refetchInterval: REFRESH_MS },
  );
  const totals = useQuery(api.groups.groupTotals.queryOptions({ input: asked }));
  const file = `/api/v1/groups.csv?${new URLSearchParams(asked)}`;
  return (
    <Page
      title={t('page./groups')}
      question={t('groups.question')}
      actions={
        <Button type="primary" onClick={() => void navigate({ to: '/join-codes' as never })}>
          {t('groups.toCodes')}
        </Button>
      }
      filters={
        <>
          <SearchBox
            value={text ?? ''}
            label={t('groups.search')}
            width={180}
            onChange={(typed) => change({ text: typed || undefined })}
          />
          {may('org.read') && (
            <>
              <StaffPicker
                label={t('groups.owner')}
                width={160}
                value={ownerId}
                onChange={(staffId) => change({ ownerId: staffId })}
              />
              <StorePicker
                label={t('groups.store')}
                width={160}
                value={storeId ?? null}
                onChange={(id) => change({ storeId: id ?? undefined })}
              />
            </>
          )}
          <Select<string | null>
            allowClear
            aria-label={t('groups.standing')}
            placeholder={t('groups.standing')}
            style={{ width: 130 }}
            value={standing ?? null}
            onChange={(next) => change({ standing: next ?? undefined })}
            options={GROUP_STANDINGS.map((value) => ({ value, label: t(`groupStanding.${value}`) }))}
          />
          <Segmented
            aria-label={t('groups.sort')}
            value={sort}
            onChange={(next) => change({ sort: next === 'newest' ? undefined : next })}
            options={SORTS.map((value) => ({ value, label: t(`groups.sort.${value}`) }))}
          />
        </>
      }
    >
      <Flex vertical gap={16}>
        <GroupFigures
          ownerId={ownerId}
          storeId={storeId}
          totals={totals.data}
          onLargest={() => change({ sort: 'members' })}
        />
        <GroupsTable
          pages={pages}
          file={file}
          total={totals.data?.groups}
          empty={
            Object.keys(asked).length > 0 ? (
              <EmptyState title={t('groups.noneFound')} why={t('groups.noneFoundWhy')} />
            ) : (
              <EmptyState title={t('groups.none')} why={t('groups.noneWhy')} />
            )
          }
        />
      </Flex>
    </Page>
  );
}

function GroupsTable({
  pages,
  file,
  total,
  empty,
}: {
  pages: React.ComponentProps<typeof KeysetTable<GroupRow>>['pages'];
  file: string;
  total: number | undefined;
  empty: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <KeysetTable<GroupRow>
      name="groups"
      label={t('page./groups')}
      pages={pages}
      rowKey={(row) => row.id}
      {...(total !== undefined && { total: { count: total, exact: true } })}
      toolbar={
        <Button size="small" href={file} download>
          {t('ui.export')}
        </Button>
      }
      empty={empty}
      columns={[
        {
          key: 'name',
          title: t('groups.name'),
          render: (_, row) => (
            <Link to={`/groups/${row.id}` as never}>{row.name || t('groups.unnamed')}</Link>
          ),
        },
        {
          key: 'owner',
          title: t('groups.owner'),
          render: (_, row) => row.owner?.name ?? row.owner?.userid ?? '–',
        },
        { key: 'store', title: t('groups.store'), render: (_, row) => row.owner?.storeName ?? '–' },
        {
          key: 'members',
          title: t('groups.members'),
          align: 'right',
          render: (_, row) => <Members row={row} />,
        },
        {
          key: 'customers',
          title: t('groups.customers'),
          align: 'right',
          render: (_, row) => <CountText value={row.customers} />,
        },
        {
          key: 'strangers',
          title: t('groups.strangers'),
          align: 'right',
          render: (_, row) => <CountText value={row.strangers} />,
        },
        { key: 'flow', title: t('groups.flow'), align: 'right', render: (_, row) => <Flow row={row} /> },
        { key: 'standing', title: t('groups.standing'), render: (_, row) => <GroupState {...row} /> },
        { key: 'opened', title: t('groups.openedAt'), render: (_, row) => formatInstant(row.openedAt) },
        { key: 'asOf', title: t('groups.asOf'), hidden: true, render: (_, row) => <AsOf {...row} /> },
      ]}
    />
  );
}

function Members({ row }: { row: GroupRow }) {
  const { t } = useTranslation();
  const parts = (['customers', 'strangers', 'staff'] as const).map(
    (part) => `${t(`groups.${part}`)} ${row[part]}`,
  );
  return (
    <Tooltip title={parts.join(' · ')}>
      <span tabIndex={0}>
        <CountText value={row.members} />
      </span>
    </Tooltip>
  );
}

/** Who came and went in seven days; opens to them. */
function Flow({ row }: { row: GroupRow }) {
  if (row.joined7 + row.left7 === 0) return <Typography.Text type="secondary">0 / 0</Typography.Text>;
  return (
    <Link to={`/groups/${row.id}` as never} search={{ tab: 'movements' } as never}>
      +<CountText value={row.joined7} /> / −<CountText value={row.left7} />
    </Link>
  );
}
