// One package card: which version wins, and is that sure yet.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { CardTest, CardVersion } from '@yutian/contract';
import { dayOf } from '@yutian/kernel';
import { CountText, ErrorState, LoadingState, Page, RateText, toShownError } from '@yutian/ui';
import { Alert, App, Button, Card, Col, Flex, Row, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useServerNow } from '../../api/server-clock.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { CardPlanner } from './card-planner.tsx';
import { ExposureForm } from './exposure-form.tsx';
import { ExposureList } from './exposure-list.tsx';
import { IntervalBar } from './interval-bar.tsx';
import { PeopleCount, type PeopleCut, PeopleDrawer } from './people-drawer.tsx';

const REFRESH_MS = 15_000;

export default function CardPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const query = useQuery(api.channels.getCard.queryOptions({ input: { id }, refetchInterval: REFRESH_MS }));
  if (query.error)
    return <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />;
  return query.data ? <OneCard card={query.data} /> : <LoadingState />;
}

function OneCard({ card }: { card: CardTest }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const may = useMay()('channels.write') && !card.archived;
  const [entering, setEntering] = useState(false);
  const archive = useAction(
    () => client.channels.archiveCard({ id: card.cardId }),
    t('acquire.archivedDone'),
  );
  const ask = () =>
    modal.confirm({
      title: t('code.archiveAsk', { name: card.name }),
      content: t('card.archiveWhy', { n: card.versions.length }),
      okText: t('acquire.archive'),
      okButtonProps: { danger: true },
      onOk: () => archive.mutateAsync(undefined).catch(() => undefined),
    });
  return (
    <Page
      title={[card.name, card.sku, card.batch].filter(Boolean).join(' · ')}
      question={t('card.oneQuestion')}
      actions={
        may && (
          <>
            <Button onClick={ask}>{t('acquire.archive')}</Button>
            <Button type="primary" onClick={() => setEntering(true)}>
              {t('card.enter')}
            </Button>
          </>
        )
      }
    >
      <Flex vertical gap={12}>
        <Verdicts card={card} />
        <Versions card={card} />
        <Row gutter={[12, 12]}>
          <Col xs={24} xl={14}>
            <ExposureList cardId={card.cardId} />
          </Col>
          <Col xs={24} xl={10}>
            <Card size="small" title={t('plan.title')}>
              <CardPlanner />
            </Card>
          </Col>
        </Row>
      </Flex>
      <ExposureForm card={card} open={entering} onClose={() => setEntering(false)} />
    </Page>
  );
}

/** What the numbers say, in a sentence for each comparison. */
function Verdicts({ card }: { card: CardTest }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'zh';
  if (card.versions.every((version) => version.cards === 0))
    return <Alert type="info" showIcon title={t('card.noCards')} description={t('card.noCardsWhy')} />;
  return (
    <Flex vertical gap={8}>
      {card.comparisons.map((comparison) => (
        <Alert
          key={comparison.label}
          type={comparison.decided ? 'success' : 'info'}
          showIcon
          title={comparison.statement[language]}
          description={t('card.test', {
            p: comparison.pValue < 0.001 ? 'p < 0.001' : `p = ${comparison.pValue.toFixed(3)}`,
          })}
        />
      ))}
    </Flex>
  );
}

function Versions({ card }: { card: CardTest }) {
  const { t } = useTranslation();
  const [people, setPeople] = useState<PeopleCut>();
  const period = { from: dayOf(Date.parse(card.createdAt)), to: dayOf(useServerNow()) };
  const highest = Math.max(0.01, ...card.versions.map(({ conversion }) => conversion.high ?? 0));
  return (
    <Card size="small" title={t('card.versions')} styles={{ body: { padding: 0 } }}>
      <Table<CardVersion>
        size="small"
        aria-label={t('card.versions')}
        rowKey="label"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={card.versions}
        columns={[
          {
            key: 'label',
            title: t('funnel.by.card'),
            render: (_, row) => <Link to={`/codes/${row.codeId}` as never}>{row.label}</Link>,
          },
          {
            key: 'script',
            title: t('card.script'),
            render: (_, row) => (
              <div style={{ maxWidth: 320, whiteSpace: 'normal' }}>
                {row.script || '–'}
                {row.prize && (
                  <>
                    <br />
                    <Typography.Text type="secondary">
                      {t('card.prizeOf', { prize: row.prize })}
                    </Typography.Text>
                  </>
                )}
              </div>
            ),
          },
          {
            key: 'cards',
            title: t('card.cards'),
            align: 'right',
            render: (_, row) => <CountText value={row.cards} />,
          },
          {
            key: 'adds',
            title: t('funnelStep.added'),
            align: 'right',
            render: (_, row) => (
              <PeopleCount
                count={row.adds}
                step={t('funnelStep.added')}
                onOpen={() =>
                  setPeople({
                    ...period,
                    step: 'added',
                    name: `${card.name} ${row.label}`,
                    cardId: card.cardId,
                    label: row.label,
                  })
                }
              />
            ),
          },
          {
            key: 'rate',
            title: t('card.conversion'),
            align: 'right',
            render: (_, row) => <RateText rate={row.conversion} />,
          },
          {
            key: 'interval',
            title: t('card.interval'),
            render: (_, row) => <IntervalBar rate={row.conversion} highest={highest} />,
          },
        ]}
      />
      <PeopleDrawer cut={people} onClose={() => setPeople(undefined)} />
    </Card>
  );
}
