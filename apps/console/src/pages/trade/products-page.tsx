// 商品: what has been sold, as shops name it.
import { Link, useNavigate } from '@tanstack/react-router';
import type { Product } from '@yutian/contract';
import { EmptyState, formatDate, KeysetTable, MoneyText, Page } from '@yutian/ui';
import { Button, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useFilters } from '../../api/filters.ts';
import { given, useKeyset } from '../../api/keyset.ts';
import { useShops } from './shops.ts';

export default function ProductsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [filters, change] = useFilters('shopId', 'search');
  const shops = useShops();
  const names = new Map(shops.map((shop) => [shop.shopId, shop.name]));
  const input = given({ shopId: filters.shopId, search: filters.search?.trim().slice(0, 64) });
  const pages = useKeyset(['products', input], (cursor) =>
    client.orders.listProducts({ ...input, ...(cursor && { cursor }) }),
  );
  const filtered = Object.keys(input).length > 0;
  return (
    <Page
      title={t('page./products')}
      question={t('products.question')}
      filters={
        <>
          <Select
            aria-label={t('orders.shop')}
            placeholder={t('orders.shop')}
            style={{ width: 180 }}
            popupMatchSelectWidth={240}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={filters.shopId}
            onChange={(shopId?: string) => change({ shopId })}
            options={shops.map((shop) => ({ value: shop.shopId, label: shop.name }))}
          />
          <Input.Search
            aria-label={t('products.search')}
            placeholder={t('products.search')}
            style={{ width: 240 }}
            allowClear
            defaultValue={filters.search}
            key={filters.search ?? ''}
            onSearch={(search) => change({ search: search || undefined })}
          />
        </>
      }
    >
      <KeysetTable<Product>
        name="products"
        label={t('page./products')}
        pages={pages}
        rowKey={(row) => row.productId}
        empty={
          <EmptyState
            title={t(filtered ? 'products.noneFound' : 'products.none')}
            why={t(filtered ? 'orders.noneFoundWhy' : 'products.noneWhy')}
            action={
              filtered ? (
                <Button onClick={() => change({ shopId: undefined, search: undefined })}>
                  {t('ui.reset')}
                </Button>
              ) : (
                <Button type="primary" onClick={() => void navigate({ to: '/imports' })}>
                  {t('orders.import')}
                </Button>
              )
            }
          />
        }
        columns={[
          { key: 'name', title: t('importField.productName'), render: (_, row) => row.name || t('ui.none') },
          { key: 'sku', title: t('importField.sku'), render: (_, row) => row.sku },
          {
            key: 'shop',
            title: t('orders.shop'),
            render: (_, row) => (
              <Link to={'/orders' as never} search={{ shopId: row.shopId } as never}>
                {names.get(row.shopId) ?? t('products.archivedShop')}
              </Link>
            ),
          },
          {
            key: 'price',
            title: t('products.lastPrice'),
            align: 'right',
            render: (_, row) => <MoneyText amount={row.lastPrice} />,
          },
          { key: 'first', title: t('products.firstSeen'), render: (_, row) => formatDate(row.firstSeenAt) },
        ]}
      />
    </Page>
  );
}
