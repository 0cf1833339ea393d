// 客户: who are my customers, and who of them fits; found by any fragment, tagged in bulk, taken away as CSV.
import { DownloadOutlined, TagsOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CustomerRow } from '@yutian/contract';
import { EmptyState, formatCount, KeysetTable, Page, shownColumns } from '@yutian/ui';
import { Alert, Button, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { customerColumns } from './columns.tsx';
import { FieldsButton } from './fields-drawer.tsx';
import { CustomerFilters } from './filters.tsx';
import { csvAddress, FILTER_NAMES, toFilter } from './list-filter.ts';
import { SavedViews } from './saved-views.tsx';
import { TaggingDrawer } from './tagging-drawer.tsx';

export default function CustomersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [now, change] = useFilters(...FILTER_NAMES);
  const filter = toFilter(now);
  const [chosen, setChosen] = useState<string[]>([]);
  const [tagging, setTagging] = useState(false);
  const pages = useKeyset(['customers', filter], (cursor) =>
    client.customers.listCustomers({ ...filter, ...(cursor && { cursor }) }),
  );
  const { data: total } = useQuery(api.customers.countCustomers.queryOptions({ input: filter }));
  const columns = useMemo(() => customerColumns(t), [t]);
  const pickView = (view: typeof now) =>
    change({ ...Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])), ...view });
  const filtered = Object.keys(now).length > 0;
  return (
    <Page
      title={t('page./customers')}
      question={t('people.question')}
      actions={
        <>
          {may('settings.write') && <FieldsButton />}
          <SavedViews now={now} onPick={pickView} />
          <Tooltip title={t('people.csvWhy')}>
            <Button
              icon={<DownloadOutlined />}
              href={csvAddress(filter, shownColumns('customers', columns))}
              download
              // Columns may have been chosen since this was drawn.
              onClick={(event) => {
                (event.currentTarget as HTMLAnchorElement).href = csvAddress(
                  filter,
                  shownColumns('customers', columns),
                );
              }}
            >
              {t('ui.export')}
            </Button>
          </Tooltip>
        </>
      }
      filters={<CustomerFilters now={now} change={change} />}
    >
      <HeldPeople />
      <KeysetTable<CustomerRow>
        name="customers"
        label={t('page./customers')}
        pages={pages}
        columns={columns}
        rowKey={(row) => row.id}
        {...(total && { total })}
        toolbar={
          may('customers.write') && (
            <Button
              size="small"
              icon={<TagsOutlined />}
              disabled={total?.count === 0}
              onClick={() => setTagging(true)}
            >
              {chosen.length > 0 ? t('people.tagging.open', { n: chosen.length }) : t('people.tagging')}
            </Button>
          )
        }
        {...(may('customers.write') && {
          rowSelection: {
            selectedRowKeys: chosen,
            preserveSelectedRowKeys: true,
            onChange: (keys) => setChosen(keys.map(String)),
            getCheckboxProps: (row) => ({ 'aria-label': t('people.choose', { name: row.name }) }) as object,
          },
        })}
        onOpen={(row) => void navigate({ to: `/customers/${row.id}` as never })}
        empty={
          filtered ? (
            <EmptyState title={t('people.noneFit')} why={t('people.noneFitWhy')} />
          ) : (
            <EmptyState
              title={t('people.none')}
              why={t('people.noneWhy')}
              action={
                may('connection.read') && (
                  <Link to={'/connection' as never}>
                    <Button type="primary">{t('people.noneGo')}</Button>
                  </Link>
                )
              }
            />
          )
        }
      />
      <TaggingDrawer
        target={tagging ? { customerIds: chosen, filter } : undefined}
        onClose={() => {
          setTagging(false);
          setChosen([]);
        }}
      />
    </Page>
  );
}

/** Warns before the number of people on record asks for a report (R12). */
function HeldPeople() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery(
    api.customers.countPeople.queryOptions({ enabled: may('home.read'), staleTime: 300_000 }),
  );
  if (!data || data.level === 'fine') return null;
  return (
    <Alert
      showIcon
      type={data.level === 'warn' ? 'warning' : 'error'}
      title={t(`people.count.${data.level}`, {
        people: formatCount(data.people),
        report: formatCount(data.reportFrom),
        source: data.source,
      })}
    />
  );
}
