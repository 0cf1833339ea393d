// 包裹卡: which words and prizes on the parcel's card bring people in.
import { PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { CardTest } from '@yutian/contract';
import { CountText, EmptyState, formatInstant, KeysetTable, Page, RateText } from '@yutian/ui';
import { Button, Card, Checkbox, Col, Flex, Row, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { SearchBox } from '../customers/search-box.tsx';
import { CardForm } from './card-form.tsx';
import { CardPlanner } from './card-planner.tsx';

export default function CardsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [filters, change] = useFilters('sku', 'archived');
  const archived = filters.archived === 'true';
  const [creating, setCreating] = useState(false);
  const pages = useKeyset(['package-cards', filters], (cursor) =>
    client.channels.listCards({ ...given({ sku: filters.sku, cursor }), archived }),
  );
  const create = may('channels.write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('card.create')}
    </Button>
  );
  return (
    <Page
      title={t('page./package-cards')}
      question={t('card.question')}
      actions={create}
      filters={
        <>
          <SearchBox
            value={filters.sku ?? ''}
            label="SKU"
            width={180}
            onChange={(sku) => change({ sku: sku || undefined })}
          />
          <Checkbox
            checked={archived}
            onChange={(event) => change({ archived: event.target.checked ? 'true' : undefined })}
          >
            {t('card.showArchived')}
          </Checkbox>
        </>
      }
    >
      <Row gutter={[12, 12]}>
        <Col xs={24} xl={16}>
          <KeysetTable<CardTest>
            name="package-cards"
            label={t('page./package-cards')}
            pages={pages}
            rowKey={(row) => row.cardId}
            empty={<EmptyState title={t('card.none')} why={t('card.noneWhy')} action={create} />}
            columns={[
              {
                key: 'name',
                title: t('code.name'),
                render: (_, row) => <Link to={`/package-cards/${row.cardId}` as never}>{row.name}</Link>,
              },
              {
                key: 'sku',
                title: 'SKU',
                render: (_, row) => [row.sku, row.batch].filter(Boolean).join(' · ') || '–',
              },
              {
                key: 'cards',
                title: t('card.cards'),
                align: 'right',
                render: (_, row) => <CountText value={row.versions.reduce((sum, v) => sum + v.cards, 0)} />,
              },
              {
                key: 'versions',
                title: t('card.conversion'),
                render: (_, row) => (
                  <Flex gap={12} wrap>
                    {row.versions.map((version) => (
                      <span key={version.label}>
                        <Typography.Text type="secondary">{version.label}</Typography.Text>{' '}
                        <RateText rate={version.conversion} />
                      </span>
                    ))}
                  </Flex>
                ),
              },
              { key: 'created', title: t('codes.created'), render: (_, row) => formatInstant(row.createdAt) },
            ]}
          />
        </Col>
        <Col xs={24} xl={8}>
          <Card size="small" title={t('plan.title')}>
            <CardPlanner />
          </Card>
        </Col>
      </Row>
      <CardForm open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
