// The role presets: who may do what.
import { CheckOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { PERMISSIONS, type Permission } from '@yutian/contract';
import { ErrorState, LoadingState, toShownError, WideTable } from '@yutian/ui';
import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';

export function RolesMatrix() {
  const { t } = useTranslation();
  const query = useQuery(api.org.listRoles.queryOptions());
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState />;
  const roles = query.data.items;
  return (
    <>
      <Typography.Paragraph type="secondary">{t('users.rolesWhy')}</Typography.Paragraph>
      <WideTable<{ permission: Permission | 'scope' }>
        aria-label={t('users.roles')}
        pagination={false}
        rowKey="permission"
        dataSource={[{ permission: 'scope' as const }, ...PERMISSIONS.map((permission) => ({ permission }))]}
        columns={[
          {
            key: 'permission',
            title: t('users.permission'),
            fixed: 'left',
            render: (_, { permission }) =>
              permission === 'scope' ? (
                <Typography.Text strong>{t('users.mayScopeAll')}</Typography.Text>
              ) : (
                t(`permission.${permission}`)
              ),
          },
          ...roles.map((role) => ({
            key: role.role,
            title: t(`role.${role.role}`),
            align: 'center' as const,
            render: (_: unknown, { permission }: { permission: Permission | 'scope' }) =>
              (permission === 'scope' ? role.mayScopeAll : role.permissions.includes(permission)) ? (
                <CheckOutlined
                  aria-label={t('ui.yes')}
                  style={{ color: 'var(--yutian-color-primary, #1b7f5c)' }}
                />
              ) : (
                <Typography.Text type="secondary" aria-label={t('ui.no')}>
                  –
                </Typography.Text>
              ),
          })),
        ]}
      />
    </>
  );
}
