// Chooses one unit, or several, from the tree.
import { type Unit, UNIT_KINDS, type UnitKind } from '@yutian/contract';
import { TreeSelect } from 'antd';
import { useMemo } from 'react';
import { unitTree, useUnits } from './units.ts';

interface Shared {
  label: string;
  placeholder?: string;
  kinds?: readonly UnitKind[];
  fits?: (unit: Unit) => boolean;
  width?: number | string;
  id?: string;
}

const search = {
  showSearch: { treeNodeFilterProp: 'title' },
  allowClear: true,
  listHeight: 320,
} as const;

export function UnitPicker({
  label,
  placeholder = label,
  kinds = UNIT_KINDS,
  fits,
  width = 200,
  value,
  onChange,
  id,
}: Shared & { value?: string | null | undefined; onChange?: (unitId: string | undefined) => void }) {
  const { units } = useUnits();
  const treeData = useMemo(() => unitTree(units, kinds, fits), [units, kinds, fits]);
  return (
    <TreeSelect<string>
      {...search}
      {...(id && { id })}
      aria-label={label}
      placeholder={placeholder}
      style={{ width, maxWidth: '100%' }}
      popupMatchSelectWidth={280}
      treeData={treeData}
      treeDefaultExpandAll={units.length < 200}
      value={value ?? undefined}
      onChange={(unitId: string | undefined) => onChange?.(unitId)}
    />
  );
}

export function UnitsPicker({
  label,
  placeholder = label,
  kinds = UNIT_KINDS,
  fits,
  width = '100%',
  value,
  onChange,
  id,
}: Shared & { value?: readonly string[]; onChange?: (unitIds: string[]) => void }) {
  const { units } = useUnits();
  const treeData = useMemo(() => unitTree(units, kinds, fits), [units, kinds, fits]);
  return (
    <TreeSelect<string[]>
      {...search}
      {...(id && { id })}
      multiple
      aria-label={label}
      placeholder={placeholder}
      style={{ width, maxWidth: '100%' }}
      popupMatchSelectWidth={280}
      treeData={treeData}
      treeDefaultExpandAll={units.length < 200}
      value={value ? [...value] : []}
      onChange={(unitIds: string[]) => onChange?.(unitIds)}
    />
  );
}
