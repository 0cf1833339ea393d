// The funnel of a channel with all below it; counts open to people, unknown steps say why.
import { useQuery } from '@tanstack/react-query';
import type { ChannelNode, FunnelRow } from '@yutian/contract';
import { ErrorState, formatCount, formatInstant, LoadingState, RateText, toShownError } from '@yutian/ui';
import { Button, Card, Flex, theme, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { type StepView, stepsOf } from './funnel.ts';
import { PeopleCount, type PeopleCut } from './people-drawer.tsx';
import type { Period } from './period.ts';

const REFRESH_MS = 15_000;

interface FunnelPanelProps {
  channel: ChannelNode | undefined;
  period: Period;
  onPeople: (cut: PeopleCut) => void;
  onReset: () => void;
}

export function FunnelPanel({ channel, period, onPeople, onReset }: FunnelPanelProps) {
  const { t } = useTranslation();
  const of = channel ? { channelId: channel.channelId } : {};
  const query = useQuery(
    api.channels.funnel.queryOptions({ input: { ...period, ...of }, refetchInterval: REFRESH_MS }),
  );
  const title = channel ? t('funnel.of', { name: channel.name }) : t('funnel.all');
  return (
    <Card
      size="small"
      title={title}
      style={{ height: '100%' }}
      extra={
        channel && (
          <Button type="link" size="small" onClick={onReset}>
            {t('funnel.showAll')}
          </Button>
        )
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState rows={5} />
      ) : (
        <Flex vertical gap={12}>
          <FunnelBars
            row={query.data.total}
            onOpen={(step) => onPeople({ ...period, ...of, step, name: title })}
          />
          <Typography.Text type="secondary">
            {t('funnel.cohort')} {t('ui.asOf', { time: formatInstant(query.data.asOf) })}
          </Typography.Text>
        </Flex>
      )}
    </Card>
  );
}

export type OpenableStep = PeopleCut['step'];
const OPENABLE: readonly string[] = ['added', 'replied', 'bought'];

/** Steps as bars of one scale. */
export function FunnelBars({ row, onOpen }: { row: FunnelRow; onOpen: (step: OpenableStep) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const steps = stepsOf(row);
  const most = Math.max(1, ...steps.map(({ count }) => count ?? 0));
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 12 }}>
      {steps.map((view) => (
        <li key={view.step}>
          <Step view={view} most={most} onOpen={onOpen} />
        </li>
      ))}
      {row.pending > 0 && (
        <li>
          {may('customers.read') ? (
            <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen('pending')}>
              {t('funnel.pending', { n: formatCount(row.pending) })}
            </Button>
          ) : (
            <Typography.Text type="secondary">
              {t('funnel.pending', { n: formatCount(row.pending) })}
            </Typography.Text>
          )}
        </li>
      )}
    </ul>
  );
}

function Step({
  view,
  most,
  onOpen,
}: {
  view: StepView;
  most: number;
  onOpen: (step: OpenableStep) => void;
}) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const { step, count, rate, why } = view;
  const name = t(`funnelStep.${step}`);
  return (
    <Flex vertical gap={4}>
      <Flex justify="space-between" align="baseline" gap={8}>
        <Typography.Text>{name}</Typography.Text>
        <Flex gap={12} align="baseline">
          {rate?.value != null && <RateText rate={rate} />}
          {count === null ? (
            <Typography.Text type="secondary">{t('funnel.unknown')}</Typography.Text>
          ) : OPENABLE.includes(step) ? (
            <Typography.Text strong>
              <PeopleCount count={count} step={name} onOpen={() => onOpen(step as OpenableStep)} />
            </Typography.Text>
          ) : (
            <Typography.Text strong style={{ fontVariantNumeric: 'tabular-nums' }}>
              {formatCount(count)}
            </Typography.Text>
          )}
        </Flex>
      </Flex>
      {count === null ? (
        why && (
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t(why)}
          </Typography.Text>
        )
      ) : (
        <div style={{ height: 8, borderRadius: 4, background: token.colorFillSecondary }}>
          <div
            style={{
              height: 8,
              borderRadius: 4,
              width: `${(count / most) * 100}%`,
              minWidth: count > 0 ? 2 : 0,
              background: token.colorPrimary,
            }}
          />
        </div>
      )}
    </Flex>
  );
}
