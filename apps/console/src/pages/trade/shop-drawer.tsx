// Adds a shop, or changes one.
import { PLATFORMS, type Platform, type Shop } from '@yutian/contract';
import { Button, Drawer, Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';
import { UnitPicker } from '../../pickers/unit-picker.tsx';

interface Fields {
  name: string;
  platform: Platform;
  brandId?: string | null;
  storeId?: string | null;
}

const BRANDS = ['brand'] as const;
const STORES = ['store'] as const;

export function ShopDrawer({
  shop,
  onClose,
  onSaved,
}: {
  shop: Shop | 'new' | undefined;
  onClose: () => void;
  onSaved?: (shop: Shop) => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={shop !== undefined}
      onClose={onClose}
      size={420}
      destroyOnHidden
      title={t(shop === 'new' ? 'shops.add' : 'shops.edit')}
    >
      {shop && (
        <ShopForm
          shop={shop === 'new' ? undefined : shop}
          onSaved={(saved) => {
            onClose();
            onSaved?.(saved);
          }}
        />
      )}
    </Drawer>
  );
}

function ShopForm({ shop, onSaved }: { shop: Shop | undefined; onSaved: (shop: Shop) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [form] = Form.useForm<Fields>();
  const save = useEdit({
    read: shop,
    fieldsOf: ({ name, platform, brandId, storeId }): Fields => ({ name, platform, brandId, storeId }),
    form: inForm(form),
    run: (fields, edition) => {
      const whole = { ...fields, brandId: fields.brandId ?? null, storeId: fields.storeId ?? null };
      return shop
        ? client.orders.updateShop({ shopId: shop.shopId, archived: shop.archived, ...whole }, edition)
        : client.orders.createShop(whole);
    },
    told: t('shops.saved'),
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={shop ?? { platform: 'tmall' }}
      onFinish={(fields) => save.mutate(fields, { onSuccess: onSaved })}
    >
      {save.notice}
      <Form.Item name="name" label={t('shops.name')} rules={[{ required: true, whitespace: true, max: 80 }]}>
        <Input autoFocus placeholder={t('shops.namePlaceholder')} />
      </Form.Item>
      <Form.Item name="platform" label={t('orders.filter.platform')} rules={[{ required: true }]}>
        <Select options={PLATFORMS.map((value) => ({ value, label: t(`platform.${value}`) }))} />
      </Form.Item>
      {may('org.read') && (
        <>
          <Form.Item name="brandId" label={t('unit.brand')}>
            <UnitPicker label={t('unit.brand')} kinds={BRANDS} width="100%" />
          </Form.Item>
          <Form.Item name="storeId" label={t('shops.till')} extra={t('shops.tillWhy')}>
            <UnitPicker label={t('shops.till')} kinds={STORES} width="100%" />
          </Form.Item>
        </>
      )}
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </Flex>
    </Form>
  );
}
