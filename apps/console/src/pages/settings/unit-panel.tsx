// One unit: its facts and what may be done with it.
import { Link } from '@tanstack/react-router';
import type { Unit } from '@yutian/contract';
import { formatCount } from '@yutian/ui';
import { Button, Card, Descriptions, Dropdown, Flex, Popconfirm, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { MoveUnit } from './move-unit.tsx';
import type { UnitDraft } from './unit-form.tsx';
import { kindsUnder } from './unit-tree.ts';

interface Props {
  unit: Unit;
  units: readonly Unit[];
  onDraft: (draft: UnitDraft) => void;
}

export function UnitPanel({ unit, units, onDraft }: Props) {
  const { t } = useTranslation();
  const mayWrite = useMay()('org.write');
  const nameOf = (unitId: string | null) => units.find((other) => other.unitId === unitId)?.name;
  const items = [
    {
      key: 'staff',
      label: t('org.staff'),
      children: (
        <Link to={'/staff' as never} search={{ unitId: unit.unitId } as never}>
          {t('org.people', { n: formatCount(unit.staffCount) })}
        </Link>
      ),
    },
    { key: 'above', label: t('org.above'), children: nameOf(unit.parentId) ?? t('org.top') },
    ...(unit.kind === 'store'
      ? [
          {
            key: 'type',
            label: t('org.storeType'),
            children: unit.storeType ? t(`store.${unit.storeType}`) : t('ui.none'),
          },
          { key: 'code', label: t('org.code'), children: unit.code ?? t('ui.none') },
          { key: 'address', label: t('org.address'), children: unit.address ?? t('ui.none') },
          {
            key: 'place',
            label: t('org.position'),
            children:
              unit.latitude === null || unit.longitude === null
                ? t('ui.none')
                : `${unit.latitude}, ${unit.longitude}`,
          },
        ]
      : []),
  ];
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          {unit.name}
          <Tag>{t(`unit.${unit.kind}`)}</Tag>
          {!unit.open && <Tag color="red">{t('org.closed')}</Tag>}
        </Flex>
      }
    >
      <Flex vertical gap={12}>
        <Descriptions size="small" column={1} items={items} />
        {mayWrite && <UnitActions {...{ unit, units, onDraft }} />}
      </Flex>
    </Card>
  );
}

function UnitActions({ unit, units, onDraft }: Props) {
  const { t } = useTranslation();
  const [moving, setMoving] = useState(false);
  const close = useAction(() => client.org.closeUnit({ id: unit.unitId }), t('org.closedDone'));
  const reopen = useAction(() => client.org.reopenUnit({ id: unit.unitId }), t('org.reopened'));
  const below = countBelow(unit, units);
  if (!unit.open)
    return (
      <div>
        <Button type="primary" loading={reopen.isPending} onClick={() => reopen.mutate(undefined)}>
          {t('org.reopen')}
        </Button>
      </div>
    );
  return (
    <Flex gap={8} wrap>
      <Button type="primary" onClick={() => onDraft({ unit })}>
        {t('ui.edit')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: kindsUnder(unit.kind).map((kind) => ({
            key: kind,
            label: t(`unit.${kind}`),
            onClick: () => onDraft({ kind, parent: unit }),
          })),
        }}
      >
        <Button>{t('org.addBelow')}</Button>
      </Dropdown>
      {unit.kind !== 'brand' && <Button onClick={() => setMoving(true)}>{t('org.move')}</Button>}
      <Popconfirm
        title={t('org.closeAsk', { name: unit.name })}
        description={t('org.closeWhy', { n: below, staff: formatCount(unit.staffCount) })}
        okText={t('org.close')}
        onConfirm={() => close.mutate(undefined)}
      >
        <Button danger loading={close.isPending}>
          {t('org.close')}
        </Button>
      </Popconfirm>
      <MoveUnit unit={unit} units={units} open={moving} onClose={() => setMoving(false)} />
    </Flex>
  );
}

function countBelow(unit: Unit, units: readonly Unit[]): number {
  const below = new Set([unit.unitId]);
  for (const other of units)
    if (other.open && other.parentId && below.has(other.parentId)) below.add(other.unitId);
  return below.size - 1;
}
