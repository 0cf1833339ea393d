// What this module is given besides the ground: the way to WeCom, and everybody who holds personal data.
import type { PersonalDataHolder } from '@yutian/contract';
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

export interface CustomersParts {
  /** connection's gateway; called only when a job runs. */
  callWeCom: CallWeCom;
  /** Modules with data of people, asked when the person asks (R11). Bound late: they may need this module's ports. */
  personalData?: () => readonly PersonalDataHolder<Tx>[];
}

export interface CustomersGround extends Ground {
  readonly callWeCom: CallWeCom;
  readonly personalData: () => readonly PersonalDataHolder<Tx>[];
}
