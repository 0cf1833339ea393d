// Codes made by another tool: their states, written or pasted, belong to a channel, and their adds find it.
import { useQuery } from '@tanstack/react-query';
import type { ChannelNode } from '@yutian/contract';
import { EmptyState, ErrorState, LoadingState, toShownError } from '@yutian/ui';
import { Alert, App, Button, Drawer, Flex, Input, Select, Table, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { readStates, STATES_AT_ONCE } from './adopted.ts';
import { useCorps } from './corps.ts';
import { Labelled } from './shift-editor.tsx';

interface Props {
  channel: ChannelNode | undefined;
  onClose: () => void;
}

export function AdoptedStatesDrawer({ channel, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={channel !== undefined}
      onClose={onClose}
      size={560}
      title={channel && t('adopted.of', { name: channel.name })}
      destroyOnHidden
    >
      {channel && <AdoptedStates channel={channel} />}
    </Drawer>
  );
}

function AdoptedStates({ channel }: { channel: ChannelNode }) {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(api.channels.listAdoptedStates.queryOptions({ input: { id: channel.channelId } }));
  return (
    <Flex vertical gap={20}>
      <Typography.Text type="secondary">{t('adopted.why')}</Typography.Text>
      {may('channels.write') && !channel.archived && <Adopt channelId={channel.channelId} />}
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingState rows={4} />
      ) : (
        <Table
          size="small"
          aria-label={t('adopted.list')}
          rowKey="state"
          dataSource={query.data.items}
          pagination={query.data.items.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          locale={{ emptyText: <EmptyState title={t('adopted.none')} why={t('adopted.noneWhy')} /> }}
          columns={[
            { key: 'state', title: t('adopted.state'), dataIndex: 'state' },
            { key: 'name', title: t('adopted.name'), dataIndex: 'name' },
          ]}
        />
      )}
    </Flex>
  );
}

function Adopt({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const ids = useId();
  const corps = useCorps() ?? [];
  const [corpId, setCorpId] = useState<string>();
  const [typed, setTyped] = useState('');
  const { states, wrongLines } = readStates(typed);
  const corp = corpId ?? corps[0]?.corpId ?? '';
  const action = useAction(async () => {
    const { adopted } = await client.channels.adoptStates({ id: channelId, corpId: corp, states });
    setTyped('');
    void message.success(t('adopted.done', { n: adopted, known: states.length - adopted }));
  });
  const tooMany = states.length > STATES_AT_ONCE;
  return (
    <Flex vertical gap={12}>
      {corps.length > 1 && (
        <Labelled id={`${ids}c`} label={t('acquire.corp')}>
          <Select
            id={`${ids}c`}
            aria-label={t('acquire.corp')}
            value={corp}
            onChange={setCorpId}
            options={corps.map((one) => ({ value: one.corpId, label: one.name }))}
          />
        </Labelled>
      )}
      <Labelled id={`${ids}s`} label={t('adopted.paste')} hint={t('adopted.pasteHint')}>
        <Input.TextArea
          id={`${ids}s`}
          rows={5}
          value={typed}
          placeholder={t('adopted.example')}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Labelled>
      {(wrongLines.length > 0 || tooMany) && (
        <Alert
          type="warning"
          showIcon
          title={
            tooMany
              ? t('adopted.tooMany', { most: STATES_AT_ONCE })
              : t('adopted.wrong', { lines: wrongLines.slice(0, 5).join(', ') })
          }
        />
      )}
      <Button
        type="primary"
        style={{ alignSelf: 'flex-start' }}
        disabled={states.length === 0 || wrongLines.length > 0 || tooMany}
        loading={action.isPending}
        onClick={() => action.mutate(undefined)}
      >
        {t('adopted.adopt', { n: states.length })}
      </Button>
    </Flex>
  );
}
