// The OpenAPI document of a contract: what oRPC makes of routes and schemas, and the conventions that hold for every
// call (errors, Retry-After, Idempotency-Key, ETag and If-Match).
import type { AnyContractProcedure, AnyContractRouter } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { CallMeta } from '@yutian/kernel';
import { z } from 'zod';
import { ERROR_KINDS } from './fault-to-http.ts';

const header = (description: string) => ({ description, schema: { type: 'string' } });
const fault = (description: string, headers?: object) => ({
  description,
  ...(headers && { headers }),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
});

const components = {
  securitySchemes: {
    session: { type: 'apiKey', in: 'cookie', name: 'yutian_session' },
    token: { type: 'http', scheme: 'bearer' },
  },
  schemas: {
    Fault: {
      type: 'object',
      description: 'Every refusal.',
      properties: {
        code: { type: 'string', description: 'what to act on; also the phrase key' },
        kind: { type: 'string', enum: ERROR_KINDS },
        message: { type: 'string', description: 'one English sentence' },
        data: { type: 'object', additionalProperties: true },
        requestId: { type: 'string', format: 'uuid' },
      },
      required: ['code', 'kind', 'message', 'data', 'requestId'],
    },
  },
  responses: {
    Refused: fault('The request was refused.'),
    TooMany: fault('Too many requests.', { 'Retry-After': header('seconds to wait') }),
    Changed: fault('EDITED_MEANWHILE: somebody changed it after the edition that `If-Match` names.'),
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'The same request with the same key within a day is carried out once and answered alike (`Idempotent-Replayed: true`).',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,120}$' },
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      description: 'The `ETag` of the answer from which the edit was made; without it the last edit wins.',
      schema: { type: 'string' },
    },
  },
  headers: { ETag: header('the edition that was read; send it with an edit as `If-Match`') },
};

interface Operation {
  parameters?: object[];
  security?: object[];
  responses: Record<string, { headers?: object }>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

/**
 * Makes the OpenAPI 3.1 document of a contract.
 * @param parts what the contract exports: object shapes among it get their names in the document.
 */
export async function generateOpenApi(
  contract: AnyContractRouter,
  info: { title: string; version: string; description: string },
  parts: Record<string, unknown> = {},
): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info,
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { token: [] }],
    commonSchemas: namedShapes(parts),
  });
  const { paths } = document as unknown as OpenApiDocument;
  for (const procedure of proceduresOf(contract)) {
    const { route, meta } = procedure['~orpc'];
    const operation = paths[route.path ?? '']?.[(route.method ?? 'POST').toLowerCase()];
    if (operation) tellConventions(operation, route.method ?? 'POST', meta as CallMeta);
  }
  return {
    ...document,
    components: { ...components, schemas: { ...document.components?.schemas, ...components.schemas } },
  };
}

function tellConventions(operation: Operation, method: string, { edition, open }: CallMeta): void {
  const { responses } = operation;
  const accepts = (name: string) =>
    (operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${name}` }]);
  if (open) operation.security = [];
  if (method === 'POST' && !open) accepts('IdempotencyKey');
  if (edition) {
    const [answer] = Object.values(responses);
    if (answer) answer.headers = { ETag: { $ref: '#/components/headers/ETag' } };
    if (method !== 'GET') {
      accepts('IfMatch');
      Object.assign(responses, { 412: { $ref: '#/components/responses/Changed' } });
    }
  }
  Object.assign(responses, {
    429: { $ref: '#/components/responses/TooMany' },
    default: { $ref: '#/components/responses/Refused' },
  });
}

function* proceduresOf(part: object): Generator<AnyContractProcedure> {
  if ('~orpc' in part) yield part as AnyContractProcedure;
  else for (const inner of Object.values(part)) yield* proceduresOf(inner as object);
}

const namedShapes = (parts: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(parts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, part]) =>
        part instanceof z.ZodObject ? [[name.charAt(0).toUpperCase() + name.slice(1), { schema: part }]] : [],
      ),
  );
