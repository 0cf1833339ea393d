// What the person agreed to, with the receipt of each yes and no (R11).
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { CONSENT_PURPOSES, type ConsentPurpose, type CustomerDetail } from '@yutian/contract';
import { ErrorState, formatInstant, LoadingState, toShownError, WideTable } from '@yutian/ui';
import { Button, Card, Drawer, Flex, Form, Input, Radio, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

type Consent = CustomerDetail['consents'][number];

interface Receipt {
  purpose: ConsentPurpose;
  granted: boolean;
  channel: string;
  noticeVersion: string;
  evidence?: string;
}

export function Consents({ person }: { person: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [drawer, setDrawer] = useState<'receipts' | 'record'>();
  return (
    <Card
      size="small"
      title={t('people.consents')}
      extra={
        <Flex gap={4}>
          {person.consents.length > 0 && (
            <Button size="small" type="link" onClick={() => setDrawer('receipts')}>
              {t('people.receipts')}
            </Button>
          )}
          {may('customers.write') && (
            <Button
              size="small"
              type="text"
              icon={<PlusOutlined />}
              aria-label={t('people.consent.record')}
              onClick={() => setDrawer('record')}
            />
          )}
        </Flex>
      }
    >
      {person.consents.length === 0 ? (
        <Typography.Text type="secondary">{t('people.consents.none')}</Typography.Text>
      ) : (
        <Flex gap={4} wrap>
          {person.consents.map((consent) => (
            <Tag
              key={consent.consentId}
              color={consent.granted ? 'green' : 'red'}
              title={formatInstant(consent.at)}
            >
              {t(`people.purpose.${consent.purpose}`)} ·{' '}
              {t(consent.granted ? 'people.granted' : 'people.withdrawn')}
            </Tag>
          ))}
        </Flex>
      )}
      <Drawer
        open={drawer !== undefined}
        onClose={() => setDrawer(undefined)}
        size={drawer === 'receipts' ? 760 : 440}
        destroyOnHidden
        title={t(drawer === 'receipts' ? 'people.receipts' : 'people.consent.record')}
      >
        {drawer === 'receipts' ? (
          <Receipts id={person.id} />
        ) : (
          <RecordConsent id={person.id} onDone={() => setDrawer(undefined)} />
        )}
      </Drawer>
    </Card>
  );
}

function Receipts({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(api.customers.listConsents.queryOptions({ input: { id } }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={4} />;
  return (
    <WideTable<Consent>
      aria-label={t('people.consents')}
      pagination={false}
      rowKey={(row) => row.consentId}
      dataSource={query.data.items}
      columns={[
        { key: 'at', title: t('people.time'), render: (_, row) => formatInstant(row.at) },
        {
          key: 'purpose',
          title: t('people.purpose'),
          render: (_, row) => t(`people.purpose.${row.purpose}`),
        },
        {
          key: 'granted',
          title: t('people.consent.answer'),
          render: (_, row) => (
            <Tag color={row.granted ? 'green' : 'red'}>
              {t(row.granted ? 'people.granted' : 'people.withdrawn')}
            </Tag>
          ),
        },
        { key: 'channel', title: t('people.consent.channel'), dataIndex: 'channel' },
        { key: 'notice', title: t('people.consent.notice'), dataIndex: 'noticeVersion' },
        { key: 'evidence', title: t('people.consent.evidence'), render: (_, row) => row.evidence || '–' },
        {
          key: 'by',
          title: t('people.consent.by'),
          render: (_, row) => row.recordedBy ?? t('people.consent.elsewhere'),
        },
      ]}
    />
  );
}

function RecordConsent({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation();
  const save = useAction(
    (receipt: Receipt) => client.customers.recordConsent({ id, ...receipt }),
    t('people.consent.recorded'),
  );
  return (
    <Form<Receipt>
      layout="vertical"
      initialValues={{ purpose: 'marketing', granted: true }}
      onFinish={(receipt) => save.mutate(receipt, { onSuccess: onDone })}
    >
      <Form.Item name="purpose" label={t('people.purpose')} required>
        <Select options={CONSENT_PURPOSES.map((value) => ({ value, label: t(`people.purpose.${value}`) }))} />
      </Form.Item>
      <Form.Item name="granted" label={t('people.consent.answer')} required>
        <Radio.Group
          options={[
            { value: true, label: t('people.granted') },
            { value: false, label: t('people.withdrawn') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="channel"
        label={t('people.consent.channel')}
        extra={t('people.consent.channelHint')}
        rules={[{ required: true, whitespace: true, message: t('people.required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="noticeVersion"
        label={t('people.consent.notice')}
        extra={t('people.consent.noticeHint')}
        rules={[{ required: true, whitespace: true, message: t('people.required') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="evidence" label={t('people.consent.evidence')}>
        <Input.TextArea maxLength={500} rows={3} showCount />
      </Form.Item>
      <Flex gap={8}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
      </Flex>
    </Form>
  );
}
