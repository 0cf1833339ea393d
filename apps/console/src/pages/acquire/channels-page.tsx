// 渠道树: where customers come from, who is credited, and how far they went.
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { ChannelNode } from '@yutian/contract';
import { EmptyState, ErrorState, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Card, Checkbox, Col, Flex, Row } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { AdoptedStatesDrawer } from './adopted-states.tsx';
import { ChannelForm, type ChannelTask } from './channel-form.tsx';
import { ChannelTable } from './channel-table.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { FunnelTable } from './funnel-table.tsx';
import { PeopleDrawer, type PeopleCut } from './people-drawer.tsx';
import { PeriodFilter } from './period-filter.tsx';
import { periodOf } from './period.ts';

export default function ChannelsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [filters, change] = useFilters(
    'channelId',
    'span',
    'from',
    'to',
    'archived',
    'by',
    'below',
    'states',
  );
  const period = periodOf(filters, useServerNow());
  const archived = filters.archived === 'true';
  const query = useQuery(api.channels.listChannels.queryOptions({ input: { archived } }));
  const [task, setTask] = useState<ChannelTask>();
  const [people, setPeople] = useState<PeopleCut>();
  const nodes: readonly ChannelNode[] = query.data?.items ?? [];
  const picked = nodes.find((node) => node.channelId === filters.channelId);
  const create = may('channels.write') && (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      onClick={() => setTask({ kind: 'create', parent: picked ?? null })}
    >
      {t('channels.create')}
    </Button>
  );
  return (
    <Page
      title={t('page./channels')}
      question={t('channels.question')}
      actions={create}
      filters={
        <>
          <PeriodFilter address={filters} period={period} change={change} />
          <Checkbox
            checked={archived}
            onChange={(event) => change({ archived: event.target.checked ? 'true' : undefined })}
          >
            {t('channels.showArchived')}
          </Checkbox>
        </>
      }
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState />
      ) : nodes.length === 0 ? (
        <EmptyState title={t('channels.none')} why={t('channels.noneWhy')} action={create} />
      ) : (
        <Flex vertical gap={12}>
          <Row gutter={[12, 12]}>
            <Col xs={24} xl={14}>
              <Card size="small" title={t('channels.tree')} styles={{ body: { padding: 0 } }}>
                <ChannelTable
                  nodes={nodes}
                  picked={picked?.channelId}
                  onPick={(channelId) =>
                    change({ channelId: channelId === filters.channelId ? undefined : channelId })
                  }
                  onTask={setTask}
                  onStates={(states) => change({ states })}
                />
              </Card>
            </Col>
            <Col xs={24} xl={10}>
              <FunnelPanel
                channel={picked}
                period={period}
                onPeople={setPeople}
                onReset={() => change({ channelId: undefined })}
              />
            </Col>
          </Row>
          <FunnelTable
            by={filters.by === 'code' || filters.by === 'card' ? filters.by : 'channel'}
            onBy={(by) => change({ by: by === 'channel' ? undefined : by })}
            below={filters.below !== 'false'}
            onBelow={(below) => change({ below: below ? undefined : 'false' })}
            channelId={picked?.channelId}
            period={period}
            nodes={nodes}
            onPeople={setPeople}
          />
        </Flex>
      )}
      <ChannelForm task={task} nodes={nodes} onClose={() => setTask(undefined)} />
      <AdoptedStatesDrawer
        channel={nodes.find((node) => node.channelId === filters.states)}
        onClose={() => change({ states: undefined })}
      />
      <PeopleDrawer cut={people} onClose={() => setPeople(undefined)} />
    </Page>
  );
}
