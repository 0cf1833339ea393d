// One join code: its picture, its groups, who came by it, and what can be done.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JoinCode } from '@yutian/contract';
import { CountText, ErrorState, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Alert, Button, Drawer, Flex, Popconfirm, Table, Tabs, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { GroupMembers } from '../customers/group-members.tsx';
import { CodeState } from './code-state.tsx';
import { JoinCodeFill, JoinCodeStep } from './join-code-fill.tsx';
import { QR_FORMATS, QR_PATHS } from './zip-menu.tsx';

const SIZE = 184;
const REFRESH_MS = 3_000;

interface Props {
  codeId: string | undefined;
  onClose: () => void;
  onEdit: (code: JoinCode) => void;
}

export function JoinCodeDrawer({ codeId, onClose, onEdit }: Props) {
  const { t } = useTranslation();
  const query = useQuery(
    api.groups.getJoinCode.queryOptions({
      input: { id: codeId ?? '' },
      enabled: codeId !== undefined,
      refetchInterval: REFRESH_MS,
    }),
  );
  const code = query.data;
  return (
    <Drawer
      open={codeId !== undefined}
      onClose={onClose}
      size={760}
      title={code?.name ?? t('page./join-codes')}
      destroyOnHidden
    >
      {query.error ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : code ? (
        <Body code={code} onEdit={() => onEdit(code)} />
      ) : (
        <LoadingState />
      )}
    </Drawer>
  );
}

function Body({ code, onEdit }: { code: JoinCode; onEdit: () => void }) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap={16}>
      {code.failure && (
        <Alert
          type="error"
          showIcon
          title={`${t(code.failure.code, code.failure.message)}${code.failure.errcode === null ? '' : ` (${code.failure.errcode})`}`}
        />
      )}
      <Flex gap={16} wrap>
        <Picture code={code} />
        <Flex vertical gap={12} style={{ flex: 1, minWidth: 240 }}>
          <CodeState {...code} />
          <JoinCodeFill code={code} />
          <JoinCodeStep code={code} />
          <Typography.Text type="secondary">
            {t('joinCode.wecomState')} <Typography.Text code>{code.state}</Typography.Text>
            {code.checkedAt !== null &&
              ` · ${t('joinCode.checkedAt', { time: formatInstant(code.checkedAt) })}`}
          </Typography.Text>
          <Actions code={code} onEdit={onEdit} />
        </Flex>
      </Flex>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'groups', label: t('joinCode.groups'), children: <Groups code={code} /> },
          {
            key: 'people',
            label: `${t('joinCode.people')} ${code.stayed}`,
            children: <GroupMembers joinCodeId={code.id} present />,
          },
          {
            key: 'gone',
            label: `${t('joinCode.gone')} ${code.joined - code.stayed}`,
            children: <GroupMembers joinCodeId={code.id} present={false} />,
          },
        ]}
      />
    </Flex>
  );
}

function Picture({ code }: { code: JoinCode }) {
  const { t } = useTranslation();
  const at = (format: keyof typeof QR_PATHS) => `/api/v1/join-codes/${code.id}/${QR_PATHS[format]}`;
  if (!code.qrReady)
    return (
      <Flex align="center" justify="center" style={{ width: SIZE, height: SIZE }} role="status">
        <Typography.Text type="secondary">{t(`joinCodeLinkState.${code.linkState}`)}</Typography.Text>
      </Flex>
    );
  return (
    <Flex vertical gap={8} align="center">
      <img
        src={at('png')}
        width={SIZE}
        height={SIZE}
        alt={t('joinCode.picture', { name: code.name })}
        style={{ background: '#fff', padding: 8, borderRadius: 6 }}
      />
      <Flex gap={8}>
        {QR_FORMATS.map((format) => (
          <Button key={format} size="small" href={at(format)} download>
            {t(`code.download.${format}`)}
          </Button>
        ))}
      </Flex>
    </Flex>
  );
}

function Actions({ code, onEdit }: { code: JoinCode; onEdit: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const archive = useAction(() => client.groups.archiveJoinCode({ id: code.id }), t('joinCode.archived'));
  const retry = useAction(() => client.groups.retryJoinCode({ id: code.id }), t('joinCode.retried'));
  if (!may('groups.write')) return null;
  return (
    <Flex gap={8} wrap>
      {code.failure && (
        <Button type="primary" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
          {t('joinCode.retry')}
        </Button>
      )}
      {!code.archived && (
        <>
          <Button onClick={onEdit}>{t('ui.edit')}</Button>
          <Popconfirm
            title={t('joinCode.archiveSure', { n: code.stayed })}
            okText={t('joinCode.archive')}
            cancelText={t('ui.cancel')}
            okButtonProps={{ danger: true }}
            onConfirm={() => archive.mutate(undefined)}
          >
            <Button danger loading={archive.isPending}>
              {t('joinCode.archive')}
            </Button>
          </Popconfirm>
        </>
      )}
    </Flex>
  );
}

const PLACE_COLORS = { open: 'green', prepared: 'blue', past: 'default' } as const;

function Groups({ code }: { code: JoinCode }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowKey={(row) => row.groupId}
      dataSource={code.groups}
      columns={[
        {
          key: 'name',
          title: t('joinCode.group'),
          render: (_, row) => (
            <Link to={`/groups/${row.groupId}` as never}>{row.name || t('groups.unnamed')}</Link>
          ),
        },
        { key: 'owner', title: t('groups.owner'), render: (_, row) => row.ownerName ?? '–' },
        {
          key: 'place',
          title: t('joinCode.place'),
          render: (_, row) => <Tag color={PLACE_COLORS[row.place]}>{t(`joinCodePlace.${row.place}`)}</Tag>,
        },
        {
          key: 'members',
          title: t('groups.members'),
          align: 'right',
          render: (_, row) => (
            <>
              <CountText value={row.members} /> / <CountText value={code.capacity} />
            </>
          ),
        },
        { key: 'since', title: t('joinCode.since'), render: (_, row) => formatInstant(row.since) },
      ]}
    />
  );
}
