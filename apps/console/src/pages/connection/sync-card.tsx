// A synchronisation run: progress, honest estimate, and its buttons.
import type { SyncRun } from '@yutian/contract';
import { formatCount, formatInstant } from '@yutian/ui';
import { Button, Flex, Popconfirm, Progress, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';

export function SyncCard({ corpId, run }: { corpId: string; run: SyncRun | null }) {
  const { t } = useTranslation();
  const may = useMay();
  const start = useAction(
    (kind: 'first' | 'reconcile') => client.connection.startSync({ corpId, kind }),
    t('sync.started'),
  );
  const pause = useAction((id: string) => client.connection.pauseSync({ id }));
  const resume = useAction((id: string) => client.connection.resumeSync({ id }));
  const cancel = useAction((id: string) => client.connection.cancelSync({ id }));
  const running = run?.state === 'running';
  const stopped = run?.state === 'paused' || run?.state === 'failed';
  return (
    <Flex vertical gap={4} style={{ marginBottom: 8 }}>
      <Flex gap={8} align="center" wrap>
        <Typography.Text strong>{t(`sync.kind.${run?.kind ?? 'first'}`)}</Typography.Text>
        {run ? (
          <Tag color={running ? 'processing' : run.state === 'done' ? 'green' : 'orange'}>
            {t(`sync.state.${run.state}`)}
            {running && ` · ${t(`sync.phase.${run.phase}`)}`}
          </Tag>
        ) : (
          <Typography.Text type="secondary">{t('sync.none')}</Typography.Text>
        )}
        {may('connection.write') && (
          <>
            {!running && !stopped && (
              <Button
                size="small"
                type={run ? 'default' : 'primary'}
                loading={start.isPending}
                onClick={() => start.mutate(run ? 'reconcile' : 'first')}
              >
                {t(run ? 'sync.startReconcile' : 'sync.start')}
              </Button>
            )}
            {running && run && (
              <Button size="small" onClick={() => pause.mutate(run.id)}>
                {t('sync.pause')}
              </Button>
            )}
            {stopped && run && (
              <Button size="small" type="primary" onClick={() => resume.mutate(run.id)}>
                {t('sync.resume')}
              </Button>
            )}
            {(running || stopped) && run && (
              <Popconfirm
                title={t('sync.cancel')}
                description={t('sync.cancelWhy')}
                onConfirm={() => cancel.mutate(run.id)}
              >
                <Button size="small" danger>
                  {t('sync.cancel')}
                </Button>
              </Popconfirm>
            )}
          </>
        )}
      </Flex>
      {run && <RunProgress run={run} />}
    </Flex>
  );
}

function RunProgress({ run }: { run: SyncRun }) {
  const { t } = useTranslation();
  const total = run.staff.total ?? 0;
  const percent = run.state === 'done' ? 100 : total === 0 ? 0 : Math.floor((run.staff.done / total) * 100);
  return (
    <>
      {run.state !== 'done' && (
        <Progress
          percent={percent}
          size="small"
          status={run.state === 'failed' ? 'exception' : 'active'}
          aria-label={t('sync.title')}
        />
      )}
      <Typography.Text type="secondary">
        {run.state !== 'done' && run.staff.total !== null && `${t('sync.staffDone', run.staff)} · `}
        {t('sync.relations', {
          n: formatCount(run.relations),
          rate: run.perSecond === null ? '–' : formatCount(Math.round(run.perSecond)),
        })}
        {run.state === 'running' &&
          ` · ${run.eta ? t('sync.eta', { time: formatInstant(run.eta) }) : t('sync.etaUnknown')} · ${t('sync.kept', { n: formatCount(run.budget.keptForOthers) })}`}
      </Typography.Text>
      <Typography.Text type="secondary">
        {t('sync.result', {
          added: formatCount(run.added),
          changed: formatCount(run.changed),
          lost: formatCount(run.lost),
          groups: formatCount(run.groups),
          calls: formatCount(run.calls),
        })}
      </Typography.Text>
      {run.reason && (
        <Typography.Text type="danger">{t(run.reason.code, run.reason.message)}</Typography.Text>
      )}
    </>
  );
}
