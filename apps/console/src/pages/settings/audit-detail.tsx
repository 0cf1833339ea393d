// What an audit entry holds beside who, when and what.
import type { AuditEntry } from '@yutian/contract';
import { Descriptions, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

export function AuditDetail({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const items = [
    { key: '#action', label: t('audit.code'), children: entry.action },
    {
      key: '#subject',
      label: t('audit.subject'),
      children: (
        <Typography.Text copyable={{ text: entry.subjectId }}>
          {entry.subjectKind} · {entry.subjectId}
        </Typography.Text>
      ),
    },
    ...Object.entries(entry.detail).map(([name, value]) => ({
      key: name,
      label: name,
      children: <Value value={value} />,
    })),
  ];
  return <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />;
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (value === null || value === undefined) return t('ui.none');
  if (typeof value === 'boolean') return t(value ? 'ui.yes' : 'ui.no');
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return (
    <Typography.Text code style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
      {JSON.stringify(value, null, 1)}
    </Typography.Text>
  );
}

/** The words for an action; one that nobody worded yet stays as it is. */
export function useActionWords(): (action: string) => string {
  const { t, i18n } = useTranslation();
  return (action) => {
    const key = [`audit.action.${action}`, action].find((known) => i18n.exists(known));
    return key === undefined ? action : t(key);
  };
}
