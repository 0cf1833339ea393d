// Whether a value fits a custom field. Pure.
import { invalid } from '@yutian/kernel';
import type { FieldRow } from './person.sql.ts';

const LONGEST = 500;

/** The value as it is stored; null empties the field. A Fault that names the field when it does not fit. */
export function checkValue(
  field: Pick<FieldRow, 'fieldId' | 'name' | 'kind' | 'options'>,
  value: unknown,
): unknown {
  if (value === null) return null;
  if (fits(field, value)) return typeof value === 'string' ? value.trim() : value;
  throw invalid(
    'CUSTOM_FIELD_VALUE_INVALID',
    `The value of «${field.name}» does not fit its kind (${field.kind}).`,
    {
      fieldId: field.fieldId,
      kind: field.kind,
    },
  );
}

function fits({ kind, options }: Pick<FieldRow, 'kind' | 'options'>, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= LONGEST;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'date':
      return (
        typeof value === 'string' &&
        /^\d{4}-\d{2}-\d{2}$/.test(value) &&
        !Number.isNaN(Date.parse(value)) &&
        new Date(value).toISOString().startsWith(value)
      );
    case 'choice':
      return typeof value === 'string' && options.includes(value);
    case 'choices':
      return (
        Array.isArray(value) &&
        new Set(value).size === value.length &&
        value.every((one) => typeof one === 'string' && options.includes(one))
      );
  }
}
