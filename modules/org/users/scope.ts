// Resolves a user's scope to staff and stores, and keeps the answer for some seconds: every request asks.
import { type Clock, everything, type Id, type Scope, type TenantId } from '@yutian/kernel';
import type { Db } from '@yutian/platform';
import type { ScopeBasis } from './scope.rules.ts';
import { homeStore, resolveScope } from './scope.sql.ts';

/** A scope with the units behind it, which only org's own lists need; null is every unit. */
export interface ResolvedScope {
  readonly scope: Scope;
  readonly unitIds: readonly Id[] | null;
}

export interface ScopeResolver {
  resolve(tenantId: TenantId, basis: ScopeBasis): Promise<ResolvedScope>;
  /** To be called after units or staff of the tenant changed. Other processes notice after `KEPT_MS`. */
  forget(tenantId: TenantId): void;
}

const KEPT_MS = 10_000;
const MOST_KEPT = 2_000;

/** Builds the resolver. What a user was granted is part of the key, so a changed grant counts at once everywhere. */
export function createScopeResolver(db: Db, wallClock: Clock): ScopeResolver {
  const kept = new Map<string, { untilMs: number; resolved: ResolvedScope }>();
  return {
    async resolve(tenantId, basis) {
      if (basis.kind === 'all') return { scope: everything, unitIds: null };
      const key = `${tenantId} ${JSON.stringify(basis)}`;
      const nowMs = wallClock.now();
      const found = kept.get(key);
      if (found && found.untilMs > nowMs) return found.resolved;
      const resolved = await load(db, tenantId, basis);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { untilMs: nowMs + KEPT_MS, resolved });
      return resolved;
    },
    forget(tenantId) {
      for (const key of kept.keys()) if (key.startsWith(`${tenantId} `)) kept.delete(key);
    },
  };
}

async function load(
  db: Db,
  tenantId: TenantId,
  basis: Exclude<ScopeBasis, { kind: 'all' }>,
): Promise<ResolvedScope> {
  if (basis.kind === 'own') {
    const { staffId } = basis;
    const homes = staffId === null ? [] : await homeStore(db, { tenantId, staffId });
    return {
      scope: {
        kind: 'part',
        staffIds: staffId === null ? [] : [staffId],
        storeIds: [],
        homeStoreIds: homes.map((home) => home.storeId),
      },
      unitIds: [],
    };
  }
  const [row] = await resolveScope(db, {
    tenantId,
    unitIds: basis.unitIds,
    staffId: basis.staffId,
    dealerOnly: basis.dealerOnly,
  });
  return {
    scope: { kind: 'part', staffIds: row?.staffIds ?? [], storeIds: row?.storeIds ?? [] },
    unitIds: row?.unitIds ?? [],
  };
}
