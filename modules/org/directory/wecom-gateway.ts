// The port through which org reaches WeCom; connection implements it with tokens, budgets and lanes.
import type { TenantId } from '@yutian/kernel';
import type { AnswerOf, Endpoint, Lane, RequestOf } from '@yutian/wecom';

/** Calls an endpoint for a corp. Never inside a transaction. */
export type CallWeCom = <E extends Endpoint>(
  tenantId: TenantId,
  corpId: string,
  endpoint: E,
  input: RequestOf<E>,
  options: { lane: Lane },
) => Promise<AnswerOf<E>>;
