// One group: facts, who is in it, who came and went, its figures.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { GroupDetail } from '@yutian/contract';
import { ErrorState, formatInstant, LoadingState, Page, toShownError } from '@yutian/ui';
import { Button, Card, Col, Descriptions, Flex, Row, Tabs, Tag, Typography } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { GroupMembers } from './group-members.tsx';
import { GroupMovements } from './group-movements.tsx';
import { AsOf, GroupState } from './group-words.tsx';

const GroupCharts = lazy(() => import('./group-charts.tsx'));
const REFRESH_MS = 5_000;
const TABS = ['members', 'left', 'movements', 'figures'] as const;

export default function GroupPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const [filters, change] = useFilters('tab');
  const tab = TABS.find((one) => one === filters.tab) ?? 'members';
  const query = useQuery(api.groups.getGroup.queryOptions({ input: { id }, refetchInterval: REFRESH_MS }));
  const read = useAction(() => client.groups.readGroup({ id }), t('group.readTold'));
  const group = query.data;
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  if (!group) return <LoadingState />;
  const contents = {
    members: <GroupMembers groupId={id} present />,
    left: <GroupMembers groupId={id} present={false} />,
    movements: <GroupMovements groupId={id} />,
    figures: (
      <Suspense fallback={<LoadingState rows={6} />}>
        <GroupCharts groupId={id} ownerId={group.owner?.staffId} />
      </Suspense>
    ),
  };
  return (
    <Page
      title={group.name || t('groups.unnamed')}
      question={t('group.question')}
      actions={
        group.standing !== 'dismissed' && (
          <Button loading={read.isPending || group.reading} onClick={() => read.mutate(undefined)}>
            {t('group.read')}
          </Button>
        )
      }
    >
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={7}>
          <Facts group={group} />
        </Col>
        <Col xs={24} xl={17}>
          <Tabs
            activeKey={tab}
            onChange={(next) => change({ tab: next === 'members' ? undefined : next })}
            destroyOnHidden
            items={TABS.map((key) => ({ key, label: t(`group.tab.${key}`), children: contents[key] }))}
          />
        </Col>
      </Row>
    </Page>
  );
}

function Facts({ group }: { group: GroupDetail }) {
  const { t } = useTranslation();
  const { owner } = group;
  const place = [owner?.brandName, owner?.storeName].filter(Boolean).join(' · ');
  const count = (part: 'customers' | 'strangers' | 'staff') => `${t(`groups.${part}`)} ${group[part]}`;
  const rows: [string, React.ReactNode][] = [
    ['groups.owner', <Owner key="owner" owner={owner} />],
    ['groups.store', place || '–'],
    ['groups.standing', <GroupState key="state" {...group} />],
    [
      'groups.members',
      `${group.members}（${[count('customers'), count('strangers'), count('staff')].join(' · ')}）`,
    ],
    ['groups.openedAt', formatInstant(group.openedAt)],
    ...(group.dismissedAt === null
      ? []
      : [['group.dismissedAt', formatInstant(group.dismissedAt)] as [string, string]]),
    ['group.admins', group.admins.map((admin) => admin.name ?? '').join('、') || '–'],
    ['group.codes', <Codes key="codes" codes={group.joinCodes} />],
    ['groups.asOf', <AsOf key="asOf" {...group} />],
  ];
  return (
    <Card size="small" title={t('group.facts')}>
      <Descriptions
        column={1}
        size="small"
        items={rows.map(([name, children]) => ({ key: name, label: t(name), children }))}
      />
      {group.notice && (
        <>
          <Typography.Text type="secondary">{t('group.notice')}</Typography.Text>
          <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', margin: 0 }}>
            {group.notice}
          </Typography.Paragraph>
        </>
      )}
    </Card>
  );
}

function Owner({ owner }: { owner: GroupDetail['owner'] }) {
  const may = useMay();
  if (owner === null) return '–';
  const name = owner.name ?? owner.userid;
  return may('org.read') ? <Link to={`/staff/${owner.staffId}` as never}>{name}</Link> : name;
}

function Codes({ codes }: { codes: GroupDetail['joinCodes'] }) {
  const { t } = useTranslation();
  if (codes.length === 0) return '–';
  return (
    <Flex gap={4} wrap>
      {codes.map((code) => (
        <Link key={code.id} to={'/join-codes' as never} search={{ open: code.id } as never}>
          <Tag style={{ marginInlineEnd: 0 }}>
            {code.name} · {t(`joinCodePlace.${code.place}`)}
          </Tag>
        </Link>
      ))}
    </Flex>
  );
}
