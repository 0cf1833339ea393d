// How departments become units: by the end of their name, else by their level.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { type DirectoryRule, UNIT_KINDS } from '@yutian/contract';
import { ErrorState, LoadingState, toShownError } from '@yutian/ui';
import { Button, Flex, Form, Input, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';

const MOST_LEVELS = 15;

export function DirectoryRuleForm({ corpId }: { corpId: string }) {
  const query = useQuery(api.org.getDirectoryRule.queryOptions({ input: { corpId } }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={5} />;
  return <RuleForm corpId={corpId} rule={query.data} />;
}

function RuleForm({ corpId, rule }: { corpId: string; rule: DirectoryRule }) {
  const { t } = useTranslation();
  const mayWrite = useMay()('org.write');
  const [form] = Form.useForm<DirectoryRule>();
  const save = useEdit({
    read: rule,
    fieldsOf: (read) => read,
    form: inForm(form),
    run: (next, edition) => client.org.setDirectoryRule({ corpId, ...next }, edition),
    told: t('corps.ruleSaved'),
  });
  const kinds = [...UNIT_KINDS, 'skip' as const].map((value) => ({
    value,
    label: value === 'skip' ? t('corps.skip') : t(`unit.${value}`),
  }));
  return (
    <Form<DirectoryRule>
      form={form}
      layout="vertical"
      disabled={!mayWrite}
      initialValues={rule}
      onFinish={(next) => save.mutate(next)}
      style={{ maxWidth: 640 }}
    >
      {save.notice}
      <Typography.Paragraph type="secondary">{t('corps.ruleWhy')}</Typography.Paragraph>
      <Typography.Title level={2} style={{ fontSize: 14 }}>
        {t('corps.byName')}
      </Typography.Title>
      <Form.List name="names">
        {(fields, { add, remove }) => (
          <Flex vertical gap={8} style={{ marginBottom: 16 }}>
            {fields.map(({ key, name }) => (
              <Flex key={key} gap={8}>
                <Form.Item name={[name, 'endsWith']} noStyle rules={[{ required: true, max: 30 }]}>
                  <Input
                    aria-label={t('corps.endsWith')}
                    prefix={<Typography.Text type="secondary">{t('corps.endsWith')}</Typography.Text>}
                    style={{ flex: 1 }}
                  />
                </Form.Item>
                <Form.Item name={[name, 'kind']} noStyle rules={[{ required: true }]}>
                  <Select aria-label={t('corps.becomes')} style={{ width: 120 }} options={kinds} />
                </Form.Item>
                <Button icon={<DeleteOutlined />} aria-label={t('ui.delete')} onClick={() => remove(name)} />
              </Flex>
            ))}
            <div>
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => add({ endsWith: '', kind: 'store' })}
              >
                {t('corps.addName')}
              </Button>
            </div>
          </Flex>
        )}
      </Form.List>
      <Typography.Title level={2} style={{ fontSize: 14 }}>
        {t('corps.byLevel')}
      </Typography.Title>
      <Form.List name="levels">
        {(fields, { add, remove }) => (
          <Flex vertical gap={8} style={{ marginBottom: 16 }}>
            {fields.map(({ key, name }, i) => (
              <Flex key={key} gap={8} align="center">
                <span style={{ width: 90 }}>{t('corps.level', { n: i + 1 })}</span>
                <Form.Item name={name} noStyle rules={[{ required: true }]}>
                  <Select
                    aria-label={t('corps.level', { n: i + 1 })}
                    style={{ width: 140 }}
                    options={kinds}
                  />
                </Form.Item>
                {i === fields.length - 1 && i > 0 && (
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('ui.delete')}
                    onClick={() => remove(name)}
                  />
                )}
              </Flex>
            ))}
            {fields.length < MOST_LEVELS && (
              <div>
                <Button size="small" icon={<PlusOutlined />} onClick={() => add('department')}>
                  {t('corps.addLevel')}
                </Button>
              </div>
            )}
          </Flex>
        )}
      </Form.List>
      <Form.Item name="dealerWords" label={t('corps.dealerWords')} extra={t('corps.dealerWordsWhy')}>
        <Select mode="tags" open={false} suffixIcon={null} aria-label={t('corps.dealerWords')} />
      </Form.Item>
      {mayWrite && (
        <Flex justify="flex-end">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('ui.save')}
          </Button>
        </Flex>
      )}
    </Form>
  );
}
