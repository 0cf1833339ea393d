// The demo is a client like any other: it signs in and uses the contract, so that what it shows is what anybody gets.
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { contract } from '@yutian/contract';

export type DemoClient = ContractRouterClient<typeof contract>;

/** Signs in at the product's own address. */
export async function signInToProduct(address: string, login: string, password: string): Promise<DemoClient> {
  const response = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  const token = /yutian_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
  if (!response.ok || !token)
    throw new Error(`The demo cannot sign in as ${login} (HTTP ${response.status}).`);
  return createORPCClient(
    new OpenAPILink(contract, { url: `${address}/api/v1`, headers: { authorization: `Bearer ${token}` } }),
  );
}
