// The rule by which orders get their source and guide; a new version works out every order again.
import { useQuery } from '@tanstack/react-query';
import type { AttributionRule } from '@yutian/contract';
import { ErrorState, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { App, Button, Card, Flex, Form, Input, InputNumber, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';

type Fields = Pick<AttributionRule, 'lookBackDays' | 'conversationDays' | 'source'>;

export function AttributionRuleCard() {
  const { t } = useTranslation();
  const query = useQuery(api.orders.getAttributionRule.queryOptions());
  return (
    <Card size="small" title={t('settings.attribution')}>
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <RuleForm rule={query.data} />
      ) : (
        <LoadingState rows={4} />
      )}
    </Card>
  );
}

function RuleForm({ rule }: { rule: AttributionRule }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const save = useEdit({
    read: rule,
    fieldsOf: ({ lookBackDays, conversationDays, source }): Fields => ({
      lookBackDays,
      conversationDays,
      source,
    }),
    form: inForm(form),
    run: (fields, edition) => client.orders.setAttributionRule(fields, edition),
    told: t('settings.attributionSaved'),
  });
  const days = { rules: [{ required: true }] };
  return (
    <Form<Fields>
      form={form}
      name="attribution"
      layout="vertical"
      initialValues={rule}
      onFinish={(fields) =>
        void modal.confirm({
          title: t('settings.attributionAsk', { version: rule.version + 1 }),
          content: t('settings.attributionWhy'),
          onOk: () => save.mutateAsync(fields).catch(() => undefined),
        })
      }
    >
      {save.notice}
      <Typography.Paragraph type="secondary">
        {t(`attributionRule.${rule.name}`)} ·{' '}
        {rule.version === 0
          ? t('settings.ruleDefault')
          : t('settings.ruleVersion', { version: rule.version, time: formatInstant(rule.since) })}
      </Typography.Paragraph>
      <Form.Item
        name="lookBackDays"
        label={t('settings.lookBack')}
        extra={t('settings.lookBackWhy')}
        {...days}
      >
        <InputNumber min={1} max={3_650} precision={0} />
      </Form.Item>
      <Form.Item
        name="conversationDays"
        label={t('settings.conversation')}
        extra={t('settings.conversationWhy')}
        {...days}
      >
        <InputNumber min={1} max={90} precision={0} />
      </Form.Item>
      <Form.Item
        name="source"
        label={t('settings.ruleSource')}
        extra={t('settings.ruleSourceWhy')}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input />
      </Form.Item>
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </Flex>
    </Form>
  );
}
