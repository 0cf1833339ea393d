// The company's own fields of one person.
import type { CustomerDetail } from '@yutian/contract';
import { Button, Drawer, Flex, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useAction } from '../../api/use-action.ts';

export interface Field {
  fieldId: string;
  name: string;
  kind: 'text' | 'number' | 'date' | 'choice' | 'choices';
  options: string[];
  archived: boolean;
}

export function wordOfValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ') || '–';
  return typeof value === 'string' || typeof value === 'number' ? String(value) || '–' : '–';
}

interface CustomFieldsProps {
  person: CustomerDetail;
  fields: Field[];
  open: boolean;
  onClose: () => void;
}

export function CustomFields({ person, fields, open, onClose }: CustomFieldsProps) {
  const { t } = useTranslation();
  return (
    <Drawer open={open} onClose={onClose} size={420} destroyOnHidden title={t('people.fields.edit')}>
      <FieldsForm person={person} fields={fields} onDone={onClose} />
    </Drawer>
  );
}

function FieldsForm({
  person,
  fields,
  onDone,
}: {
  person: CustomerDetail;
  fields: Field[];
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [changed, setChanged] = useState<Record<string, unknown>>({});
  const [opened] = useState(person);
  const save = useAction(
    (custom: Record<string, unknown>) =>
      client.customers.updateCustomer({ id: person.id, custom }, asRead(opened)),
    t('people.saved'),
  );
  return (
    <Form layout="vertical">
      {fields.map((field) => (
        <Form.Item key={field.fieldId} label={field.name} htmlFor={field.fieldId}>
          <FieldInput
            field={field}
            value={field.fieldId in changed ? changed[field.fieldId] : person.custom[field.fieldId]}
            onChange={(value) => setChanged({ ...changed, [field.fieldId]: value })}
          />
        </Form.Item>
      ))}
      <Flex gap={8}>
        <Button
          type="primary"
          disabled={Object.keys(changed).length === 0}
          loading={save.isPending}
          onClick={() => save.mutate(changed, { onSuccess: onDone })}
        >
          {t('ui.save')}
        </Button>
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
      </Flex>
    </Form>
  );
}

function FieldInput({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'number':
      return (
        <InputNumber
          id={field.fieldId}
          style={{ width: '100%' }}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => onChange(next)}
        />
      );
    case 'choice':
    case 'choices':
      return (
        <Select
          id={field.fieldId}
          allowClear
          {...(field.kind === 'choices' && { mode: 'multiple' as const })}
          value={value ?? (field.kind === 'choices' ? [] : null)}
          options={field.options.map((option) => ({ value: option, label: option }))}
          onChange={(next: unknown) =>
            onChange(Array.isArray(next) && next.length === 0 ? null : (next ?? null))
          }
        />
      );
    default:
      return (
        <Input
          id={field.fieldId}
          type={field.kind}
          maxLength={300}
          value={text}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
  }
}
