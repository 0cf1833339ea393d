// Places many members of staff in one unit, after saying who and what follows.
import type { Staff } from '@yutian/contract';
import { Alert, Button, Drawer, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { UnitPicker } from '../../pickers/unit-picker.tsx';

const NAMED = 12;

export function PlaceDrawer({
  staff,
  onClose,
  onPlaced,
}: {
  staff: readonly Staff[] | undefined;
  onClose: () => void;
  onPlaced: () => void;
}) {
  const { t } = useTranslation();
  const [unitId, setUnitId] = useState<string>();
  const place = useAction(
    (input: { staffIds: string[]; unitId: string }) => client.org.placeStaff(input),
    ({ moved }) => t('staff.placedDone', { n: moved }),
  );
  const names = staff?.slice(0, NAMED).map(({ name, userid }) => name || userid);
  return (
    <Drawer
      open={staff !== undefined}
      onClose={onClose}
      size={420}
      destroyOnHidden
      title={t('staff.placeMany', { n: staff?.length ?? 0 })}
    >
      <Flex vertical gap={12}>
        <Typography.Text>
          {names?.join('、')}
          {(staff?.length ?? 0) > NAMED && t('staff.andMore', { n: (staff?.length ?? 0) - NAMED })}
        </Typography.Text>
        <UnitPicker label={t('staff.newUnit')} width="100%" value={unitId} onChange={setUnitId} />
        <Alert type="info" showIcon title={t('staff.placeWhy')} />
        <Flex justify="flex-end">
          <Button
            type="primary"
            disabled={!unitId}
            loading={place.isPending}
            onClick={() =>
              unitId &&
              staff &&
              place.mutate(
                { staffIds: staff.map((one) => one.staffId), unitId },
                {
                  onSuccess: () => {
                    onPlaced();
                    onClose();
                  },
                },
              )
            }
          >
            {t('staff.place')}
          </Button>
        </Flex>
      </Flex>
    </Drawer>
  );
}
