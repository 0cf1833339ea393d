// The conventions of the API, held against every operation of the OpenAPI document.
import { readFileSync } from 'node:fs';
import { contract } from '@yutian/contract';
import type { CallMeta } from '@yutian/kernel';
import { expect, it } from 'vitest';
import { openApiText } from './openapi.ts';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
interface Operation {
  operationId: string;
  security?: object[];
  parameters?: ({ name: string; in: string } | { $ref: string })[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { $ref?: string; headers?: Record<string, unknown>; content?: Record<string, { schema: Schema }> }
  >;
}

const text = await openApiText();
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, { headers?: object }> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const { schemas } = document.components;

type Call = (typeof operations)[number];
/** Calls that a rule does not hold for. */
const without = (rule: (call: Call) => boolean, among = operations) =>
  among.filter((call) => !rule(call)).map(({ method, path }) => `${method} ${path}`);
const answers = ({ responses }: Operation, status: string, name: string) =>
  responses[status]?.$ref === `#/components/responses/${name}`;
const whole = (schema: Schema): Schema =>
  schema.$ref ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? schema) : schema;
const answerOf = ({ responses }: Operation) => {
  const schema = responses['200']?.content?.['application/json']?.schema;
  return schema && whole(schema);
};
const accepts = ({ parameters = [] }: Operation, name: string) =>
  parameters.some((one) => '$ref' in one && one.$ref === `#/components/parameters/${name}`);
const named = ({ parameters = [] }: Operation) =>
  parameters.flatMap((one) => ('name' in one ? [one.name] : []));

interface Field {
  at: string;
  name: string;
  schema: Schema;
  among: string[];
}
function* fieldsOf(schema: Schema, at: string): Generator<Field> {
  const { properties = {} } = schema;
  const among = Object.keys(properties);
  for (const [name, inner] of Object.entries(properties)) {
    yield { at, name, schema: whole(inner), among };
    yield* fieldsOf(inner, `${at}.${name}`);
  }
  for (const inner of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* fieldsOf(inner, at);
  if (schema.items) yield* fieldsOf(schema.items, `${at}[]`);
}
const fields = [
  ...Object.entries(schemas).flatMap(([name, schema]) => [...fieldsOf(schema, name)]),
  ...operations.flatMap(({ operation: { operationId, requestBody, responses } }) =>
    [requestBody, ...Object.values(responses)].flatMap((body) =>
      Object.values(body?.content ?? {}).flatMap(({ schema }) => [...fieldsOf(schema, operationId)]),
    ),
  ),
];
/** The shapes a field may take besides null. */
const shapesOf = (schema: Schema): Schema[] =>
  (schema.anyOf ?? [schema]).map(whole).filter(({ type }) => type !== 'null');
/** Where a rule is broken, in words. */
const broken = (rule: (field: Field) => boolean) =>
  fields.filter((field) => !rule(field)).map(({ at, name }) => `${at}.${name}`);

it('the printed document is what the contract says; `yutian openapi docs/openapi.json` prints it anew', () => {
  expect(operations.length).toBeGreaterThan(150);
  expect(fields.length).toBeGreaterThan(1_000);
  expect(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')).toBe(text);
});

it('names are camelCase, addresses are lower-case words with hyphens', () => {
  const camel = /^[a-z][a-zA-Z0-9]*$/;
  expect(broken(({ name }) => camel.test(name))).toEqual([]);
  expect(without(({ operation }) => named(operation).every((name) => camel.test(name)))).toEqual([]);
  const address = /^(\/([a-z]+(-[a-z]+)*|\{[a-z][a-zA-Z]*\}))+$/;
  expect(without(({ path }) => address.test(path))).toEqual([]);
});

it('money is whole fen with its currency, instants and days are ISO 8601', () => {
  expect(broken(({ name, schema }) => !name.endsWith('Fen') || schema.type === 'integer')).toEqual([]);
  // What a shop pushes is in its own currency: lines of an order have no currency of their own.
  const pushed = (among: string[]) => among.includes('quantity');
  expect(
    broken(({ name, among }) => name !== 'amountFen' || among.includes('currency') || pushed(among)),
  ).toEqual([]);
  const durations = new Set(['lagMs']);
  expect(broken(({ name }) => durations.has(name) || !/Ms$|Timestamp$/.test(name))).toEqual([]);
  const shares = new Set(['openAt']);
  const formatted = (format: string, pattern: RegExp) =>
    broken(
      ({ name, schema }) =>
        shares.has(name) || !pattern.test(name) || shapesOf(schema).every((one) => one.format === format),
    );
  expect(formatted('date-time', /At$|^at$/)).toEqual([]);
  expect(formatted('date', /^day$|(?<!per|Per)Day$/)).toEqual([]);
});

it('ids are strings; only the platform’s own numbers are not', () => {
  const platformNumbers = new Set(['agentId', 'departmentId', 'parentDepartmentId']);
  expect(
    broken(
      ({ name, schema }) =>
        !/[a-z]Id$/.test(name) ||
        platformNumbers.has(name) ||
        shapesOf(schema).every(({ type }) => type === 'string'),
    ),
  ).toEqual([]);
});

it('a list answers items and nextCursor, and takes cursor and limit together', () => {
  const lists = operations.filter(({ operation }) => {
    const names = Object.keys(answerOf(operation)?.properties ?? {});
    return names.includes('items') && names.every((name) => name === 'items' || name === 'nextCursor');
  });
  const tells = ({ operation }: Call) => answerOf(operation)?.required?.includes('nextCursor') === true;
  expect(lists.length).toBeGreaterThan(30);
  expect(without(tells, lists)).toEqual([]);
  const paged = operations.filter(({ operation }) => named(operation).includes('cursor'));
  expect(without((call) => tells(call) && named(call.operation).includes('limit'), paged)).toEqual([]);
});

it('every call says how it refuses, and a 429 when to come back', () => {
  expect(schemas.Fault?.required).toEqual(['code', 'kind', 'message', 'data', 'requestId']);
  expect(document.components.responses.TooMany?.headers).toHaveProperty('Retry-After');
  expect(without(({ operation }) => answers(operation, '429', 'TooMany'))).toEqual([]);
  expect(without(({ operation }) => answers(operation, 'default', 'Refused'))).toEqual([]);
});

it('every POST of somebody signed in takes an Idempotency-Key', () => {
  const open = operations.filter(({ operation }) => operation.security?.length === 0);
  expect(open.map(({ path }) => path).toSorted()).toEqual([
    '/password-links/redeem',
    '/session',
    '/sign-in-options',
  ]);
  expect(
    without(
      (call) =>
        accepts(call.operation, 'IdempotencyKey') === (call.method === 'POST' && !open.includes(call)),
    ),
  ).toEqual([]);
});

it('every PUT and PATCH takes If-Match, answers 412, and what it edits is read with an ETag', () => {
  const edits = operations.filter(({ operation }) => accepts(operation, 'IfMatch'));
  const changes = operations.filter(({ method }) => method === 'PUT' || method === 'PATCH');
  expect(without((call) => edits.includes(call), changes)).toEqual([]);
  expect(without(({ operation }) => answers(operation, '412', 'Changed'), edits)).toEqual([]);
  expect(without(({ operation }) => 'ETag' in (operation.responses['200']?.headers ?? {}), edits)).toEqual(
    [],
  );
});

it('every kind of thing that can be edited can be read with its edition', () => {
  const nouns = (reading: boolean) =>
    new Set(
      Object.values(contract).flatMap((part) =>
        Object.values(part).flatMap((call) => {
          const { meta, route } = call['~orpc'] as { meta: CallMeta; route: { method?: string } };
          return meta.edition && (route.method === 'GET') === reading ? [meta.edition.noun] : [];
        }),
      ),
    );
  expect([...nouns(false)].filter((noun) => !nouns(true).has(noun))).toEqual([]);
});
