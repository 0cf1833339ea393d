// 设置: the tenant's own settings, the attribution rule, and keys for machines.
import { useQuery } from '@tanstack/react-query';
import type { Settings } from '@yutian/contract';
import { ErrorState, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Card, Col, Flex, Form, Input, InputNumber, Row, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';
import { ApiTokens } from './api-tokens.tsx';
import { AttributionRuleCard } from './attribution-rule.tsx';

export default function SettingsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(api.org.getSettings.queryOptions());
  return (
    <Page
      title={t('page./settings')}
      question={t('settings.question')}
      actions={
        <Button href="/api/docs" target="_blank" rel="noreferrer">
          {t('settings.apiDocs')}
        </Button>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState />
      ) : (
        <Row gutter={[12, 12]}>
          <Col xs={24} lg={may('orders.read') ? 12 : 24}>
            <Card size="small" title={t('settings.tenant')}>
              <TenantForm settings={query.data} />
            </Card>
          </Col>
          {may('orders.read') && (
            <Col xs={24} lg={12}>
              <AttributionRuleCard />
            </Col>
          )}
          <Col span={24}>
            <ApiTokens />
          </Col>
        </Row>
      )}
    </Page>
  );
}

function TenantForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Omit<Settings, 'zone'>>();
  const save = useEdit({
    read: settings,
    fieldsOf: ({ zone: _zone, ...fields }) => fields,
    form: inForm(form),
    run: (fields, edition) => client.org.updateSettings(fields, edition),
    told: t('settings.saved'),
  });
  return (
    <Form<Omit<Settings, 'zone'>>
      form={form}
      layout="vertical"
      initialValues={settings}
      onFinish={(fields) => save.mutate(fields)}
      style={{ maxWidth: 520 }}
    >
      {save.notice}
      <Form.Item
        name="name"
        label={t('settings.name')}
        rules={[{ required: true, whitespace: true, max: 60 }]}
      >
        <Input />
      </Form.Item>
      <Form.Item
        name="sessionDays"
        label={t('settings.sessionDays')}
        extra={t('settings.sessionDaysWhy')}
        rules={[{ required: true }]}
      >
        <InputNumber min={1} max={90} precision={0} />
      </Form.Item>
      <Form.Item
        name="guideAutoProvision"
        label={t('settings.guides')}
        extra={t('settings.guidesWhy')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Form.Item label={t('settings.zone')} extra={t('settings.zoneWhy')}>
        <Input disabled value={settings.zone} aria-label={t('settings.zone')} />
      </Form.Item>
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </Flex>
    </Form>
  );
}
