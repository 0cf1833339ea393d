// One corp: does it answer, where callbacks go, when its directory was read.
import { Link } from '@tanstack/react-router';
import type { Corp } from '@yutian/contract';
import { formatCount, formatInstant } from '@yutian/ui';
import { Alert, Button, Card, Descriptions, Flex, Tabs, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { Departments } from './corp-departments.tsx';
import { DirectoryRuleForm } from './directory-rule.tsx';

const COLORS: Record<Corp['state'], string> = { untested: 'default', connected: 'green', refused: 'red' };

export function CorpCard({ corp, onEdit }: { corp: Corp; onEdit: () => void }) {
  const { t } = useTranslation();
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center" wrap>
          {corp.name}
          <Tag color={COLORS[corp.state]}>{t(`corp.${corp.state}`)}</Tag>
          {corp.stateAt && (
            <Typography.Text type="secondary" style={{ fontWeight: 'normal' }}>
              {t('corps.since', { time: formatInstant(corp.stateAt) })}
            </Typography.Text>
          )}
        </Flex>
      }
    >
      <Tabs
        items={[
          { key: 'facts', label: t('corps.facts'), children: <Facts corp={corp} onEdit={onEdit} /> },
          {
            key: 'departments',
            label: t('corps.departments'),
            children: <Departments corpId={corp.corpId} />,
          },
          { key: 'rule', label: t('corps.rule'), children: <DirectoryRuleForm corpId={corp.corpId} /> },
        ]}
      />
    </Card>
  );
}

function Facts({ corp, onEdit }: { corp: Corp; onEdit: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const callback = new URL(corp.callbackUrl, location.origin).href;
  return (
    <Flex vertical gap={12}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'id', label: t('corps.corpId'), children: corp.corpId },
          { key: 'agent', label: t('corps.agentId'), children: corp.agentId },
          {
            key: 'callback',
            label: t('corps.callback'),
            span: 'filled',
            children: (
              <Flex vertical>
                <Typography.Text copyable={{ text: callback }} code style={{ wordBreak: 'break-all' }}>
                  {callback}
                </Typography.Text>
                <Typography.Text type="secondary">
                  {t(corp.hasCallback ? 'corps.callbackReady' : 'corps.callbackWhere')}
                </Typography.Text>
              </Flex>
            ),
          },
          {
            key: 'archive',
            label: t('corps.archive'),
            children: t(corp.hasArchiveSecret ? 'corps.archiveOn' : 'corps.archiveOff'),
          },
          { key: 'sync', label: t('corps.directory'), children: <LastSync corp={corp} /> },
        ]}
      />
      {may('connection.write') && <CorpActions corp={corp} onEdit={onEdit} />}
      <Link to={'/connection' as never}>{t('corps.health')}</Link>
    </Flex>
  );
}

function CorpActions({ corp, onEdit }: { corp: Corp; onEdit: () => void }) {
  const { t } = useTranslation();
  const test = useAction(() => client.org.testCorp({ corpId: corp.corpId }));
  const sync = useAction(() => client.org.syncDirectory({ corpId: corp.corpId }), t('corps.syncStarted'));
  const outcome = test.data;
  return (
    <Flex vertical gap={8}>
      <Flex gap={8} wrap>
        <Button loading={test.isPending} onClick={() => test.mutate(undefined)}>
          {t('corps.test')}
        </Button>
        <Button loading={sync.isPending} onClick={() => sync.mutate(undefined)}>
          {t('corps.sync')}
        </Button>
        <Button onClick={onEdit}>{t('corps.rotate')}</Button>
      </Flex>
      {outcome && (
        <Alert
          role="status"
          type={outcome.state === 'connected' ? 'success' : 'error'}
          showIcon
          title={
            outcome.state === 'connected'
              ? t('corps.answers')
              : `${t(outcome.code ?? '', outcome.message ?? '')}${outcome.errcode === null ? '' : ` (${outcome.errcode})`}`
          }
        />
      )}
    </Flex>
  );
}

function LastSync({ corp }: { corp: Corp }) {
  const { t } = useTranslation();
  const run = corp.lastSync;
  if (!run) return t('corps.neverSynced');
  const at = run.finishedAt ?? run.startedAt;
  return (
    <Flex vertical>
      <span>
        <Tag color={run.state === 'done' ? 'green' : run.state === 'failed' ? 'red' : 'processing'}>
          {t(`corps.sync.${run.state}`)}
        </Tag>
        {at && formatInstant(at)}
      </span>
      {run.code && <Typography.Text type="danger">{t(run.code)}</Typography.Text>}
      {run.state === 'done' && (
        <Typography.Text type="secondary">
          {t('corps.syncResult', {
            departments: formatCount(run.departments),
            staff: formatCount(run.staff),
            added: formatCount(run.added),
            changed: formatCount(run.changed),
            left: formatCount(run.left),
          })}
        </Typography.Text>
      )}
    </Flex>
  );
}
