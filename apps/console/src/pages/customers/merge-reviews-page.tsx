// 合并复核: are these two one person? Evidence that conflicts waits here instead of merging silently.
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { MergeConflict } from '@yutian/contract';
import { EmptyState, formatCount, formatInstant, Page } from '@yutian/ui';
import { Alert, Button, Card, Descriptions, Flex, Segmented, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useAction } from '../../api/use-action.ts';
import { KeysetList } from './keyset-list.tsx';
import { Merges } from './merges.tsx';
import { ReasonForm } from './reason-form.tsx';
import { nameOf, phoneTail } from './words.ts';

const SHOWN = ['open', 'accepted', 'rejected', 'moot'] as const;
type Shown = (typeof SHOWN)[number];

interface Side {
  id: string;
  name: string;
  provisional: boolean;
  memberNo: string | null;
  phoneTails: string[];
  firstAddedAt: string | null;
  relations: number;
}

interface Review {
  reviewId: string;
  a: Side | null;
  b: Side | null;
  evidence: string;
  conflicts: MergeConflict[];
  status: string;
  at: string;
  decidedAt: string | null;
  decidedBy: string | null;
  reason: string | null;
}

export default function MergeReviewsPage() {
  const { t } = useTranslation();
  const [now, change] = useFilters('status', 'customerId');
  const view = [...SHOWN, 'merges'].includes(now.status ?? '') ? (now.status as Shown | 'merges') : 'open';
  return (
    <Page
      title={t('page./merge-reviews')}
      question={t('review.question')}
      filters={
        <>
          <Segmented
            aria-label={t('review.status')}
            style={{ maxWidth: '100%', overflowX: 'auto' }}
            value={view}
            onChange={(status) => change({ status: status === 'open' ? undefined : status })}
            options={[...SHOWN, 'merges' as const].map((value) => ({
              value,
              label: t(`review.status.${value}`),
            }))}
          />
          {now.customerId && (
            <Button type="link" onClick={() => change({ customerId: undefined })}>
              {t('review.everybody')}
            </Button>
          )}
        </>
      }
    >
      {view === 'merges' ? (
        <Merges {...(now.customerId && { customerId: now.customerId })} />
      ) : (
        <Reviews status={view} customerId={now.customerId} />
      )}
    </Page>
  );
}

function Reviews({ status, customerId }: { status: Shown; customerId: string | undefined }) {
  const { t } = useTranslation();
  const asked = { status, ...(customerId && { customerId }) };
  const pages = useKeyset(['merge-reviews', asked], (cursor) =>
    client.customers.listMergeReviews({ ...asked, ...(cursor && { cursor }) }),
  );
  return (
    <KeysetList<Review>
      pages={pages}
      empty={
        <EmptyState
          title={t(status === 'open' ? 'review.none' : 'review.noneOf')}
          why={t('review.noneWhy')}
        />
      }
    >
      {(reviews) => reviews.map((review) => <ReviewCard key={review.reviewId} review={review} />)}
    </KeysetList>
  );
}

function ReviewCard({ review }: { review: Review }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'accept' | 'reject'>();
  const accept = useAction(
    (reason: string) => client.customers.acceptMergeReview({ id: review.reviewId, reason }),
    t('review.accepted'),
  );
  const reject = useAction(
    (reason: string) => client.customers.rejectMergeReview({ id: review.reviewId, reason }),
    t('review.rejected'),
  );
  const open = review.status === 'open';
  const { a, b } = review;
  return (
    <Card
      size="small"
      title={t('review.same', { evidence: t(`people.evidence.${review.evidence}`, review.evidence) })}
      extra={<Typography.Text type="secondary">{formatInstant(review.at)}</Typography.Text>}
    >
      <Flex gap={6} wrap style={{ marginBottom: 8 }}>
        <Typography.Text type="secondary">{t('review.conflicts')}</Typography.Text>
        {review.conflicts.map((conflict) => (
          <Tag key={conflict} color="orange">
            {t(conflict)}
          </Tag>
        ))}
      </Flex>
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))' }}>
        <SideFacts side={a} other={b} />
        <SideFacts side={b} other={a} />
      </div>
      {review.decidedAt && (
        <Typography.Text type="secondary">
          {t('review.decided', {
            by: review.decidedBy,
            at: formatInstant(review.decidedAt),
            reason: review.reason,
          })}
        </Typography.Text>
      )}
      {open && !asking && (
        <Flex gap={8} justify="flex-end" style={{ marginTop: 8 }}>
          <Button onClick={() => setAsking('reject')}>{t('review.reject')}</Button>
          <Button type="primary" disabled={!a || !b} onClick={() => setAsking('accept')}>
            {t('review.accept')}
          </Button>
        </Flex>
      )}
      {open && asking === 'accept' && a && b && (
        <ReasonForm
          okText={t('review.accept')}
          pending={accept.isPending}
          onOk={(reason) => accept.mutate(reason)}
          onCancel={() => setAsking(undefined)}
        >
          <WhatMoves a={a} b={b} merging={accept.isPending} />
        </ReasonForm>
      )}
      {open && asking === 'reject' && (
        <ReasonForm
          okText={t('review.reject')}
          pending={reject.isPending}
          onOk={(reason) => reject.mutate(reason)}
          onCancel={() => setAsking(undefined)}
        >
          <Typography.Paragraph>{t('review.rejectWhat')}</Typography.Paragraph>
        </ReasonForm>
      )}
    </Card>
  );
}

function SideFacts({ side, other }: { side: Side | null; other: Side | null }) {
  const { t } = useTranslation();
  if (!side) return <Alert type="info" title={t('review.erased')} />;
  const differs = (mine: string | null, theirs: string | null | undefined) =>
    mine && theirs && mine !== theirs ? <Tag color="red">{mine}</Tag> : mine || '–';
  return (
    <Descriptions
      size="small"
      bordered
      column={1}
      items={[
        {
          key: 'name',
          label: t('people.column.name'),
          children: (
            <Flex gap={6} wrap>
              <Link to={`/customers/${side.id}` as never}>{nameOf(t, side.name)}</Link>
              {side.provisional && <Tag color="gold">{t('people.provisional')}</Tag>}
            </Flex>
          ),
        },
        {
          key: 'memberNo',
          label: t('people.column.memberNo'),
          children: differs(side.memberNo, other?.memberNo),
        },
        {
          key: 'phone',
          label: t('people.column.phone'),
          children: side.phoneTails.map(phoneTail).join(', ') || '–',
        },
        {
          key: 'added',
          label: t('people.column.firstAdded'),
          children: side.firstAddedAt ? formatInstant(side.firstAddedAt) : '–',
        },
        { key: 'relations', label: t('review.relations'), children: formatCount(side.relations) },
      ]}
    />
  );
}

function WhatMoves({ a, b, merging }: { a: Side; b: Side; merging: boolean }) {
  const { t } = useTranslation();
  const { data } = useQuery(
    api.customers.previewMerge.queryOptions({
      input: { keepId: a.id, otherId: b.id },
      staleTime: 0,
      enabled: !merging,
    }),
  );
  return (
    <Typography.Paragraph>
      {t('review.acceptWhat')}{' '}
      {data &&
        t('review.moves', {
          name: nameOf(t, b.name),
          relations: formatCount(data.relations),
          messages: formatCount(data.messages),
        })}
    </Typography.Paragraph>
  );
}
