// The first rows of a file, each column under what it was taken for.
import type { ImportFile, ImportMapping } from '@yutian/contract';
import { Flex, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export function FilePreview({ file, mapping }: { file: ImportFile; mapping: ImportMapping }) {
  const { t } = useTranslation();
  const meanings = new Map(Object.entries(mapping.columns).map(([field, column]) => [column, field]));
  return (
    <section aria-label={t('imports.preview')} tabIndex={0} style={{ maxHeight: 320, overflow: 'auto' }}>
      <Table
        size="small"
        aria-label={t('imports.preview')}
        title={() => <Typography.Text type="secondary">{t('imports.preview')}</Typography.Text>}
        pagination={false}
        tableLayout="auto"
        rowKey={(row) => row.key}
        dataSource={file.preview.map((cells, i) => ({ key: String(i), cells }))}
        columns={file.columns.map((column, i) => {
          const field = meanings.get(column.name);
          return {
            key: column.name,
            title: (
              <Flex vertical align="flex-start" gap={2}>
                <span style={{ whiteSpace: 'nowrap' }}>{column.name}</span>
                {field ? (
                  <Tag color="green" style={{ margin: 0 }}>
                    {t(`importField.${field}`)}
                  </Tag>
                ) : (
                  <Tag style={{ margin: 0 }}>{t('imports.unused')}</Tag>
                )}
              </Flex>
            ),
            render: (_: unknown, row: { cells: string[] }) => (
              <Typography.Text
                ellipsis
                style={{ maxWidth: 200 }}
                {...(!field && { type: 'secondary' as const })}
              >
                {row.cells[i]}
              </Typography.Text>
            ),
          };
        })}
      />
    </section>
  );
}
