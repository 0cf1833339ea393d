// What the verbs of org stand on besides the ground: the real clock, and the gateway to WeCom.
import type { Clock, TenantId } from '@yutian/kernel';
import type { Ground } from '@yutian/platform';
import type { CallWeCom } from './directory/wecom-gateway.ts';
import type { ScopeResolver } from './users/scope.ts';

export interface OrgGround extends Ground {
  /**
   * Sessions, lock-outs and one-time codes live by the machine's clock: the demo moves `clock` by weeks, and nobody is
   * to be signed out by that.
   */
  readonly wallClock: Clock;
  readonly callWeCom: CallWeCom;
  readonly scopes: ScopeResolver;
}

/** Who is named in the audit log when nobody was signed in. */
export const system = (tenantId: TenantId, name = 'system') => ({ tenantId, userId: null, name });
