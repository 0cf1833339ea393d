// Keys for machines: what they may do, when they end; a new one is shown once.
import type { ApiToken, Permission } from '@yutian/contract';
import { EmptyState, formatDate, formatInstant, KeysetTable } from '@yutian/ui';
import {
  Alert,
  Button,
  Card,
  Checkbox,
  Drawer,
  Flex,
  Form,
  Input,
  InputNumber,
  Popconfirm,
  Tag,
  Typography,
} from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMe } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

export function ApiTokens() {
  const { t } = useTranslation();
  const now = useServerNow();
  const [adding, setAdding] = useState(false);
  const pages = useKeyset(['api-tokens'], (cursor) =>
    client.org.listApiTokens({ ...(cursor && { cursor }) }),
  );
  const revoke = useAction((id: string) => client.org.revokeApiToken({ id }), t('tokens.revoked'));
  const add = (
    <Button type="primary" size="small" onClick={() => setAdding(true)}>
      {t('tokens.add')}
    </Button>
  );
  return (
    <Card size="small" title={t('tokens.title')} extra={add}>
      <Typography.Paragraph type="secondary">{t('tokens.why')}</Typography.Paragraph>
      <KeysetTable<ApiToken>
        name="api-tokens"
        label={t('tokens.title')}
        pages={pages}
        rowKey={(row) => row.tokenId}
        empty={<EmptyState title={t('tokens.none')} why={t('tokens.noneWhy')} />}
        columns={[
          { key: 'name', title: t('tokens.name'), render: (_, row) => row.name },
          {
            key: 'hint',
            title: t('tokens.hint'),
            render: (_, row) => <Typography.Text code>{row.hint}…</Typography.Text>,
          },
          {
            key: 'may',
            title: t('tokens.permissions'),
            render: (_, row) => row.permissions.map((name) => t(`permission.${name}`)).join('、'),
          },
          { key: 'by', title: t('tokens.by'), render: (_, row) => row.userName },
          {
            key: 'until',
            title: t('tokens.expires'),
            render: (_, row) =>
              Date.parse(row.expiresAt) <= now ? (
                <Tag color="orange">{t('users.expired')}</Tag>
              ) : (
                formatDate(row.expiresAt)
              ),
          },
          {
            key: 'used',
            title: t('tokens.used'),
            render: (_, row) => (row.lastUsedAt ? formatInstant(row.lastUsedAt) : t('users.never')),
          },
          {
            key: 'do',
            title: t('shops.do'),
            render: (_, row) => (
              <Popconfirm
                title={t('tokens.revokeAsk', { name: row.name })}
                description={t('tokens.revokeWhy')}
                onConfirm={() => revoke.mutate(row.tokenId)}
              >
                <Button type="link" size="small" danger>
                  {t('tokens.revoke')}
                </Button>
              </Popconfirm>
            ),
          },
        ]}
      />
      <Drawer
        open={adding}
        onClose={() => setAdding(false)}
        size={460}
        destroyOnHidden
        title={t('tokens.add')}
      >
        <TokenForm onDone={() => setAdding(false)} />
      </Drawer>
    </Card>
  );
}

interface Fields {
  name: string;
  permissions: Permission[];
  days: number;
}

function TokenForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const make = useAction((fields: Fields) => client.org.createApiToken(fields));
  if (make.data)
    return (
      <Flex vertical gap={16}>
        <Alert type="warning" showIcon title={t('tokens.once')} />
        <Typography.Paragraph copyable={{ text: make.data.token }} code style={{ wordBreak: 'break-all' }}>
          {make.data.token}
        </Typography.Paragraph>
        <Typography.Text type="secondary">{t('tokens.use')}</Typography.Text>
        <Flex justify="flex-end">
          <Button type="primary" onClick={onDone}>
            {t('users.linkDone')}
          </Button>
        </Flex>
      </Flex>
    );
  return (
    <Form<Fields>
      name="token"
      layout="vertical"
      initialValues={{ days: 365 }}
      onFinish={(fields) => make.mutate(fields)}
    >
      <Form.Item name="name" label={t('tokens.name')} rules={[{ required: true, whitespace: true, max: 60 }]}>
        <Input autoFocus placeholder={t('tokens.namePlaceholder')} />
      </Form.Item>
      <Form.Item name="days" label={t('tokens.days')} rules={[{ required: true }]}>
        <InputNumber min={1} max={730} precision={0} />
      </Form.Item>
      <Form.Item
        name="permissions"
        label={t('tokens.permissions')}
        extra={t('tokens.atMostOwn')}
        rules={[{ required: true, message: t('tokens.permissionsNeeded') }]}
      >
        <Checkbox.Group
          style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 4 }}
          options={me.permissions.map((value) => ({ value, label: t(`permission.${value}`) }))}
        />
      </Form.Item>
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          {t('tokens.make')}
        </Button>
      </Flex>
    </Form>
  );
}
