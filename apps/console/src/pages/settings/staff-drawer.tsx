// One member of staff: where he belongs, and changing it by hand.
import { useQuery } from '@tanstack/react-query';
import type { Staff } from '@yutian/contract';
import { ErrorState, formatInstant, LoadingState, toShownError } from '@yutian/ui';
import { Alert, Button, Descriptions, Drawer, Flex, Form, Input, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';
import { UnitPicker } from '../../pickers/unit-picker.tsx';

export const STAFF_COLORS: Record<Staff['status'], string> = {
  active: 'green',
  not_activated: 'orange',
  disabled: 'red',
  left: 'default',
  unknown: 'default',
};

export function StaffDrawer({ staffId, onClose }: { staffId: string | undefined; onClose: () => void }) {
  const query = useQuery(
    api.org.getStaff.queryOptions({ input: { id: staffId ?? '' }, enabled: staffId !== undefined }),
  );
  const staff = staffId === undefined ? undefined : query.data;
  return (
    <Drawer
      open={staffId !== undefined}
      onClose={onClose}
      size={440}
      destroyOnHidden
      title={staff?.name || staff?.userid}
    >
      {query.error && staffId ? (
        <ErrorState error={toShownError(query.error)} onRetry={() => void query.refetch()} />
      ) : staff ? (
        <StaffPanel key={staff.staffId} staff={staff} />
      ) : (
        <LoadingState rows={5} />
      )}
    </Drawer>
  );
}

function StaffPanel({ staff }: { staff: Staff }) {
  const { t } = useTranslation();
  const mayWrite = useMay()('org.write');
  return (
    <Flex vertical gap={16}>
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'status',
            label: t('orders.state'),
            children: <Tag color={STAFF_COLORS[staff.status]}>{t(`staff.${staff.status}`)}</Tag>,
          },
          { key: 'userid', label: t('staff.userid'), children: staff.userid },
          { key: 'corp', label: t('staff.corp'), children: staff.corpId },
          { key: 'position', label: t('staff.position'), children: staff.position ?? t('ui.none') },
          { key: 'unit', label: t('staff.unit'), children: staff.unitName ?? t('staff.notPlaced') },
          { key: 'store', label: t('unit.store'), children: staff.storeName ?? t('ui.none') },
          { key: 'region', label: t('unit.region'), children: staff.regionName ?? t('ui.none') },
          { key: 'brand', label: t('unit.brand'), children: staff.brandName ?? t('ui.none') },
          ...(staff.resignedAt
            ? [{ key: 'left', label: t('staff.left'), children: formatInstant(staff.resignedAt) }]
            : []),
        ]}
      />
      {staff.handEdited.length > 0 && (
        <Alert
          type="info"
          showIcon
          title={t('staff.byHand', {
            fields: staff.handEdited.map((field) => t(`staff.field.${field}`)).join('、'),
          })}
        />
      )}
      {mayWrite && <StaffForm staff={staff} />}
    </Flex>
  );
}

interface Fields {
  unitId?: string | null;
  position?: string | null;
}

function StaffForm({ staff }: { staff: Staff }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const save = useEdit({
    read: staff,
    fieldsOf: ({ unitId, position }): Fields => ({ unitId, position }),
    form: inForm(form),
    run: ({ unitId = null, position = null }, edition) =>
      client.org.updateStaff(
        {
          id: staff.staffId,
          ...(unitId !== staff.unitId && { unitId }),
          ...((position?.trim() || null) !== staff.position && { position: position?.trim() || null }),
        },
        edition,
      ),
    told: t('staff.saved'),
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{ unitId: staff.unitId, position: staff.position }}
      onFinish={(fields) => save.mutate(fields)}
    >
      {save.notice}
      <Form.Item name="unitId" label={t('staff.unit')}>
        <UnitPicker label={t('staff.unit')} width="100%" />
      </Form.Item>
      <Form.Item name="position" label={t('staff.position')} rules={[{ max: 60 }]} extra={t('staff.keepWhy')}>
        <Input />
      </Form.Item>
      <Flex justify="flex-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </Flex>
    </Form>
  );
}
