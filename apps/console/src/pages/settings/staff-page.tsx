// 员工: who works where, who is not placed yet, and placing many at once.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { Staff } from '@yutian/contract';
import { EmptyState, KeysetTable, Page } from '@yutian/ui';
import { Button, Flex, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { UnitPicker } from '../../pickers/unit-picker.tsx';
import { PlaceDrawer } from './place-drawer.tsx';
import { STAFF_COLORS, StaffDrawer } from './staff-drawer.tsx';

const NAMES = ['text', 'unitId', 'corpId', 'active', 'placed'] as const;
const flag = (text: string | undefined) => (text === 'true' ? true : text === 'false' ? false : undefined);

export default function StaffPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('org.write');
  const navigate = useNavigate();
  const { id } = useParams({ strict: false }) as { id?: string };
  const [filters, change] = useFilters(...NAMES);
  const [chosen, setChosen] = useState<Staff[]>([]);
  const [placing, setPlacing] = useState(false);
  const input = given({
    text: filters.text?.slice(0, 100),
    unitId: filters.unitId,
    corpId: filters.corpId,
    active: flag(filters.active ?? 'true'),
    placed: flag(filters.placed),
  });
  const pages = useKeyset(['staff', input], (cursor) =>
    client.org.listStaff({ ...input, ...(cursor && { cursor }) }),
  );
  const loaded = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (staffId: string) =>
    void navigate({ to: `/staff/${staffId}`, search: filters as never, replace: true });
  return (
    <Page
      title={t('page./staff')}
      question={t('staff.question')}
      actions={
        mayWrite && (
          <Button type="primary" disabled={chosen.length === 0} onClick={() => setPlacing(true)}>
            {chosen.length === 0 ? t('staff.place') : t('staff.placeMany', { n: chosen.length })}
          </Button>
        )
      }
      filters={<StaffFilters filters={filters} change={change} />}
    >
      <KeysetTable<Staff>
        name="staff"
        label={t('page./staff')}
        pages={pages}
        rowKey={(row) => row.staffId}
        onOpen={(row) => open(row.staffId)}
        empty={<EmptyState title={t('staff.none')} why={t('staff.noneWhy')} />}
        {...(mayWrite && {
          toolbar: (
            <Button size="small" onClick={() => setChosen(chosen.length === 0 ? loaded : [])}>
              {chosen.length === 0
                ? t('staff.chooseAll', { n: loaded.length })
                : t('staff.chooseNone', { n: chosen.length })}
            </Button>
          ),
          rowSelection: {
            hideSelectAll: true,
            selectedRowKeys: chosen.map((row) => row.staffId),
            onChange: (_: unknown, rows: Staff[]) => setChosen(rows),
            getCheckboxProps: (row: Staff) => ({
              'aria-label': t('staff.choose', { name: row.name }),
            }),
          },
        })}
        columns={[
          {
            key: 'name',
            title: t('staff.name'),
            render: (_, row) => (
              <Button
                type="link"
                size="small"
                style={{ padding: 0 }}
                onClick={(event) => {
                  event.stopPropagation();
                  open(row.staffId);
                }}
              >
                {row.name || row.userid}
              </Button>
            ),
          },
          { key: 'userid', title: t('staff.userid'), hidden: true, render: (_, row) => row.userid },
          { key: 'position', title: t('staff.position'), render: (_, row) => row.position },
          {
            key: 'unit',
            title: t('staff.unit'),
            render: (_, row) => row.unitName ?? <Tag color="orange">{t('staff.notPlaced')}</Tag>,
          },
          { key: 'store', title: t('unit.store'), render: (_, row) => row.storeName },
          { key: 'brand', title: t('unit.brand'), render: (_, row) => row.brandName },
          {
            key: 'status',
            title: t('orders.state'),
            render: (_, row) => <Tag color={STAFF_COLORS[row.status]}>{t(`staff.${row.status}`)}</Tag>,
          },
          {
            key: 'user',
            title: t('staff.signsIn'),
            render: (_, row) => t(row.userId ? 'ui.yes' : 'ui.no'),
          },
        ]}
      />
      <StaffDrawer
        staffId={id}
        onClose={() => void navigate({ to: '/staff', search: filters as never, replace: true })}
      />
      <PlaceDrawer
        staff={placing ? chosen : undefined}
        onClose={() => setPlacing(false)}
        onPlaced={() => setChosen([])}
      />
    </Page>
  );
}

type Name = (typeof NAMES)[number];

function StaffFilters({
  filters,
  change,
}: {
  filters: Partial<Record<Name, string>>;
  change: (next: Partial<Record<Name, string | undefined>>) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: corps } = useQuery(
    api.org.listCorps.queryOptions({ enabled: may('connection.read'), staleTime: 60_000 }),
  );
  return (
    <Flex gap={8} wrap>
      <Input.Search
        aria-label={t('staff.search')}
        placeholder={t('staff.search')}
        style={{ width: 220 }}
        allowClear
        defaultValue={filters.text}
        key={filters.text ?? ''}
        onSearch={(text) => change({ text: text || undefined })}
      />
      <UnitPicker label={t('staff.unit')} value={filters.unitId} onChange={(unitId) => change({ unitId })} />
      <Select
        aria-label={t('staff.standing')}
        style={{ width: 130 }}
        value={filters.active ?? 'true'}
        onChange={(active) => change({ active: active === 'true' ? undefined : active })}
        options={['true', 'false', 'any'].map((value) => ({ value, label: t(`staff.active.${value}`) }))}
      />
      <Select
        aria-label={t('staff.placement')}
        placeholder={t('staff.placement')}
        style={{ width: 130 }}
        allowClear
        value={filters.placed}
        onChange={(placed?: string) => change({ placed })}
        options={['true', 'false'].map((value) => ({ value, label: t(`staff.placed.${value}`) }))}
      />
      {(corps?.items.length ?? 0) > 1 && (
        <Select
          aria-label={t('staff.corp')}
          placeholder={t('staff.corp')}
          style={{ width: 180 }}
          allowClear
          value={filters.corpId}
          onChange={(corpId?: string) => change({ corpId })}
          options={corps?.items.map((corp) => ({ value: corp.corpId, label: corp.name }))}
        />
      )}
    </Flex>
  );
}
