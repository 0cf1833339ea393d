import { type Permission, ROLE_PERMISSIONS, ROLES } from '@yutian/contract';
import { describe, expect, it } from 'vitest';
import { firstPage } from './first-page.ts';
import { PAGES } from './registry.ts';

describe('after signing in', () => {
  it.each(ROLES)('%s arrives on a page that is theirs', (role) => {
    const permissions: readonly Permission[] = ROLE_PERMISSIONS[role];
    const entry = PAGES.find((page) => page.path === firstPage(permissions));
    expect(entry?.inMenu).toBe(true);
    expect(entry?.permission === null || permissions.includes(entry?.permission as Permission)).toBe(true);
  });

  it('the boss sees the overview and IT how the connection is', () => {
    expect(firstPage(ROLE_PERMISSIONS.boss)).toBe('/');
    expect(firstPage(ROLE_PERMISSIONS.it)).toBe('/connection');
  });
});
