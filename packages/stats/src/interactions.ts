// Who has bought what, once each: the table under every recommender.
import { StatsInputError } from './stats-input-error.ts';

/** A binary table in compressed rows. Users and items are numbered in ascending order of their ids. */
export interface Interactions<User, Item> {
  readonly users: readonly User[];
  readonly items: readonly Item[];
  /** Items of user u: owned[starts[u]] … owned[starts[u + 1] − 1], ascending. */
  readonly starts: Int32Array;
  readonly owned: Int32Array;
  /** Number of users per item. */
  readonly counts: Int32Array;
}

/**
 * Collects (user, item) pairs; repeats count once. Ids are ordered by `<`, so the order of the pairs changes
 * nothing, not even how ties are broken. Refuses no pairs.
 */
export function interactionsFrom<User extends string | number, Item extends string | number>(
  pairs: Iterable<readonly [User, Item]>,
): Interactions<User, Item> {
  const byUser = new Map<User, Set<Item>>();
  const items = new Set<Item>();
  for (const [user, item] of pairs) {
    const owned = byUser.get(user);
    if (owned === undefined) byUser.set(user, new Set([item]));
    else owned.add(item);
    items.add(item);
  }
  if (items.size === 0) throw new StatsInputError('empty', 'no interactions');
  const userIds = ascending(byUser.keys());
  const itemIds = ascending(items);
  const numbers = new Map(itemIds.map((item, i) => [item, i]));
  const starts = new Int32Array(userIds.length + 1);
  userIds.forEach((user, u) => {
    starts[u + 1] = starts[u]! + byUser.get(user)!.size;
  });
  const owned = new Int32Array(starts[userIds.length]!);
  const counts = new Int32Array(itemIds.length);
  userIds.forEach((user, u) => {
    const row = Int32Array.from(byUser.get(user)!, (item) => numbers.get(item)!).sort();
    owned.set(row, starts[u]);
    for (const item of row) counts[item]! += 1;
  });
  return { users: userIds, items: itemIds, starts, owned, counts };
}

/** Item numbers of a user, ascending; empty for a number that is no user's. */
export function ownedBy<User, Item>({ starts, owned }: Interactions<User, Item>, user: number): Int32Array {
  return owned.subarray(starts[user] ?? 0, starts[user + 1] ?? 0);
}

/** The table read by item: users of item i are users[starts[i]] … users[starts[i + 1] − 1], ascending. */
export function byItem<User, Item>(
  table: Interactions<User, Item>,
): { readonly starts: Int32Array; readonly users: Int32Array } {
  const starts = new Int32Array(table.items.length + 1);
  table.counts.forEach((count, item) => {
    starts[item + 1] = starts[item]! + count;
  });
  const next = starts.slice(0, -1);
  const users = new Int32Array(table.owned.length);
  for (let user = 0; user < table.users.length; user += 1)
    for (const item of ownedBy(table, user)) {
      users[next[item]!] = user;
      next[item]! += 1;
    }
  return { starts, users };
}

function ascending<Id extends string | number>(ids: Iterable<Id>): Id[] {
  return [...ids].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
