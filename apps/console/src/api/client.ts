// The server as the console knows it: the contract, typed, with one way for every error.
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { contract } from '@yutian/contract';
import { remember, shareWithEditions } from './editions.ts';
import { send } from './same-request.ts';
import { learnServerClock } from './server-clock.ts';

interface ErrorBody {
  code: string;
  message: string;
  data: unknown;
  requestId: string;
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body;

/** What a call may say besides its input: the edition an edit was made on (`asRead`). `seen` is the link's own. */
interface CallContext {
  ifMatch?: string;
  seen?: { etag: string | null };
}

/** Whether a call only reads: reading it again changes nothing. */
const isRead = ([module, name]: readonly string[]): boolean => {
  const calls = contract[module as keyof typeof contract] as Record<
    string,
    { '~orpc': { route: { method?: string } } }
  >;
  return calls[name ?? '']?.['~orpc'].route.method === 'GET';
};

const link: OpenAPILink<CallContext> = new OpenAPILink<CallContext>(contract, {
  url: `${location.origin}/api/v1`,
  headers: ({ context }) => (context.ifMatch ? { 'if-match': context.ifMatch } : {}),
  fetch: async (request, init, { context }) => {
    const response = await send(request, init);
    learnServerClock(response.headers.get('x-yutian-time'));
    if (context.seen) context.seen.etag = response.headers.get('etag');
    return response;
  },
  interceptors: [
    async ({ next, ...call }) => {
      const seen = { etag: null as string | null };
      const answer = await next({ ...call, context: { ...call.context, seen } });
      if (seen.etag && isRead(call.path))
        remember(answer, seen.etag, () => link.call(call.path, call.input, { context: {} }));
      return answer;
    },
  ],
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
export const client: ContractRouterClient<typeof contract, CallContext> = createORPCClient(link);

/** Query and mutation options: `useQuery(api.customers.list.queryOptions({ input }))`. */
export const api = createTanstackQueryUtils(client);

const isFinal = (error: unknown) => error instanceof ORPCError && error.status >= 400 && error.status < 500;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => !isFinal(error) && count < 2,
      structuralSharing: shareWithEditions,
    },
  },
});
