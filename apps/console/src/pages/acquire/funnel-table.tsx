// The funnel split by channel, code or card version, side by side.
import { useQuery } from '@tanstack/react-query';
import { type ChannelNode, FUNNEL_STEPS, type FunnelRow, type FunnelStep } from '@yutian/contract';
import {
  CountText,
  downloadCsv,
  EmptyState,
  ErrorState,
  LoadingState,
  RateText,
  toShownError,
} from '@yutian/ui';
import { Button, Card, Checkbox, Flex, Segmented, Table, Tooltip } from 'antd';
import type { ColumnType } from 'antd/es/table';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { pathName } from './channel-tree.ts';
import { stepsOf, type StepView } from './funnel.ts';
import type { OpenableStep } from './funnel-panel.tsx';
import { PeopleCount, type PeopleCut } from './people-drawer.tsx';
import type { Period } from './period.ts';

export type FunnelBy = 'channel' | 'code' | 'card';
const BY: readonly FunnelBy[] = ['channel', 'code', 'card'];
const PAGE_SIZE = 20;

interface FunnelTableProps {
  by: FunnelBy;
  onBy: (by: FunnelBy) => void;
  /** Channels with all below them, or their own adds alone. */
  below: boolean;
  onBelow: (below: boolean) => void;
  channelId: string | undefined;
  period: Period;
  nodes: readonly ChannelNode[];
  onPeople: (cut: PeopleCut) => void;
}

/** What names the people of a row. */
function cutOf(by: FunnelBy, below: boolean, row: FunnelRow): Partial<PeopleCut> {
  if (row.key === 'none') return { unplaced: true };
  if (by === 'channel') return { channelId: row.key, below };
  if (by === 'code') return { codeId: row.key };
  const [cardId = '', label = ''] = row.key.split(':');
  return { cardId, label };
}

export function FunnelTable({
  by,
  onBy,
  below,
  onBelow,
  channelId,
  period,
  nodes,
  onPeople,
}: FunnelTableProps) {
  const { t } = useTranslation();
  const query = useQuery(
    api.channels.funnel.queryOptions({ input: { ...period, by, below, ...(channelId && { channelId }) } }),
  );
  const nameOf = (row: FunnelRow) => {
    const node = by === 'channel' ? nodes.find((candidate) => candidate.channelId === row.key) : undefined;
    return node ? pathName(node, nodes) : row.name || t('funnel.nowhere');
  };
  const items = query.data?.items ?? [];
  const save = () =>
    downloadCsv(
      `${t('funnel.split')}-${period.from}-${period.to}`,
      [
        t(`funnel.by.${by}`),
        ...FUNNEL_STEPS.map((step) => t(`funnelStep.${step}`)),
        t('funnel.pendingShort'),
      ],
      items.map((row) => [
        nameOf(row),
        row.exposed,
        row.scanned,
        row.added,
        row.replied,
        row.bought,
        row.pending,
      ]),
    );
  const open = (row: FunnelRow, step: OpenableStep) =>
    onPeople({ ...period, ...cutOf(by, below, row), step, name: nameOf(row) });
  return (
    <Card
      size="small"
      title={t('funnel.split')}
      extra={
        <Flex gap={8} wrap align="center">
          {by === 'channel' && (
            <Checkbox checked={below} onChange={(event) => onBelow(event.target.checked)}>
              {t('funnel.below')}
            </Checkbox>
          )}
          <Segmented<FunnelBy>
            size="small"
            value={by}
            onChange={onBy}
            options={BY.map((value) => ({ value, label: t(`funnel.by.${value}`) }))}
          />
          <Button size="small" disabled={items.length === 0} onClick={save}>
            {t('ui.export')}
          </Button>
        </Flex>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState rows={4} />
      ) : (
        <Table<FunnelRow>
          size="small"
          aria-label={t('funnel.split')}
          rowKey="key"
          scroll={{ x: 'max-content' }}
          dataSource={items}
          pagination={items.length > PAGE_SIZE ? { pageSize: PAGE_SIZE, showSizeChanger: false } : false}
          locale={{ emptyText: <EmptyState title={t('funnel.none')} why={t('funnel.noneWhy')} /> }}
          columns={[
            {
              key: 'name',
              title: t(`funnel.by.${by}`),
              render: (_, row) => nameOf(row),
            },
            ...FUNNEL_STEPS.map((step) =>
              stepColumn(step, t(`funnelStep.${step}`), (row) => (opened) => open(row, opened)),
            ),
          ]}
        />
      )}
    </Card>
  );
}

const viewOf = (row: FunnelRow, step: FunnelStep) => stepsOf(row).find((view) => view.step === step);

function stepColumn(
  step: FunnelStep,
  title: string,
  opener: (row: FunnelRow) => (step: OpenableStep) => void,
): ColumnType<FunnelRow> {
  return {
    key: step,
    title,
    align: 'right',
    sorter: (a, b) => (viewOf(a, step)?.count ?? -1) - (viewOf(b, step)?.count ?? -1),
    render: (_: unknown, row) => {
      const view = viewOf(row, step);
      return view && <StepCell view={view} onOpen={opener(row)} />;
    },
  };
}

function StepCell({ view, onOpen }: { view: StepView; onOpen: (step: OpenableStep) => void }) {
  const { t } = useTranslation();
  const { step, count, rate, why } = view;
  if (count === null)
    return (
      <Tooltip title={why && t(why)}>
        <span tabIndex={0}>–</span>
      </Tooltip>
    );
  const opens = step === 'added' || step === 'replied' || step === 'bought';
  return (
    <Flex gap={8} justify="flex-end" align="baseline">
      {rate?.value != null && <RateText rate={rate} />}
      {opens ? (
        <PeopleCount count={count} step={t(`funnelStep.${step}`)} onOpen={() => onOpen(step)} />
      ) : (
        <CountText value={count} />
      )}
    </Flex>
  );
}
