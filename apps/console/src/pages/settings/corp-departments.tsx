// The corp's departments and the units they became; a hand may say otherwise.
import { useQuery } from '@tanstack/react-query';
import type { PlatformDepartment } from '@yutian/contract';
import { EmptyState, ErrorState, LoadingState, toShownError } from '@yutian/ui';
import { App, Flex, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { UnitPicker } from '../../pickers/unit-picker.tsx';

const INDENT = 16;

export function Departments({ corpId }: { corpId: string }) {
  const { t } = useTranslation();
  const query = useQuery(api.org.listDepartments.queryOptions({ input: { corpId } }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState />;
  return (
    <>
      <Typography.Paragraph type="secondary">{t('corps.departmentsWhy')}</Typography.Paragraph>
      <Table<PlatformDepartment>
        size="small"
        aria-label={t('corps.departments')}
        rowKey="departmentId"
        scroll={{ x: 'max-content' }}
        pagination={query.data.items.length > 50 && { pageSize: 50, showSizeChanger: false }}
        dataSource={inTreeOrder(query.data.items)}
        locale={{
          emptyText: <EmptyState title={t('corps.noDepartments')} why={t('corps.noDepartmentsWhy')} />,
        }}
        columns={[
          {
            key: 'name',
            title: t('corps.department'),
            render: (_, row) => (
              <span style={{ paddingInlineStart: (row.level - 1) * INDENT }}>{row.name}</span>
            ),
          },
          {
            key: 'unit',
            title: t('corps.became'),
            render: (_, row) => <UnitOf corpId={corpId} department={row} />,
          },
          {
            key: 'by',
            title: t('corps.mappedBy'),
            render: (_, row) => (
              <Tag color={row.mappedBy === 'hand' ? 'blue' : 'default'}>{t(`corps.by.${row.mappedBy}`)}</Tag>
            ),
          },
        ]}
      />
    </>
  );
}

function UnitOf({ corpId, department }: { corpId: string; department: PlatformDepartment }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const mayWrite = useMay()('org.write');
  const map = useAction(
    (unitId: string | null) =>
      client.org.mapDepartment({ corpId, departmentId: department.departmentId, unitId }, asRead(department)),
    t('corps.mapped'),
  );
  if (!mayWrite)
    return (
      <Flex gap={6}>
        {department.unitName ?? t('corps.noUnit')}
        {department.unitKind && <Tag>{t(`unit.${department.unitKind}`)}</Tag>}
      </Flex>
    );
  return (
    <UnitPicker
      label={t('corps.unitOf', { name: department.name })}
      placeholder={t('corps.noUnit')}
      width={260}
      value={department.unitId}
      onChange={(unitId) =>
        void modal.confirm({
          title: t('corps.mapAsk', { name: department.name }),
          content: t('corps.mapWhy'),
          okText: t('ui.confirm'),
          onOk: () => map.mutateAsync(unitId ?? null).catch(() => undefined),
        })
      }
    />
  );
}

/** Departments with each below its parent. */
function inTreeOrder(departments: readonly PlatformDepartment[]): PlatformDepartment[] {
  const below = Map.groupBy(departments, (department) => department.parentDepartmentId);
  const known = new Set(departments.map((department) => department.departmentId));
  const walk = (department: PlatformDepartment): PlatformDepartment[] => [
    department,
    ...(below.get(department.departmentId) ?? []).flatMap(walk),
  ];
  return departments
    .filter(({ parentDepartmentId }) => parentDepartmentId === null || !known.has(parentDepartmentId))
    .flatMap(walk);
}
