// The server as the console knows it: the contract, typed, with one way for every error.
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { contract } from '@yutian/contract';
import { learnServerClock } from './server-clock.ts';

interface ErrorBody {
  code: string;
  message: string;
  data: unknown;
  requestId: string;
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body;

const link = new OpenAPILink(contract, {
  url: `${location.origin}/api/v1`,
  fetch: async (request, init) => {
    const response = await fetch(request, init);
    learnServerClock(response.headers.get('x-yutian-time'));
    return response;
  },
  customErrorResponseBodyDecoder: (body, response) =>
    isErrorBody(body)
      ? new ORPCError(body.code, {
          status: response.status,
          message: body.message,
          data: { data: body.data, requestId: body.requestId },
        })
      : null,
});

/** Calls the server: `client.customers.list({…})`. */
export const client: ContractRouterClient<typeof contract> = createORPCClient(link);

/** Query and mutation options: `useQuery(api.customers.list.queryOptions({ input }))`. */
export const api = createTanstackQueryUtils(client);

const isFinal = (error: unknown) => error instanceof ORPCError && error.status >= 400 && error.status < 500;

export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: (count, error) => !isFinal(error) && count < 2 } },
});
