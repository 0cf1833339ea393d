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
  page('/connection', 'settings', 'connection.read', () => import('./connection/connection-page.tsx')),
];
