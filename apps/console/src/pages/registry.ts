// Every page of the console: its address, its door in the menu, who may open it, and where its code is.
// A page that is not here does not exist; a menu entry without a page cannot be written.
import type { Permission } from '@yutian/contract';
import type { ComponentType } from 'react';

/** The doors of the menu, in the order of the loop. */
export const DOORS = ['home', 'acquire', 'customers', 'trade', 'settings'] as const;
export type Door = (typeof DOORS)[number];

export interface PageEntry {
  path: `/${string}`;
  /** Phrase key of its name. */
  name: string;
  door: Door;
  permission: Permission | null;
  /** A page reached from another, not from the menu. */
  inMenu: boolean;
  load: () => Promise<{ default: ComponentType }>;
}

const page = (
  path: `/${string}`,
  door: Door,
  permission: Permission | null,
  load: PageEntry['load'],
  inMenu = true,
): PageEntry => ({
  path,
  name: `page.${path}`,
  door,
  permission,
  inMenu,
  load,
});

export const PAGES: readonly PageEntry[] = [
  page('/', 'home', 'home.read', () => import('./home/home-page.tsx')),
  page('/channels', 'acquire', 'channels.read', () => import('./acquire/channels-page.tsx')),
  page('/codes', 'acquire', 'channels.read', () => import('./acquire/codes-page.tsx')),
  page('/codes/new', 'acquire', 'channels.write', () => import('./acquire/code-new-page.tsx'), false),
  page('/codes/$id', 'acquire', 'channels.read', () => import('./acquire/code-page.tsx'), false),
  page('/codes/$id/edit', 'acquire', 'channels.write', () => import('./acquire/code-edit-page.tsx'), false),
  page('/welcomes', 'acquire', 'channels.read', () => import('./acquire/welcomes-page.tsx')),
  page('/package-cards', 'acquire', 'channels.read', () => import('./acquire/cards-page.tsx')),
  page('/package-cards/$id', 'acquire', 'channels.read', () => import('./acquire/card-page.tsx'), false),
  page('/join-codes', 'acquire', 'groups.read', () => import('./acquire/join-codes-page.tsx')),
  page('/acquisition-links', 'acquire', 'channels.read', () => import('./acquire/links-page.tsx')),
  page('/customers', 'customers', 'customers.read', () => import('./customers/customers-page.tsx')),
  page('/customers/$id', 'customers', 'customers.read', () => import('./customers/customer-page.tsx'), false),
  page('/tags', 'customers', 'tags.read', () => import('./customers/tags-page.tsx')),
  page('/groups', 'customers', 'groups.read', () => import('./customers/groups-page.tsx')),
  page('/groups/$id', 'customers', 'groups.read', () => import('./customers/group-page.tsx'), false),
  page('/merge-reviews', 'customers', 'customers.merge', () => import('./customers/merge-reviews-page.tsx')),
  page('/lost', 'customers', 'customers.read', () => import('./customers/lost-page.tsx')),
  page('/orders', 'trade', 'orders.read', () => import('./trade/orders-page.tsx')),
  page('/orders/$id', 'trade', 'orders.read', () => import('./trade/order-page.tsx'), false),
  page('/products', 'trade', 'orders.read', () => import('./trade/products-page.tsx')),
  page('/shops', 'trade', 'orders.read', () => import('./trade/shops-page.tsx')),
  page('/imports', 'trade', 'orders.import', () => import('./trade/imports-page.tsx')),
  page('/imports/$id', 'trade', 'orders.import', () => import('./trade/import-run-page.tsx'), false),
  page('/imports/files/$id', 'trade', 'orders.import', () => import('./trade/import-file-page.tsx'), false),
  page('/org', 'settings', 'org.read', () => import('./settings/org-page.tsx')),
  page('/staff', 'settings', 'org.read', () => import('./settings/staff-page.tsx')),
  page('/staff/$id', 'settings', 'org.read', () => import('./settings/staff-page.tsx'), false),
  page('/users', 'settings', 'users.write', () => import('./settings/users-page.tsx')),
  page('/corps', 'settings', 'connection.read', () => import('./settings/corps-page.tsx')),
  page('/connection', 'settings', 'connection.read', () => import('./connection/connection-page.tsx')),
  page('/audit', 'settings', 'audit.read', () => import('./settings/audit-page.tsx')),
  page('/settings', 'settings', 'settings.write', () => import('./settings/settings-page.tsx')),
  page('/account', 'settings', null, () => import('./settings/account-page.tsx'), false),
];
