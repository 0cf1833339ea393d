// The tree of channels with what each brought, and what can be done with it.
import { MoreOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { ChannelNode } from '@yutian/contract';
import { CountText } from '@yutian/ui';
import { App, Button, Dropdown, Flex, Grid, Table, Tag, Tooltip, Typography } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import type { ChannelTask } from './channel-form.tsx';
import { type ChannelBranch, countBelow, growTree, ownerOf } from './channel-tree.ts';

interface ChannelTableProps {
  nodes: readonly ChannelNode[];
  picked: string | undefined;
  onPick: (channelId: string) => void;
  onTask: (task: ChannelTask) => void;
  /** Shows the states of other tools that belong to a channel. */
  onStates: (channelId: string) => void;
}

export function ChannelTable({ nodes, picked, onPick, onTask, onStates }: ChannelTableProps) {
  const { t } = useTranslation();
  const may = useMay();
  const wide = Grid.useBreakpoint().md ?? true;
  // A branch without children must not have an empty list, or the table draws a handle for it.
  const rows = useMemo(() => prune(growTree(nodes)), [nodes]);
  return (
    <Table<Leafy>
      size="small"
      aria-label={t('channels.tree')}
      rowKey="channelId"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      expandable={{ defaultExpandAllRows: true, indentSize: wide ? 20 : 12 }}
      rowClassName={(row) => (row.channelId === picked ? 'ant-table-row-selected' : '')}
      columns={[
        {
          key: 'name',
          title: t('channels.name'),
          render: (_, row) => (
            <Flex component="span" gap={6} align="center" style={{ display: 'inline-flex' }}>
              <Button
                type="link"
                size="small"
                style={{ padding: 0, height: 'auto' }}
                aria-pressed={row.channelId === picked}
                onClick={() => onPick(row.channelId)}
              >
                {row.name}
              </Button>
              {row.archived && <Tag>{t('acquire.archived')}</Tag>}
            </Flex>
          ),
        },
        {
          key: 'kind',
          title: t('channels.kind'),
          render: (_, row) => <Tag>{t(`channelKind.${row.kind}`)}</Tag>,
        },
        {
          key: 'owner',
          title: t('channels.owner'),
          render: (_, row) => <Owner node={row} nodes={nodes} />,
        },
        {
          key: 'codes',
          title: t('channels.codes'),
          align: 'right',
          render: (_, row) =>
            row.codes === 0 ? (
              0
            ) : (
              <Link to={'/codes' as never} search={{ channelId: row.channelId } as never}>
                <CountText value={row.codes} />
              </Link>
            ),
        },
        {
          key: 'adds',
          title: t('channels.adds30'),
          align: 'right',
          sorter: (a, b) => a.adds - b.adds,
          render: (_, row) => <CountText value={row.adds} />,
        },
        ...(may('channels.write')
          ? [
              {
                key: 'do',
                title: '',
                render: (_: unknown, row: Leafy) => (
                  <ChannelMenu branch={row} nodes={nodes} onTask={onTask} onStates={onStates} />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function Owner({ node, nodes }: { node: ChannelNode; nodes: readonly ChannelNode[] }) {
  const { t } = useTranslation();
  const { department, inherited } = ownerOf(node, nodes);
  if (!department) return <Typography.Text type="secondary">–</Typography.Text>;
  if (!inherited) return department;
  return (
    <Tooltip title={t('channels.inherited')}>
      <Typography.Text type="secondary">{department}</Typography.Text>
    </Tooltip>
  );
}

function ChannelMenu({
  branch,
  nodes,
  onTask,
  onStates,
}: {
  branch: Leafy;
  nodes: readonly ChannelNode[];
  onTask: (task: ChannelTask) => void;
  onStates: (channelId: string) => void;
}) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const archive = useAction(
    (id: string) => client.channels.archiveChannel({ id }),
    t('acquire.archivedDone'),
  );
  const restore = useAction((id: string) => client.channels.restoreChannel({ id }), t('channels.restored'));
  const askArchive = () => {
    const { channels, codes } = countBelow(branch.channelId, nodes);
    modal.confirm({
      title: t('channels.archiveAsk', { name: branch.name }),
      content: codes > 0 ? t('channels.archiveCodes', { codes }) : t('channels.archiveWhy', { n: channels }),
      okText: t('acquire.archive'),
      okButtonProps: { danger: true, disabled: codes > 0 },
      onOk: () => archive.mutateAsync(branch.channelId).catch(() => undefined),
    });
  };
  const items = branch.archived
    ? [
        {
          key: 'restore',
          label: t('channels.restore'),
          onClick: () => restore.mutate(branch.channelId),
        },
      ]
    : [
        {
          key: 'create',
          label: t('channels.createBelow'),
          onClick: () => onTask({ kind: 'create', parent: branch }),
        },
        { key: 'change', label: t('ui.edit'), onClick: () => onTask({ kind: 'change', channel: branch }) },
        { key: 'move', label: t('channels.move'), onClick: () => onTask({ kind: 'move', channel: branch }) },
        { key: 'states', label: t('adopted.title'), onClick: () => onStates(branch.channelId) },
        { type: 'divider' as const },
        { key: 'archive', danger: true, label: t('acquire.archive'), onClick: askArchive },
      ];
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined />}
        aria-label={t('channels.doWith', { name: branch.name })}
      />
    </Dropdown>
  );
}

type Leafy = Omit<ChannelBranch, 'children'> & { children?: ChannelBranch[] };

function prune(branches: readonly ChannelBranch[]): Leafy[] {
  return branches.map(({ children, ...node }) =>
    children.length === 0 ? node : { ...node, children: prune(children) as ChannelBranch[] },
  );
}
