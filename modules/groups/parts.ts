// What groups is given besides the ground: the way to WeCom, staff, the people behind platform ids, their timeline.
import type { CustomerLookup, StaffDirectory, Timeline } from '@yutian/contract';
import type { TenantId } from '@yutian/kernel';
import type { Ground, Tx } from '@yutian/platform';
import type { AnswerOf, Endpoint, Lane, RequestOf } from '@yutian/wecom';

/** Calls WeCom. Failures are Faults: upstream and rate_limited are worth another try, others are refusals. */
export type CallWeCom = <E extends Endpoint>(
  tenantId: TenantId,
  corpId: string,
  endpoint: E,
  input: RequestOf<E>,
  options: { lane: Lane; signal?: AbortSignal },
) => Promise<AnswerOf<E>>;

export interface GroupsPorts {
  callWeCom: CallWeCom;
  staff: StaffDirectory<Tx>;
  lookup: CustomerLookup<Tx>;
  timeline: Timeline<Tx>;
}

export interface GroupsGround extends Ground {
  readonly ports: GroupsPorts;
}
