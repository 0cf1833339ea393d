// Where a tag or a group stands, as the platform has it: the greater number comes first.

interface Placed {
  id: string;
  position: number;
}

/**
 * The positions that change when one of a list, shown first to last, moves by `by` places; as few as keep the rest in
 * order. Empty when it cannot move there.
 */
export function moved(shown: readonly Placed[], id: string, by: -1 | 1): Placed[] {
  const at = shown.findIndex((one) => one.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= shown.length) return [];
  const next = shown.toSpliced(at, 1).toSpliced(to, 0, ...shown.slice(at, at + 1));
  const changed: Placed[] = [];
  let below = -1;
  for (const one of next.toReversed()) {
    const position = Math.max(one.position, below + 1);
    if (position !== one.position) changed.push({ id: one.id, position });
    below = position;
  }
  return changed;
}
