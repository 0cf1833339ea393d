// 活码: which codes are out there, do they work, and who answers them now.
import { PlusOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { CODE_LINK_STATES, type CodeLinkState, type CodeRow } from '@yutian/contract';
import { CountText, EmptyState, formatInstant, KeysetTable, Page } from '@yutian/ui';
import { Button, Checkbox, Flex, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { SearchBox } from '../customers/search-box.tsx';
import { CodeState } from './code-state.tsx';
import { ChannelPicker, StorePicker } from './pickers.tsx';
import { useAnswerText } from './week-picture.tsx';
import { useZip } from './zip-menu.tsx';

const REFRESH_MS = 10_000;
const SHOWN_STATES: readonly CodeLinkState[] = CODE_LINK_STATES.filter((state) => state !== 'removed');

export default function CodesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const [filters, change] = useFilters('text', 'channelId', 'linkState', 'storeId', 'archived');
  const archived = filters.archived === 'true';
  const pages = useKeyset(
    ['codes', filters],
    (cursor) =>
      client.channels.listCodes({
        ...given({ ...filters, cursor }),
        archived,
        linkState: SHOWN_STATES.find((state) => state === filters.linkState),
      }),
    { refetchInterval: REFRESH_MS },
  );
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const zip = useZip(
    'codes',
    rows,
    (code) => code.codeId,
    (code) => code.qrCode !== null,
  );
  const filtered = Object.keys(filters).length > 0;
  const create = may('channels.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: '/codes/new' })}>
      {t('page./codes/new')}
    </Button>
  );
  return (
    <Page
      title={t('page./codes')}
      question={t('codes.question')}
      actions={create}
      filters={
        <>
          <SearchBox
            value={filters.text ?? ''}
            label={t('codes.search')}
            width={200}
            onChange={(text) => change({ text: text || undefined })}
          />
          <ChannelPicker
            label={t('acquire.channel')}
            none={t('acquire.channel')}
            width={160}
            value={filters.channelId ?? null}
            onChange={(channelId) => change({ channelId: channelId ?? undefined })}
          />
          <Select<string | null>
            allowClear
            aria-label={t('codes.state')}
            placeholder={t('codes.state')}
            style={{ width: 140 }}
            value={filters.linkState ?? null}
            onChange={(linkState) => change({ linkState: linkState ?? undefined })}
            options={SHOWN_STATES.map((state) => ({ value: state, label: t(`codeLinkState.${state}`) }))}
          />
          <StorePicker
            label={t('code.store')}
            width={150}
            value={filters.storeId ?? null}
            onChange={(storeId) => change({ storeId: storeId ?? undefined })}
          />
          <Checkbox
            checked={archived}
            onChange={(event) => change({ archived: event.target.checked ? 'true' : undefined })}
          >
            {t('codes.onlyArchived')}
          </Checkbox>
        </>
      }
    >
      <CodesTable
        pages={pages}
        rows={rows}
        zip={zip}
        empty={
          filtered ? (
            <EmptyState title={t('codes.noneFound')} why={t('codes.noneFoundWhy')} />
          ) : (
            <EmptyState title={t('codes.none')} why={t('codes.noneWhy')} action={create} />
          )
        }
      />
    </Page>
  );
}

interface CodesTableProps {
  pages: React.ComponentProps<typeof KeysetTable<CodeRow>>['pages'];
  rows: readonly CodeRow[];
  zip: ReturnType<typeof useZip<CodeRow>>;
  empty: React.ReactNode;
}

function CodesTable({ pages, rows, zip, empty }: CodesTableProps) {
  const { t } = useTranslation();
  const answers = useAnswerText(rows.flatMap(({ answer }) => answer?.staffIds.slice(0, 4) ?? []));
  return (
    <KeysetTable<CodeRow>
      name="codes"
      label={t('page./codes')}
      pages={pages}
      rowKey={(row) => row.codeId}
      empty={empty}
      toolbar={zip.toolbar}
      rowSelection={zip.rowSelection}
      columns={[
        {
          key: 'name',
          title: t('code.name'),
          render: (_, row) => <CodeLink row={row} />,
        },
        { key: 'channel', title: t('acquire.channel'), render: (_, row) => row.channelName },
        { key: 'state', title: t('codes.state'), render: (_, row) => <CodeState {...row} /> },
        {
          key: 'answer',
          title: t('codes.now'),
          render: (_, row) => <AnswerNow row={row} textOf={answers} />,
        },
        {
          key: 'today',
          title: t('codes.today'),
          align: 'right',
          render: (_, row) => <CountText value={row.addsToday} />,
        },
        {
          key: 'adds',
          title: t('codes.adds'),
          align: 'right',
          render: (_, row) => <CountText value={row.adds} />,
        },
        {
          key: 'next',
          title: t('codes.nextChange'),
          render: (_, row) => (row.nextChangeAt === null ? '–' : formatInstant(row.nextChangeAt)),
        },
        {
          key: 'created',
          title: t('codes.created'),
          hidden: true,
          render: (_, row) => formatInstant(row.createdAt),
        },
        { key: 'wecom', title: t('codes.wecomState'), hidden: true, render: (_, row) => row.state },
      ]}
    />
  );
}

function CodeLink({ row: { kind, codeId, name } }: { row: CodeRow }) {
  if (kind === 'way') return <Link to={`/codes/${codeId}` as never}>{name}</Link>;
  return (
    <Link to={'/acquisition-links' as never} search={{ open: codeId } as never}>
      {name}
    </Link>
  );
}

function AnswerNow({ row, textOf }: { row: CodeRow; textOf: (ids: readonly string[]) => string }) {
  const { t } = useTranslation();
  const { answer } = row;
  if (row.archived || answer === null) return '–';
  const full = answer.leftOut.filter(({ why }) => why === 'daily_cap' || why === 'capacity').length;
  return (
    <Flex vertical>
      {answer.staffIds.length > 0 && <span>{textOf(answer.staffIds)}</span>}
      {answer.why !== 'shift' && (
        <Typography.Text type="warning" style={{ maxWidth: 260, fontSize: 12, whiteSpace: 'normal' }}>
          {t(`whyAnswer.${answer.why}`)}
        </Typography.Text>
      )}
      {full > 0 && (
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t('codes.full', { n: full })}
        </Typography.Text>
      )}
    </Flex>
  );
}
