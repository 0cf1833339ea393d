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
  // @NOTE a width of its own: in a table that scrolls, content that takes its width from the row widens without end.
  return (
    <div style={{ width: 'min(880px, 78vw)' }}>
      <Descriptions size="small" column={1} items={items} />
    </div>
  );
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
