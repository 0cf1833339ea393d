// What a set of merges comes to, for everybody whose rows follow people.
import type { Id } from '@yutian/kernel';

/**
 * Where each merged person ends: one who is merged on (a → b → c) ends with the last. A circle ends where it began to
 * repeat.
 * @returns the people who go, and beside each (same index) the one he goes to.
 */
export function endsOfMerges(merges: readonly { from: Id; to: Id }[]): { from: Id[]; to: Id[] } {
  const next = new Map(merges.map(({ from, to }) => [from, to]));
  const last = (id: Id): Id => {
    const seen = new Set<Id>();
    let at = id;
    for (let to = next.get(at); to !== undefined && !seen.has(at); to = next.get(at)) {
      seen.add(at);
      at = to;
    }
    return at;
  };
  const from = [...next.keys()];
  return { from, to: from.map(last) };
}
