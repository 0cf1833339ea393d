// One live code: its picture to hand out, who answers, what it brought, how people were greeted.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { CodeDetail } from '@yutian/contract';
import { ErrorState, formatInstant, LoadingState, Page, toShownError } from '@yutian/ui';
import { Alert, App, Button, Card, Col, Descriptions, Flex, Row, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { CodeState } from './code-state.tsx';
import { CodeStats } from './code-stats.tsx';
import { PeriodFilter } from './period-filter.tsx';
import { periodOf } from './period.ts';
import { QrPanel } from './qr-panel.tsx';
import { useAnswerText, WeekPicture } from './week-picture.tsx';

const REFRESH_MS = 10_000;
const WAITING_MS = 2_000;

export default function CodePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery(
    api.channels.getCode.queryOptions({
      input: { id },
      refetchInterval: ({ state }) =>
        state.data?.linkState === 'waiting' || state.data?.linkState === 'removing' ? WAITING_MS : REFRESH_MS,
    }),
  );
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  return query.data ? <Code code={query.data} /> : <LoadingState />;
}

function Code({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const [filters, change] = useFilters('span', 'from', 'to');
  const period = periodOf(filters, useServerNow());
  return (
    <Page title={code.name} question={t('code.question')} actions={<CodeActions code={code} />}>
      <Flex vertical gap={12}>
        {code.failure && <Refusal code={code} />}
        <Row gutter={[12, 12]}>
          <Col xs={24} md={9} xl={7}>
            <QrPanel code={code} />
          </Col>
          <Col xs={24} md={15} xl={17}>
            <Flex vertical gap={12}>
              <Facts code={code} />
              {code.rota && !code.archived && <Coming code={code} />}
            </Flex>
          </Col>
        </Row>
        <PeriodFilter address={filters} period={period} change={change} />
        <CodeStats codeId={code.codeId} period={period} />
      </Flex>
    </Page>
  );
}

function CodeActions({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const may = useMay();
  const archive = useAction(
    () => client.channels.archiveCode({ id: code.codeId }),
    t('acquire.archivedDone'),
  );
  if (!may('channels.write') || code.archived) return null;
  const ask = () =>
    modal.confirm({
      title: t('code.archiveAsk', { name: code.name }),
      content: t('code.archiveWhy', { n: code.adds }),
      okText: t('acquire.archive'),
      okButtonProps: { danger: true },
      onOk: () => archive.mutateAsync(undefined).catch(() => undefined),
    });
  return (
    <>
      <Button onClick={ask}>{t('acquire.archive')}</Button>
      {code.rota && (
        <Button type="primary" onClick={() => void navigate({ to: `/codes/${code.codeId}/edit` })}>
          {t('ui.edit')}
        </Button>
      )}
    </>
  );
}

function Refusal({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const retry = useAction(() => client.channels.retryCode({ id: code.codeId }), t('code.retried'));
  const { failure } = code;
  if (!failure) return null;
  return (
    <Alert
      type={code.linkState === 'failed' ? 'error' : 'warning'}
      showIcon
      title={t('code.refused', {
        why: t(failure.code, failure.message),
        errcode: failure.errcode ?? '–',
      })}
      description={formatInstant(failure.at)}
      action={
        may('channels.write') && (
          <Button loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {t('ui.retry')}
          </Button>
        )
      }
    />
  );
}

function Facts({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const { answer } = code;
  const textOf = useAnswerText(answer?.staffIds ?? []);
  const yes = (value: boolean) => t(value ? 'ui.yes' : 'ui.no');
  return (
    <Card size="small">
      <Descriptions
        size="small"
        column={{ xs: 1, lg: 2 }}
        items={[
          {
            key: 'state',
            label: t('codes.state'),
            children: <CodeState linkState={code.linkState} failure={null} />,
          },
          {
            key: 'channel',
            label: t('acquire.channel'),
            children: (
              <Link to={'/channels' as never} search={{ channelId: code.channelId } as never}>
                {code.channelName}
              </Link>
            ),
          },
          {
            key: 'now',
            label: t('codes.now'),
            span: 'filled',
            children: answer ? (
              <span>
                {textOf(answer.staffIds) || t('ui.none')}{' '}
                <Typography.Text type={answer.why === 'shift' ? 'secondary' : 'warning'}>
                  · {[t(`whyAnswer.${answer.why}`), ...answer.shifts].join(' · ')}
                </Typography.Text>{' '}
                {!code.archived && !code.answerOnPlatform && (
                  <Tag color="processing">{t('code.telling')}</Tag>
                )}
              </span>
            ) : (
              '–'
            ),
          },
          { key: 'mode', label: t('code.mode'), children: t(`codeMode.${code.mode}`) },
          { key: 'routing', label: t('code.routing'), children: t(`codeRouting.${code.routing}`) },
          { key: 'skip', label: t('code.skipVerify'), children: yes(code.skipVerify) },
          { key: 'exclusive', label: t('code.exclusive'), children: yes(code.exclusive) },
          {
            key: 'cap',
            label: t('code.dailyCap'),
            children: code.rota?.dailyCap ?? t('code.noCap'),
          },
          { key: 'created', label: t('codes.created'), children: formatInstant(code.createdAt) },
        ]}
      />
    </Card>
  );
}

function Coming({ code }: { code: CodeDetail }) {
  const { t } = useTranslation();
  const { corpId, codeId, rota } = code;
  const query = useQuery(
    api.channels.previewCode.queryOptions({
      input: { corpId, codeId, rota: rota ?? { shifts: [] }, days: 7 },
      enabled: rota !== null,
    }),
  );
  return (
    <Card size="small" title={t('code.week')}>
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState rows={7} />
      ) : (
        <WeekPicture spans={query.data.spans} />
      )}
    </Card>
  );
}
