// Every page of the menu is looked over by axe, in the light theme, as somebody who may open it.
import { AxeBuilder } from '@axe-core/playwright';
import { type Permission, ROLE_PERMISSIONS } from '@yutian/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heading, type Login, openAs, openBrowser, openWindow, settled } from './console.ts';

interface MenuPage {
  path: string;
  permission: Permission | null;
  inMenu: boolean;
}

// Named at run time only: the registry's pages are written for the browser, and their types are checked there.
const registry = new URL('../apps/console/src/pages/registry.ts', import.meta.url).href;
const { PAGES } = (await import(/* @vite-ignore */ registry)) as { PAGES: readonly MenuPage[] };
const LOGINS = ['boss', 'operator', 'it'] as const satisfies readonly Login[];

let browser: Browser;
const windows = new Map<Login, Page>();
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function open({ path, permission }: MenuPage): Promise<Page> {
  const login = LOGINS.find((role) => permission === null || ROLE_PERMISSIONS[role].includes(permission));
  if (!login) throw new Error(`No login of these tests may open ${path}.`);
  const known = windows.get(login);
  if (known) {
    await known.goto(path);
    await heading(known).waitFor();
    return known;
  }
  const page = await openAs(browser, login, path);
  windows.set(login, page);
  return page;
}

/** Serious and critical faults, each with where it is. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target} ${node.html.slice(0, 160)}`).join(' | ')}`,
    );
}

describe('nobody is kept out by how a page is built', () => {
  it.each(PAGES.filter((page) => page.inMenu))('axe finds no serious fault on $path', async (entry) => {
    const page = await open(entry);
    await settled(page);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('axe finds no serious fault where people sign in', async () => {
    const page = await openWindow(browser);
    await page.goto('/sign-in');
    await heading(page).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});
