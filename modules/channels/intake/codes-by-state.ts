// The codes that a batch of arrivals names, looked up once for whatever is made of them.
import type { TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { type CodeOfState, codesOfStates } from './intake.sql.ts';

/** @returns codes by state; an unknown state has none. */
export async function codesByState(
  tx: Tx,
  tenantId: TenantId,
  arrivals: readonly { state: string | null }[],
): Promise<ReadonlyMap<string, CodeOfState>> {
  const states = [...new Set(arrivals.flatMap(({ state }) => (state ? [state] : [])))];
  const found = states.length === 0 ? [] : await codesOfStates(tx, { tenantId, states });
  return new Map(found.map((code) => [code.state, code]));
}
