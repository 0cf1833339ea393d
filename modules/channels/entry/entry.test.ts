import { newId } from '@yutian/kernel';
import { createVault } from '@yutian/platform';
import { expect, it } from 'vitest';
import { distanceKm, nearestTo } from './nearest.rules.ts';
import { codePage } from './page.ts';
import { customerOfToken, personalToken } from './personal-link.ts';

const shanghai = { latitude: 31.2304, longitude: 121.4737 };
const hangzhou = { latitude: 30.2741, longitude: 120.1551 };

it('the nearest store is found; stores without a place are left out', () => {
  // Great-circle distance Shanghai–Hangzhou: 164.5 km.
  expect(distanceKm(shanghai, hangzhou)).toBeCloseTo(164.5, 0);
  const stores = [
    { name: '杭州', ...hangzhou },
    { name: '上海', latitude: 31.2, longitude: 121.4 },
    { name: '未定位', latitude: null, longitude: null },
  ];
  expect(nearestTo(shanghai, stores)?.found.name).toBe('上海');
  expect(nearestTo(shanghai, stores.slice(2))).toBeNull();
});

it('a personal link names its customer, and a forged one names nobody', () => {
  const secret = { reveal: () => 'k'.repeat(64) };
  const vault = createVault(secret as Parameters<typeof createVault>[0]);
  const customerId = newId();
  const token = personalToken(vault, 1, customerId);
  expect(customerOfToken(vault, 1, token)).toBe(customerId);
  expect(customerOfToken(vault, 2, token)).toBeNull();
  expect(customerOfToken(vault, 1, token.replace(customerId, newId()))).toBeNull();
  expect(customerOfToken(vault, 1, `${customerId}.`)).toBeNull();
  expect(customerOfToken(vault, 1, 'nonsense')).toBeNull();
});

it('a page shows names as text, never as markup', async () => {
  const page = await codePage('https://example.com/x', '<script>alert(1)</script>');
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;');
  expect(page).toContain('data:image/svg+xml;base64,');
});
