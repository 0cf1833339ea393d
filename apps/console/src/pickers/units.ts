// The tree of units, read once and shared by all pages that name or choose a store, brand or department.
import { useQuery } from '@tanstack/react-query';
import type { Unit, UnitKind } from '@yutian/contract';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { useMay } from '../api/session.ts';

export interface UnitNode {
  value: string;
  title: string;
  /** False: shown for its place in the tree only. */
  selectable: boolean;
  disabled: boolean;
  children: UnitNode[];
}

/** All open units the signed-in person may see, parents first; none for who may not see the organisation. */
export function useUnits() {
  const may = useMay();
  const { data } = useQuery(
    api.org.listUnits.queryOptions({ input: {}, enabled: may('org.read'), staleTime: 60_000 }),
  );
  const units = useMemo(() => data?.items ?? [], [data]);
  return { units, byId: useMemo(() => new Map(units.map((unit) => [unit.unitId, unit])), [units]) };
}

/**
 * The tree for a picker: only the wanted kinds can be chosen, and branches without one are left out.
 * @param fits a further condition, such as dealer stores only.
 */
export function unitTree(
  units: readonly Unit[],
  kinds: readonly UnitKind[],
  fits: (unit: Unit) => boolean = () => true,
): UnitNode[] {
  const nodes = new Map<string, UnitNode>();
  const roots: UnitNode[] = [];
  for (const unit of units) {
    const selectable = kinds.includes(unit.kind) && fits(unit);
    const node = {
      value: unit.unitId,
      title: unit.name,
      selectable,
      disabled: !selectable,
      children: [],
    };
    nodes.set(unit.unitId, node);
    (nodes.get(unit.parentId ?? '')?.children ?? roots).push(node);
  }
  return pruned(roots);
}

function pruned(nodes: readonly UnitNode[]): UnitNode[] {
  return nodes
    .map((node) => ({ ...node, children: pruned(node.children) }))
    .filter((node) => node.selectable || node.children.length > 0);
}
