// 店铺: the shops whose orders come in.
import { Link } from '@tanstack/react-router';
import type { Shop } from '@yutian/contract';
import { EmptyState, formatCount, formatDate, KeysetTable, Page } from '@yutian/ui';
import { Button, Flex, Popconfirm, Switch, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { asRead } from '../../api/editions.ts';
import { useFilters } from '../../api/filters.ts';
import { useKeyset } from '../../api/keyset.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { useUnits } from '../../pickers/units.ts';
import { ShopDrawer } from './shop-drawer.tsx';

export default function ShopsPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('orders.write');
  const [filters, change] = useFilters('archived');
  const archived = filters.archived === 'true';
  const [edited, setEdited] = useState<Shop | 'new'>();
  const { byId } = useUnits();
  const pages = useKeyset(['shops', archived], (cursor) =>
    client.orders.listShops({ archived, limit: 100, ...(cursor && { cursor }) }),
  );
  const nameOf = (unitId: string | null) => (unitId ? (byId.get(unitId)?.name ?? '') : '');
  const add = (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('shops.add')}
    </Button>
  );
  return (
    <Page
      title={t('page./shops')}
      question={t('shops.question')}
      actions={mayWrite && add}
      filters={
        <Flex gap={8} align="center">
          <Switch
            size="small"
            id="archived-shops"
            checked={archived}
            onChange={(on) => change({ archived: on ? 'true' : undefined })}
          />
          <label htmlFor="archived-shops">{t('shops.showArchived')}</label>
        </Flex>
      }
    >
      <KeysetTable<Shop>
        name="shops"
        label={t('page./shops')}
        pages={pages}
        rowKey={(row) => row.shopId}
        empty={<EmptyState title={t('shops.none')} why={t('shops.noneWhy')} action={mayWrite && add} />}
        columns={[
          {
            key: 'name',
            title: t('shops.name'),
            render: (_, row) => (
              <Flex gap={6}>
                {row.name}
                {row.archived && <Tag>{t('shops.archived')}</Tag>}
              </Flex>
            ),
          },
          {
            key: 'platform',
            title: t('orders.filter.platform'),
            render: (_, row) => t(`platform.${row.platform}`),
          },
          { key: 'brand', title: t('unit.brand'), render: (_, row) => nameOf(row.brandId) },
          { key: 'store', title: t('unit.store'), render: (_, row) => nameOf(row.storeId) },
          {
            key: 'orders',
            title: t('shops.orders'),
            align: 'right',
            render: (_, row) => (
              <Link to={'/orders' as never} search={{ shopId: row.shopId } as never}>
                {formatCount(row.orders)}
              </Link>
            ),
          },
          { key: 'since', title: t('shops.since'), render: (_, row) => formatDate(row.createdAt) },
          ...(mayWrite
            ? [
                {
                  key: 'do',
                  title: t('shops.do'),
                  render: (_: unknown, row: Shop) => (
                    <Flex>
                      <Button type="link" size="small" onClick={() => setEdited(row)}>
                        {t('ui.edit')}
                      </Button>
                      <ArchiveButton shop={row} />
                    </Flex>
                  ),
                },
              ]
            : []),
        ]}
      />
      {!mayWrite && <Typography.Text type="secondary">{t('shops.readOnly')}</Typography.Text>}
      <ShopDrawer shop={edited} onClose={() => setEdited(undefined)} />
    </Page>
  );
}

function ArchiveButton({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const save = useAction(
    (archived: boolean) =>
      client.orders.updateShop(
        {
          shopId: shop.shopId,
          name: shop.name,
          platform: shop.platform,
          brandId: shop.brandId,
          storeId: shop.storeId,
          archived,
        },
        asRead(shop),
      ),
    t(shop.archived ? 'shops.restored' : 'shops.archivedDone'),
  );
  if (shop.archived)
    return (
      <Button type="link" size="small" loading={save.isPending} onClick={() => save.mutate(false)}>
        {t('shops.restore')}
      </Button>
    );
  return (
    <Popconfirm
      title={t('shops.archiveAsk', { name: shop.name })}
      description={t('shops.archiveWhy', { n: formatCount(shop.orders) })}
      okText={t('shops.archive')}
      onConfirm={() => save.mutate(true)}
    >
      <Button type="link" size="small" danger loading={save.isPending}>
        {t('shops.archive')}
      </Button>
    </Popconfirm>
  );
}
