// Makes a unit, or renames one and changes its store fields.
import type { StoreType, Unit, UnitKind } from '@yutian/contract';
import { Button, Col, Drawer, Flex, Form, Input, InputNumber, Radio, Row, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';

/** A unit to change, or the kind and place of a new one. */
export type UnitDraft = { unit: Unit } | { kind: UnitKind; parent: Unit | undefined };

interface Fields {
  name: string;
  storeType?: StoreType;
  code?: string | null;
  address?: string | null;
  latitude?: number | null;
  longitude?: number | null;
}

interface Props {
  draft: UnitDraft | undefined;
  onClose: () => void;
  onSaved: (unit: Unit) => void;
}

export function UnitFormDrawer({ draft, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const kind = draft && ('unit' in draft ? draft.unit.kind : draft.kind);
  return (
    <Drawer
      open={draft !== undefined}
      onClose={onClose}
      size={420}
      destroyOnHidden
      title={
        kind && t(draft && 'unit' in draft ? 'org.editKind' : 'org.addKind', { kind: t(`unit.${kind}`) })
      }
    >
      {draft && (
        <UnitForm
          draft={draft}
          onSaved={(unit) => {
            onClose();
            onSaved(unit);
          }}
        />
      )}
    </Drawer>
  );
}

const fieldsOf = ({ name, storeType, code, address, latitude, longitude }: Unit) =>
  ({ name, storeType, code, address, latitude, longitude }) as Fields;

function UnitForm({ draft, onSaved }: { draft: UnitDraft; onSaved: (unit: Unit) => void }) {
  const { t } = useTranslation();
  const before = 'unit' in draft ? draft.unit : undefined;
  const kind = 'unit' in draft ? draft.unit.kind : draft.kind;
  const [form] = Form.useForm<Fields>();
  const save = useEdit({
    read: 'unit' in draft ? draft.unit : undefined,
    fieldsOf,
    form: inForm(form),
    run: (fields, edition) => {
      const store = {
        storeType: fields.storeType ?? null,
        code: fields.code?.trim() || null,
        address: fields.address?.trim() || null,
        latitude: fields.latitude ?? null,
        longitude: fields.longitude ?? null,
      };
      const whole = { name: fields.name, ...(kind === 'store' && store) };
      return 'unit' in draft
        ? client.org.updateUnit({ id: draft.unit.unitId, ...whole }, edition)
        : client.org.createUnit({ kind, parentId: draft.parent?.unitId ?? null, ...whole });
    },
    told: t('org.saved'),
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={before ?? { storeType: 'direct' }}
      onFinish={(fields) => save.mutate(fields, { onSuccess: onSaved })}
    >
      {save.notice}
      {'parent' in draft && draft.parent && (
        <Typography.Paragraph type="secondary">
          {t('org.under', { name: draft.parent.name })}
        </Typography.Paragraph>
      )}
      <Form.Item name="name" label={t('org.name')} rules={[{ required: true, whitespace: true, max: 60 }]}>
        <Input autoFocus />
      </Form.Item>
      {kind === 'store' && <StoreItems />}
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </Flex>
    </Form>
  );
}

function StoreItems() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="storeType" label={t('org.storeType')} rules={[{ required: true }]}>
        <Radio.Group
          options={(['direct', 'dealer'] as const).map((value) => ({ value, label: t(`store.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="code" label={t('org.code')} extra={t('org.codeWhy')} rules={[{ max: 64 }]}>
        <Input />
      </Form.Item>
      <Form.Item name="address" label={t('org.address')} rules={[{ max: 300 }]}>
        <Input.TextArea autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Row gutter={12}>
        <Col span={12}>
          <Form.Item name="latitude" label={t('org.latitude')}>
            <InputNumber min={-90} max={90} step={0.0001} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="longitude" label={t('org.longitude')}>
            <InputNumber min={-180} max={180} step={0.0001} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      </Row>
      <Typography.Paragraph type="secondary">{t('org.positionWhy')}</Typography.Paragraph>
    </>
  );
}
