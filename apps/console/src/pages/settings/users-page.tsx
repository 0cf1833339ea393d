// 用户与角色: who may sign in, as what, and what he sees.
import type { User } from '@yutian/contract';
import { ROLES } from '@yutian/contract';
import { EmptyState, formatDate, formatInstant, KeysetTable, Page } from '@yutian/ui';
import { Button, Flex, Input, Select, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { RolesMatrix } from './roles-matrix.tsx';
import { UserActions } from './user-actions.tsx';
import { UserDrawer } from './user-drawer.tsx';

const flag = (text: string | undefined) => (text === 'true' ? true : text === 'false' ? false : undefined);

export default function UsersPage() {
  const { t } = useTranslation();
  const [filters, change] = useFilters('tab');
  const [edited, setEdited] = useState<User | 'new'>();
  return (
    <Page
      title={t('page./users')}
      question={t('users.question')}
      actions={
        <Button type="primary" onClick={() => setEdited('new')}>
          {t('users.add')}
        </Button>
      }
    >
      <Tabs
        activeKey={filters.tab ?? 'users'}
        onChange={(tab) => change({ tab: tab === 'users' ? undefined : tab })}
        items={[
          { key: 'users', label: t('users.tab'), children: <UserList onEdit={setEdited} /> },
          { key: 'roles', label: t('users.roles'), children: <RolesMatrix /> },
        ]}
      />
      <UserDrawer user={edited} onClose={() => setEdited(undefined)} />
    </Page>
  );
}

function UserList({ onEdit }: { onEdit: (user: User | 'new') => void }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const [filters, change] = useFilters('tab', 'text', 'role', 'disabled');
  const role = ROLES.find((known) => known === filters.role);
  const input = given({ text: filters.text?.slice(0, 100), role, disabled: flag(filters.disabled) });
  const pages = useKeyset(['users', input], (cursor) =>
    client.org.listUsers({ ...input, ...(cursor && { cursor }) }),
  );
  const expired = (user: User) => user.validUntil !== null && Date.parse(user.validUntil) <= now;
  return (
    <Flex vertical gap={12}>
      <Flex gap={8} wrap role="search">
        <Input.Search
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          style={{ width: 220 }}
          allowClear
          defaultValue={filters.text}
          key={filters.text ?? ''}
          onSearch={(text) => change({ text: text || undefined })}
        />
        <Select
          aria-label={t('users.role')}
          placeholder={t('users.role')}
          style={{ width: 140 }}
          allowClear
          value={role}
          onChange={(value?: string) => change({ role: value })}
          options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        <Select
          aria-label={t('users.standing')}
          placeholder={t('users.standing')}
          style={{ width: 130 }}
          allowClear
          value={filters.disabled}
          onChange={(disabled?: string) => change({ disabled })}
          options={['false', 'true'].map((value) => ({ value, label: t(`users.disabled.${value}`) }))}
        />
      </Flex>
      <KeysetTable<User>
        name="users"
        label={t('page./users')}
        pages={pages}
        rowKey={(row) => row.userId}
        empty={<EmptyState title={t('users.none')} why={t('orders.noneFoundWhy')} />}
        columns={[
          {
            key: 'name',
            title: t('users.name'),
            render: (_, row) => (
              <Flex gap={6} align="center">
                {row.name}
                {row.disabled && <Tag color="red">{t('users.disabled.true')}</Tag>}
                {expired(row) && <Tag color="orange">{t('users.expired')}</Tag>}
              </Flex>
            ),
          },
          { key: 'login', title: t('users.login'), render: (_, row) => row.login },
          { key: 'role', title: t('users.role'), render: (_, row) => t(`role.${row.role}`) },
          { key: 'scope', title: t('users.scope'), render: (_, row) => <ScopeText user={row} /> },
          {
            key: 'coming',
            title: t('users.signIn'),
            render: (_, row) => (
              <Flex gap={4}>
                <Tag>{t(row.hasPassword ? 'users.byPassword' : 'users.noPassword')}</Tag>
                {row.totpEnabled && <Tag color="green">{t('users.totp')}</Tag>}
              </Flex>
            ),
          },
          {
            key: 'last',
            title: t('users.last'),
            render: (_, row) => (row.lastSignInAt ? formatInstant(row.lastSignInAt) : t('users.never')),
          },
          {
            key: 'until',
            title: t('users.validUntil'),
            hidden: true,
            render: (_, row) => row.validUntil && formatDate(row.validUntil),
          },
          {
            key: 'do',
            title: t('shops.do'),
            render: (_, row) => <UserActions user={row} onEdit={() => onEdit(row)} />,
          },
        ]}
      />
    </Flex>
  );
}

function ScopeText({ user }: { user: User }) {
  const { t } = useTranslation();
  if (user.scopeAll || user.role === 'boss') return t('users.scopeAll');
  if (user.role === 'guide') return t('users.scopeOwn', { name: user.staffName ?? user.name });
  if (user.units.length === 0) return t('users.scopeOwnStore');
  return user.units.map((unit) => unit.name).join('、');
}
