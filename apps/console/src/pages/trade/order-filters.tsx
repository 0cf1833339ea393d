// The filters above the list of orders; their values live in the address.
import { useQuery } from '@tanstack/react-query';
import { ORDER_STATES, PLATFORMS } from '@yutian/contract';
import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { StaffPicker } from '../../pickers/staff-picker.tsx';
import { UnitPicker } from '../../pickers/unit-picker.tsx';
import { MORE_FILTERS, type OrderFilterName, type OrderFilters } from './filters.ts';
import { useShops } from './shops.ts';

interface Props {
  filters: OrderFilters;
  change: (next: Partial<Record<OrderFilterName, string | undefined>>) => void;
}

export function OrderFilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const [more, setMore] = useState(MORE_FILTERS.some((name) => filters[name] !== undefined));
  const shops = useShops();
  const some = Object.keys(filters).length > 0;
  return (
    <>
      <Select
        aria-label={t('orders.dateBy')}
        style={{ width: 110 }}
        value={filters.dateBy === 'paid' ? 'paid' : 'created'}
        onChange={(value) => change({ dateBy: value === 'paid' ? 'paid' : undefined })}
        options={['created', 'paid'].map((value) => ({ value, label: t(`orders.dateBy.${value}`) }))}
      />
      <DatePicker.RangePicker
        aria-label={t('orders.days')}
        style={{ width: 250, maxWidth: '100%' }}
        value={[filters.from ? dayjs(filters.from) : null, filters.to ? dayjs(filters.to) : null]}
        allowEmpty={[true, true]}
        onChange={(_, [from, to]) => change({ from: from || undefined, to: to || undefined })}
      />
      <Select
        aria-label={t('orders.shop')}
        placeholder={t('orders.shop')}
        style={{ width: 160 }}
        popupMatchSelectWidth={240}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={filters.shopId}
        onChange={(shopId?: string) => change({ shopId })}
        options={shops.map((shop) => ({ value: shop.shopId, label: shop.name }))}
      />
      <Choice name="state" values={ORDER_STATES} words="orderState" {...{ filters, change }} />
      <Input.Search
        aria-label={t('orders.search')}
        placeholder={t('orders.search')}
        style={{ width: 200 }}
        allowClear
        defaultValue={filters.search}
        key={filters.search ?? ''}
        onSearch={(search) => change({ search: search || undefined })}
      />
      <Button type="text" aria-expanded={more} onClick={() => setMore(!more)}>
        {t(more ? 'orders.less' : 'orders.more')}
      </Button>
      {some && (
        <Button
          type="link"
          onClick={() => change(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])))}
        >
          {t('ui.reset')}
        </Button>
      )}
      {more && <MoreFilters {...{ filters, change }} />}
    </>
  );
}

function MoreFilters({ filters, change }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <Choice name="platform" values={PLATFORMS} words="platform" {...{ filters, change }} />
      {may('org.read') && (
        <>
          <UnitPicker
            label={t('orders.store')}
            kinds={STORES}
            width={160}
            value={filters.storeId}
            onChange={(storeId) => change({ storeId })}
          />
          <StaffPicker
            label={t('orders.guide')}
            width={160}
            value={filters.staffId}
            onChange={(staffId) => change({ staffId })}
          />
        </>
      )}
      {may('channels.read') && <ChannelChoice {...{ filters, change }} />}
      {(['attributed', 'firstOrder', 'oldCustomer', 'paid', 'refunded'] as const).map((name) => (
        <Choice
          key={name}
          name={name}
          values={['true', 'false']}
          words={`orders.${name}`}
          {...{ filters, change }}
        />
      ))}
    </>
  );
}

const STORES = ['store'] as const;

function ChannelChoice({ filters, change }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(api.channels.listChannels.queryOptions({ input: {}, staleTime: 60_000 }));
  return (
    <Select
      aria-label={t('orders.channel')}
      placeholder={t('orders.channel')}
      style={{ width: 160 }}
      popupMatchSelectWidth={240}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={filters.channelId}
      onChange={(channelId?: string) => change({ channelId })}
      options={(data?.items ?? []).map((channel) => ({ value: channel.channelId, label: channel.name }))}
    />
  );
}

function Choice({
  name,
  values,
  words,
  filters,
  change,
}: Props & { name: OrderFilterName; values: readonly string[]; words: string }) {
  const { t } = useTranslation();
  const label = t(`orders.filter.${name}`);
  return (
    <Select
      aria-label={label}
      placeholder={label}
      style={{ width: 130 }}
      popupMatchSelectWidth={160}
      allowClear
      value={filters[name]}
      onChange={(value?: string) => change({ [name]: value })}
      options={values.map((value) => ({ value, label: t(`${words}.${value}`) }))}
    />
  );
}
