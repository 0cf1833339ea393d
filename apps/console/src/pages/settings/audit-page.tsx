// 审计: who changed what, when; searchable, and exported as it is filtered.
import { DownloadOutlined } from '@ant-design/icons';
import type { AuditEntry } from '@yutian/contract';
import { addDays, startOfDay, toIso } from '@yutian/kernel';
import { EmptyState, formatInstant, KeysetTable, Page } from '@yutian/ui';
import { Button, DatePicker, Input, Select, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { AuditDetail, useActionWords } from './audit-detail.tsx';

const NAMES = ['text', 'action', 'userId', 'userName', 'subjectKind', 'subjectId', 'from', 'to'] as const;
type Filters = Partial<Record<(typeof NAMES)[number], string>>;
const MODULES = ['org', 'customers', 'channels', 'orders', 'connection', 'groups'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the server is asked: days become instants, `to` exclusive. */
const inputOf = (filters: Filters) =>
  given({
    text: filters.text?.slice(0, 100),
    action: filters.action,
    userId: filters.userId,
    subjectKind: filters.subjectKind,
    subjectId: filters.subjectId,
    from: filters.from && DAY.test(filters.from) ? toIso(startOfDay(filters.from)) : undefined,
    to: filters.to && DAY.test(filters.to) ? toIso(startOfDay(addDays(filters.to, 1))) : undefined,
  });

export default function AuditPage() {
  const { t } = useTranslation();
  const words = useActionWords();
  const [filters, change] = useFilters(...NAMES);
  const input = inputOf(filters);
  const pages = useKeyset(['audit', input], (cursor) =>
    client.org.listAuditEntries({ ...input, ...(cursor && { cursor }) }),
  );
  return (
    <Page
      title={t('page./audit')}
      question={t('audit.question')}
      actions={
        <Button
          icon={<DownloadOutlined />}
          href={`/api/v1/audit-entries/export?${new URLSearchParams(input as Record<string, string>)}`}
          download
        >
          {t('ui.export')}
        </Button>
      }
      filters={<AuditFilters filters={filters} change={change} />}
    >
      <KeysetTable<AuditEntry>
        name="audit"
        label={t('page./audit')}
        pages={pages}
        rowKey={(row) => row.entryId}
        empty={<EmptyState title={t('audit.none')} why={t('orders.noneFoundWhy')} />}
        expandable={{ expandedRowRender: (row: AuditEntry) => <AuditDetail entry={row} /> }}
        columns={[
          { key: 'at', title: t('audit.at'), render: (_, row) => formatInstant(row.at) },
          {
            key: 'actor',
            title: t('audit.actor'),
            render: (_, row) =>
              row.userId ? (
                <Button
                  type="link"
                  size="small"
                  style={{ padding: 0 }}
                  aria-label={t('audit.onlyBy', { name: row.actorName })}
                  onClick={() => change({ userId: row.userId ?? undefined, userName: row.actorName })}
                >
                  {row.actorName}
                </Button>
              ) : (
                <Typography.Text type="secondary">{row.actorName || t('audit.system')}</Typography.Text>
              ),
          },
          { key: 'action', title: t('audit.action'), render: (_, row) => words(row.action) },
          {
            key: 'subject',
            title: t('audit.subject'),
            render: (_, row) => (
              <Button
                type="link"
                size="small"
                style={{ padding: 0 }}
                onClick={() => change({ subjectKind: row.subjectKind, subjectId: row.subjectId })}
              >
                {t(`audit.subject.${row.subjectKind}`, row.subjectKind)} · {row.subjectId.slice(0, 8)}
              </Button>
            ),
          },
          {
            key: 'code',
            title: t('audit.code'),
            hidden: true,
            render: (_, row) => <Typography.Text code>{row.action}</Typography.Text>,
          },
        ]}
      />
    </Page>
  );
}

function AuditFilters({ filters, change }: { filters: Filters; change: (next: Filters) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Input.Search
        aria-label={t('audit.search')}
        placeholder={t('audit.search')}
        style={{ width: 240 }}
        allowClear
        defaultValue={filters.text}
        key={filters.text ?? ''}
        onSearch={(text) => change({ text: text || undefined })}
      />
      <Select
        aria-label={t('audit.module')}
        placeholder={t('audit.module')}
        style={{ width: 150 }}
        allowClear
        value={filters.action}
        onChange={(action?: string) => change({ action })}
        options={MODULES.map((name) => ({ value: `${name}.`, label: t(`audit.module.${name}`) }))}
      />
      <DatePicker.RangePicker
        aria-label={t('orders.days')}
        style={{ width: 250, maxWidth: '100%' }}
        value={[filters.from ? dayjs(filters.from) : null, filters.to ? dayjs(filters.to) : null]}
        allowEmpty={[true, true]}
        onChange={(_, [from, to]) => change({ from: from || undefined, to: to || undefined })}
      />
      {filters.userId && (
        <Tag closable onClose={() => change({ userId: undefined, userName: undefined })}>
          {t('audit.actor')}:{filters.userName ?? filters.userId.slice(0, 8)}
        </Tag>
      )}
      {filters.subjectId && (
        <Tag closable onClose={() => change({ subjectKind: undefined, subjectId: undefined })}>
          {t('audit.subject')}:{filters.subjectId.slice(0, 8)}
        </Tag>
      )}
      {Object.keys(filters).length > 0 && (
        <Button
          type="link"
          onClick={() => change(Object.fromEntries(NAMES.map((name) => [name, undefined])))}
        >
          {t('ui.reset')}
        </Button>
      )}
    </>
  );
}
