import { ROLE_PERMISSIONS, ROLES } from '@yutian/contract';
import { describe, expect, it } from 'vitest';
import { grantFault, mayScopeAll, rolesWith, scopeBasis } from './scope.rules.ts';

const user = (role: string, more: object = {}) => ({
  role,
  staffId: 'me',
  scopeAll: false,
  scopeUnitIds: ['u1'],
  ...more,
});
const dealerStore = { kind: 'store', storeType: 'dealer' };
const directStore = { kind: 'store', storeType: 'direct' };

describe('the scope of a role', () => {
  it('is everything for the boss, and for others only where it was granted and the role may have it', () => {
    expect(scopeBasis(user('boss'), null)).toEqual({ kind: 'all' });
    for (const role of ROLES)
      expect([role, scopeBasis(user(role, { scopeAll: true }), null).kind === 'all']).toEqual([
        role,
        mayScopeAll(role),
      ]);
  });
  it('is his own customers for a guide, whatever units he was given', () => {
    expect(scopeBasis(user('guide'), 'store')).toEqual({ kind: 'own', staffId: 'me' });
  });
  it('is nothing but himself for a role nobody knows', () => {
    expect(scopeBasis(user('wizard', { scopeAll: true }), null)).toEqual({ kind: 'own', staffId: 'me' });
  });
  it('is the own store for a store manager without units', () => {
    const manager = user('store_manager', { scopeUnitIds: [] });
    expect(scopeBasis(manager, 's1')).toMatchObject({ kind: 'units', unitIds: ['s1'] });
    expect(scopeBasis(manager, null)).toMatchObject({ kind: 'units', unitIds: [] });
  });
  it('counts dealer stores only for a dealer', () => {
    expect(scopeBasis(user('dealer'), null)).toMatchObject({ kind: 'units', dealerOnly: true });
    expect(scopeBasis(user('operator'), null)).toMatchObject({ kind: 'units', dealerOnly: false });
  });
});

describe('grants', () => {
  it('name units for everybody who does not see everything', () => {
    for (const role of ROLES) {
      const fault = grantFault(user(role, { staffId: null, scopeUnitIds: [] }), []);
      expect([role, fault]).toEqual([role, role === 'boss' ? undefined : 'SCOPE_MISSING']);
    }
  });
  it('refuse everything to roles with a part scope', () => {
    for (const role of ['guide', 'store_manager', 'dealer', 'agency'])
      expect(grantFault(user(role, { scopeAll: true }), [])).toBe('SCOPE_TOO_WIDE');
  });
  it('refuse a direct store or a region to a dealer', () => {
    expect(grantFault(user('dealer'), [dealerStore])).toBeUndefined();
    expect(grantFault(user('dealer'), [dealerStore, directStore])).toBe('SCOPE_UNIT_NOT_DEALER');
    expect(grantFault(user('dealer'), [{ kind: 'region', storeType: null }])).toBe('SCOPE_UNIT_NOT_DEALER');
  });
});

it('an agency sees no customers and no orders, a guide changes no codes, only IT lets people in', () => {
  expect(ROLE_PERMISSIONS.agency.filter((p) => /^(customers|orders|audit|org)/.test(p))).toEqual([]);
  expect(ROLE_PERMISSIONS.guide).not.toContain('channels.write');
  expect(rolesWith('users.write')).toEqual(['it']);
});
