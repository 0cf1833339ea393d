// Which column of the file holds what.
import { IMPORT_FIELDS, type ImportField, type ImportFile, type ImportMapping } from '@yutian/contract';
import { Col, Flex, Input, Row, Segmented, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { missingFields } from './mapping.ts';

const GROUPS: readonly { name: string; fields: readonly ImportField[] }[] = [
  { name: 'order', fields: ['orderNo', 'createdAt', 'paidAt', 'state', 'province'] },
  { name: 'money', fields: ['totalAmount', 'paidAmount', 'refundAmount', 'refundedAt'] },
  { name: 'buyer', fields: ['buyerId', 'phone', 'unionid', 'memberNo', 'buyerName'] },
  { name: 'line', fields: ['sku', 'productName', 'quantity', 'unitPrice', 'lineAmount'] },
];

interface Props {
  file: ImportFile;
  mapping: ImportMapping;
  onChange: (mapping: ImportMapping) => void;
}

export function MappingForm({ file, mapping, onChange }: Props) {
  const { t } = useTranslation();
  const missing = missingFields(mapping);
  const guessed = new Map(file.columns.flatMap(({ guess, name }) => (guess ? [[guess, name] as const] : [])));
  const put = (field: ImportField, column: string | undefined) => {
    const { [field]: _, ...others } = mapping.columns;
    onChange({ ...mapping, columns: column === undefined ? others : { ...others, [field]: column } });
  };
  return (
    <Flex vertical gap={12}>
      <Choices {...{ mapping, onChange }} />
      <Row gutter={[16, 12]}>
        {GROUPS.map(({ name, fields }) => (
          <Col key={name} xs={24} md={12} xl={6}>
            <Flex vertical gap={6}>
              <Typography.Text strong>{t(`imports.group.${name}`)}</Typography.Text>
              {IMPORT_FIELDS.filter((field) => fields.includes(field)).map((field) => (
                <FieldChoice
                  key={field}
                  field={field}
                  columns={file.columns}
                  value={mapping.columns[field]}
                  guessed={guessed.get(field) === mapping.columns[field]}
                  missing={missing.includes(field)}
                  onChange={(column) => put(field, column)}
                />
              ))}
            </Flex>
          </Col>
        ))}
      </Row>
    </Flex>
  );
}

function FieldChoice(props: {
  field: ImportField;
  columns: ImportFile['columns'];
  value: string | undefined;
  guessed: boolean;
  missing: boolean;
  onChange: (column: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const { field, value, missing } = props;
  const label = t(`importField.${field}`);
  return (
    <Flex align="center" gap={8}>
      <span style={{ width: 84, flex: 'none' }}>{label}</span>
      <Select
        size="small"
        aria-label={t('imports.columnOf', { field: label })}
        {...(missing && { status: 'error' as const })}
        style={{ flex: 1, minWidth: 0 }}
        popupMatchSelectWidth={300}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t(missing ? 'imports.needed' : 'imports.notInFile')}
        value={value}
        onChange={(column?: string) => props.onChange(column)}
        options={props.columns.map((column) => ({ value: column.name, label: column.name, column }))}
        optionRender={({ data }) => (
          <Flex vertical>
            <span>{data.label}</span>
            <Typography.Text type="secondary" ellipsis>
              {data.column.samples.slice(0, 3).join(' · ')}
            </Typography.Text>
          </Flex>
        )}
      />
    </Flex>
  );
}

function Choices({ mapping, onChange }: Omit<Props, 'file'>) {
  const { t } = useTranslation();
  const choice = (
    name: 'layout' | 'paidAmountIs' | 'paidWhen' | 'orderNoFrom',
    values: readonly string[],
  ) => (
    <Flex vertical gap={4} key={name}>
      <Typography.Text type="secondary">{t(`imports.${name}`)}</Typography.Text>
      <Segmented
        size="small"
        aria-label={t(`imports.${name}`)}
        value={mapping[name] as string}
        onChange={(value) => onChange({ ...mapping, [name]: value })}
        options={values.map((value) => ({ value, label: t(`imports.${name}.${value}`) }))}
      />
    </Flex>
  );
  return (
    <Flex gap={16} wrap>
      {choice('layout', ['orders', 'lines'])}
      {choice('orderNoFrom', ['column', 'buyer_day'])}
      {mapping.columns.paidAmount !== undefined && choice('paidAmountIs', ['gross', 'net'])}
      {choice('paidWhen', ['paid_at', 'always'])}
      <Flex vertical gap={4}>
        <label htmlFor="return-prefix">
          <Typography.Text type="secondary">{t('imports.returnPrefix')}</Typography.Text>
        </label>
        <Input
          id="return-prefix"
          size="small"
          maxLength={4}
          style={{ width: 120 }}
          placeholder={t('ui.none')}
          value={mapping.returnPrefix ?? ''}
          onChange={(event) => onChange({ ...mapping, returnPrefix: event.target.value || null })}
        />
      </Flex>
    </Flex>
  );
}
