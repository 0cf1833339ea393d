// A list from the server: pages by key, choosable columns, designed empty, loading and error states.
import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Popover, Table, type TableProps, Typography } from 'antd';
import type { ColumnType } from 'antd/es/table';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from './format.ts';
import { ErrorState, LoadingState, type ShownError } from './states.tsx';

/** What `useInfiniteQuery` gives, as far as a list needs it. */
export interface KeysetPages<Row> {
  data?: { pages: { items: Row[]; nextCursor: string | null }[] } | undefined;
  error: unknown;
  isPending: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage(): unknown;
  refetch(): unknown;
}

export interface KeysetTableProps<Row extends object> {
  /** A name for the browser's memory of chosen columns, and for screen readers. */
  name: string;
  label: string;
  pages: KeysetPages<Row>;
  columns: (ColumnType<Row> & { key: string; hidden?: boolean })[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  empty: ReactNode;
  /** The honest number of rows, if it is known. */
  total?: { count: number; exact: boolean };
  toolbar?: ReactNode;
  rowSelection?: TableProps<Row>['rowSelection'];
  expandable?: TableProps<Row>['expandable'];
}

export function KeysetTable<Row extends object>(props: KeysetTableProps<Row>) {
  const { t } = useTranslation();
  const { pages, columns, total } = props;
  const [hidden, setHidden] = useHiddenColumns(
    props.name,
    columns.filter((c) => c.hidden).map((c) => c.key),
  );
  if (pages.error)
    return <ErrorState error={toShownError(pages.error)} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <LoadingState />;
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = columns.filter((column) => !hidden.includes(column.key));
  return (
    <Flex vertical gap={8}>
      <Flex justify="space-between" align="center" gap={8} wrap>
        <Typography.Text type="secondary" role="status">
          {total &&
            (total.exact
              ? t('ui.rows', { n: formatCount(total.count) })
              : t('ui.over', { n: formatCount(total.count - (total.count % 100)) }))}
        </Typography.Text>
        <Flex gap={8} wrap>
          {props.toolbar}
          <Popover
            trigger="click"
            placement="bottomRight"
            content={
              <Checkbox.Group
                value={columns.map((c) => c.key).filter((key) => !hidden.includes(key))}
                onChange={(keys) => setHidden(columns.map((c) => c.key).filter((key) => !keys.includes(key)))}
                options={columns.map((c) => ({ label: c.title as ReactNode, value: c.key }))}
                style={{ display: 'flex', flexDirection: 'column', gap: 4 }}
              />
            }
          >
            <Button size="small" icon={<SettingOutlined />} aria-label={t('ui.columns')} />
          </Popover>
        </Flex>
      </Flex>
      <Table<Row>
        size="small"
        aria-label={props.label}
        rowKey={props.rowKey}
        columns={shown}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: props.empty }}
        {...(props.rowSelection && { rowSelection: props.rowSelection })}
        {...(props.expandable && { expandable: props.expandable })}
        {...(props.onOpen && {
          onRow: (row: Row) => ({ onClick: () => props.onOpen?.(row), style: { cursor: 'pointer' } }),
        })}
      />
      {rows.length > 0 && (
        <Flex justify="center">
          {pages.hasNextPage ? (
            <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('ui.loadMore')}
            </Button>
          ) : (
            <Typography.Text type="secondary">{t('ui.end')}</Typography.Text>
          )}
        </Flex>
      )}
    </Flex>
  );
}

/** Reads an error thrown by the API client (or by the network) as something that can be shown. */
export function toShownError(error: unknown): ShownError {
  const { code, message, data } = (error ?? {}) as {
    code?: string;
    message?: string;
    data?: { requestId?: string; data?: unknown };
  };
  if (!code || !data) return { code: 'OFFLINE', message: '' };
  return { code, message: message ?? '', data: data.data, requestId: data.requestId };
}

const keyOfColumns = (name: string) => `yutian.columns.${name}`;

function readHidden(name: string, initial: string[]): string[] {
  const stored = localStorage.getItem(keyOfColumns(name));
  return stored ? (JSON.parse(stored) as string[]) : initial;
}

/** The columns of a table as this person has chosen them, for a download of exactly what is shown. */
export function shownColumns(name: string, columns: readonly { key: string; hidden?: boolean }[]): string[] {
  const hidden = readHidden(
    name,
    columns.filter((column) => column.hidden).map((column) => column.key),
  );
  return columns.map((column) => column.key).filter((key) => !hidden.includes(key));
}

function useHiddenColumns(name: string, initial: string[]): [string[], (keys: string[]) => void] {
  const [hidden, setHidden] = useState<string[]>(() => readHidden(name, initial));
  return [
    hidden,
    (keys) => {
      localStorage.setItem(keyOfColumns(name), JSON.stringify(keys));
      setHidden(keys);
    },
  ];
}
