// Hangs a unit, with all below it, under another.
import type { Unit } from '@yutian/contract';
import { Alert, Button, Drawer, Flex } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { UnitPicker } from '../../pickers/unit-picker.tsx';
import { placesFor } from './unit-tree.ts';

export function MoveUnit(props: { unit: Unit; units: readonly Unit[]; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { unit, units, open, onClose } = props;
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={420}
      destroyOnHidden
      title={t('org.moveTitle', { name: unit.name })}
    >
      <MoveForm unit={unit} units={units} onMoved={onClose} />
    </Drawer>
  );
}

function MoveForm({ unit, units, onMoved }: { unit: Unit; units: readonly Unit[]; onMoved: () => void }) {
  const { t } = useTranslation();
  const [parentId, setParentId] = useState<string | null>(unit.parentId);
  const places = useMemo(() => placesFor(unit, units), [unit, units]);
  const fits = useMemo(() => (other: Unit) => places.has(other.unitId), [places]);
  const move = useAction(() => client.org.moveUnit({ id: unit.unitId, parentId }), t('org.moved'));
  return (
    <Flex vertical gap={12}>
      <UnitPicker
        label={t('org.newPlace')}
        placeholder={t('org.top')}
        width="100%"
        fits={fits}
        value={parentId}
        onChange={(unitId) => setParentId(unitId ?? null)}
      />
      <Alert type="info" showIcon title={t('org.moveWhy', { n: unit.staffCount })} />
      <Flex justify="flex-end">
        <Button
          type="primary"
          disabled={parentId === unit.parentId}
          loading={move.isPending}
          onClick={() => move.mutate(undefined, { onSuccess: onMoved })}
        >
          {t('org.move')}
        </Button>
      </Flex>
    </Flex>
  );
}
