// The fields the company added to people: made, renamed, archived; values stay.
import { useQuery } from '@tanstack/react-query';
import { FIELD_KINDS } from '@yutian/contract';
import { EmptyState, ErrorState, LoadingState, toShownError } from '@yutian/ui';
import { Button, Card, Divider, Drawer, Flex, Form, Input, Select, Switch, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useAction } from '../../api/use-action.ts';
import type { Field } from './custom-fields.tsx';

const CHOICES: readonly string[] = ['choice', 'choices'];

export function FieldsButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('fields.title')}</Button>
      <Drawer open={open} onClose={() => setOpen(false)} size={480} destroyOnHidden title={t('fields.title')}>
        <Fields />
      </Drawer>
    </>
  );
}

function Fields() {
  const { t } = useTranslation();
  const query = useQuery(api.customers.listCustomFields.queryOptions());
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState rows={4} />;
  return (
    <Flex vertical gap={8}>
      {query.data.items.length === 0 && <EmptyState title={t('fields.none')} why={t('fields.noneWhy')} />}
      {query.data.items.map((field) => (
        <FieldCard key={field.fieldId} field={field} />
      ))}
      <Divider plain>{t('fields.new')}</Divider>
      <NewField />
    </Flex>
  );
}

function FieldCard({ field }: { field: Field }) {
  const { t } = useTranslation();
  const edit = useAction(
    (change: { name?: string; options?: string[]; archived?: boolean }) =>
      client.customers.editCustomField({ id: field.fieldId, ...change }, asRead(field)),
    t('people.saved'),
  );
  return (
    <Card size="small">
      <Flex vertical gap={8}>
        <Flex justify="space-between" align="center" gap={8}>
          <Typography.Text
            strong
            delete={field.archived}
            editable={{
              maxLength: 30,
              onChange: (name) =>
                name.trim() && name.trim() !== field.name && edit.mutate({ name: name.trim() }),
            }}
          >
            {field.name}
          </Typography.Text>
          <Flex gap={8} align="center">
            <Tag>{t(`fields.kind.${field.kind}`)}</Tag>
            <Switch
              size="small"
              aria-label={t('fields.inUse', { name: field.name })}
              checked={!field.archived}
              loading={edit.isPending}
              onChange={(used) => edit.mutate({ archived: !used })}
            />
          </Flex>
        </Flex>
        {CHOICES.includes(field.kind) && (
          <Select
            mode="tags"
            aria-label={t('fields.options')}
            value={field.options}
            onChange={(options: string[]) => options.length > 0 && edit.mutate({ options })}
          />
        )}
      </Flex>
    </Card>
  );
}

interface NewFieldInput {
  name: string;
  kind: Field['kind'];
  options?: string[];
}

function NewField() {
  const { t } = useTranslation();
  const [form] = Form.useForm<NewFieldInput>();
  const kind = Form.useWatch('kind', form) ?? 'text';
  const add = useAction(
    (input: NewFieldInput) => client.customers.createCustomField(input),
    t('people.saved'),
  );
  return (
    <Form<NewFieldInput>
      form={form}
      layout="vertical"
      initialValues={{ kind: 'text' }}
      onFinish={(input) => add.mutate(input, { onSuccess: () => form.resetFields() })}
    >
      <Form.Item
        name="name"
        label={t('fields.name')}
        rules={[{ required: true, whitespace: true, message: t('people.required') }]}
      >
        <Input maxLength={30} showCount />
      </Form.Item>
      <Form.Item name="kind" label={t('fields.kind')}>
        <Select options={FIELD_KINDS.map((value) => ({ value, label: t(`fields.kind.${value}`) }))} />
      </Form.Item>
      {CHOICES.includes(kind) && (
        <Form.Item
          name="options"
          label={t('fields.options')}
          extra={t('fields.optionsHint')}
          rules={[{ required: true, message: t('people.required') }]}
        >
          <Select mode="tags" />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t('fields.new')}
      </Button>
    </Form>
  );
}
