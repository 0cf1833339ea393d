// Where somebody arrives: the overview, else the first page of the menu that is his.
import type { Permission } from '@yutian/contract';
import { PAGES } from './registry.ts';

/** @returns the address of a page that somebody with these permissions may open. */
export function firstPage(permissions: readonly Permission[]): `/${string}` {
  const may = (permission: Permission | null) => permission === null || permissions.includes(permission);
  const mine = PAGES.filter((page) => page.inMenu && may(page.permission)).map((page) => page.path);
  // Whoever keeps the connection begins with how it is.
  const wanted = permissions.includes('connection.write') ? ['/', '/connection'] : ['/'];
  return mine.find((path) => wanted.includes(path)) ?? mine[0] ?? '/';
}
