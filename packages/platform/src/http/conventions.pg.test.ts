// Requests with an Idempotency-Key and edits with If-Match, through the HTTP shell on a real database.
import { oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { type Actor, type CallMeta, conflict, everything, frozenClock, newId } from '@yutian/kernel';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Secret } from '../config.ts';
import { inTransaction } from '../db/db.ts';
import { openLog } from '../log.ts';
import type { RequestContext } from '../module.ts';
import { createVault } from '../security/vault.ts';
import { createTestDb, type TestDb } from '../testing/index.ts';
import { forgetKeptAnswers } from './kept-answers.ts';
import { createHttp } from './server.ts';

const call = oc.$meta<CallMeta>({});
const jar = z.object({ id: z.string(), name: z.string() });
const edition = { noun: 'jar', by: 'id' };
const contract = {
  list: call
    .route({ method: 'GET', path: '/jars' })
    .meta({ edition: { noun: 'jar' } })
    .output(z.object({ items: z.array(jar) })),
  read: call
    .route({ method: 'GET', path: '/jars/{id}' })
    .meta({ edition })
    .input(z.object({ id: z.string() }))
    .output(jar),
  make: call
    .route({ method: 'POST', path: '/jars' })
    .input(z.object({ name: z.string() }))
    .output(jar),
  rename: call.route({ method: 'PATCH', path: '/jars/{id}' }).meta({ edition }).input(jar).output(jar),
};

let world: TestDb;
let http: FastifyInstance;
const clock = frozenClock(1_000_000);
/** Called before the transaction of `make`. */
let before: () => Promise<void> = async () => undefined;
/** Called inside the transaction of `make`, after the jar is written. */
let midway: () => Promise<void> = async () => undefined;
/** Called after the transaction of `make` has committed. */
let afterwards: () => void = () => undefined;

const person = (name: string): Actor => ({
  tenantId: 1,
  userId: newId(),
  name,
  role: 'boss',
  permissions: new Set(),
  scope: everything,
  staffId: null,
});
const people = new Map(['ann', 'ben'].map((name) => [name, person(name)]));

const router = () => {
  const os = implement(contract).$context<RequestContext>();
  return os.router({
    list: os.list.handler(async () => {
      const { rows } = await sql<z.infer<typeof jar>>`select id, name from jar`.execute(world.db);
      return { items: rows };
    }),
    read: os.read.handler(async ({ input: { id } }) => {
      const { rows } = await sql<z.infer<typeof jar>>`select id, name from jar where id = ${id}`.execute(
        world.db,
      );
      if (!rows[0]) throw conflict('NO_JAR', 'There is no such jar.');
      return rows[0];
    }),
    make: os.make.handler(async ({ input: { name } }) => {
      if (name === '') throw conflict('NAME_EMPTY', 'A jar has a name.');
      const id = newId();
      await before();
      await inTransaction(world.db, async (tx) => {
        await sql`insert into jar values (${id}, ${name})`.execute(tx);
        await midway();
      });
      afterwards();
      return { id, name };
    }),
    rename: os.rename.handler(async ({ input }) => {
      await inTransaction(world.db, (tx) =>
        sql`update jar set name = ${input.name} where id = ${input.id}`.execute(tx),
      );
      return input;
    }),
  });
};

beforeAll(async () => {
  world = await createTestDb();
  await sql`create table jar (id text primary key, name text not null)`.execute(world.db);
  http = await createHttp({
    db: world.db,
    clock,
    vault: createVault(new Secret('a'.repeat(64))),
    log: openLog('silent'),
    router: { jars: router() },
    modules: [],
    authenticate: async (name) => people.get(name) ?? null,
    ready: async () => undefined,
    openapi: async () => ({}),
    extras: [],
  });
});
afterAll(async () => {
  await http.close();
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  midway = async () => undefined;
  afterwards = () => undefined;
  await sql`delete from jar`.execute(world.db);
});

const ask = async (
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
  headers: Record<string, string> = {},
  who = 'ann',
) => {
  const reply = await http.inject({
    method,
    url: `/api/v1${path}`,
    ...(body && { payload: body }),
    headers: { authorization: `Bearer ${who}`, ...headers },
  });
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: reply.json(),
    etag: String(reply.headers.etag),
  };
};
const make = (name: string, key: string, who = 'ann') =>
  ask('POST', '/jars', { name }, { 'idempotency-key': key }, who);
const jars = async () => (await ask('GET', '/jars')).body.items.length as number;
const gate = () => {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
};

describe('an Idempotency-Key', () => {
  it('answers a repeated request with the first answer and carries it out once', async () => {
    const first = await make('fig', 'k1');
    const second = await make('fig', 'k1');
    expect(second.body).toEqual(first.body);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(await jars()).toBe(1);
  });

  it('belongs to its user, and to one request', async () => {
    await make('fig', 'k2');
    expect(await make('plum', 'k2')).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect((await make('plum', 'k2', 'ben')).status).toBe(200);
    expect(await jars()).toBe(2);
    expect((await make('plum', 'no spaces, please')).body).toMatchObject({ code: 'IDEMPOTENCY_KEY_INVALID' });
  });

  it('lets one of two requests at once through and tells the other when to come back', async () => {
    const { passed, open } = gate();
    const inside = gate();
    midway = async () => {
      inside.open();
      await passed;
    };
    const first = make('fig', 'k3');
    await inside.passed;
    const second = await make('fig', 'k3');
    expect(second).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_IN_PROGRESS' } });
    expect(second.headers['retry-after']).toBe('1');
    open();
    expect((await first).status).toBe(200);
    expect(await jars()).toBe(1);
  });

  it('is free again when the request was refused before it changed anything', async () => {
    expect((await make('', 'k4')).body).toMatchObject({ code: 'NAME_EMPTY' });
    expect((await make('fig', 'k4')).status).toBe(200);
  });

  it('keeps the refusal of a request that had changed something', async () => {
    afterwards = () => {
      throw conflict('SHELF_FULL', 'The jar was made, but there is no room on the shelf.');
    };
    expect((await make('fig', 'k5')).body).toMatchObject({ code: 'SHELF_FULL' });
    afterwards = () => undefined;
    expect(await make('fig', 'k5')).toMatchObject({ status: 409, body: { code: 'SHELF_FULL' } });
    expect(await jars()).toBe(1);
  });

  it('is taken over from a server that died before the effect', async () => {
    await make('fig', 'k6');
    await sql`update platform.kept_answer set began = false, answer = null where key = 'k6'`.execute(
      world.db,
    );
    expect((await make('fig', 'k6')).body).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    clock.advance(61_000);
    expect((await make('fig', 'k6')).status).toBe(200);
  });

  it('stops a server that was believed dead from carrying the request out after all', async () => {
    before = async () => {
      before = async () => undefined;
      clock.advance(61_000);
      expect((await make('fig', 'k9')).status).toBe(200);
    };
    expect((await make('fig', 'k9')).body).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    expect(await jars()).toBe(1);
    expect((await make('fig', 'k9')).headers['idempotent-replayed']).toBe('true');
  });

  it('says so when the effect happened but its answer is lost', async () => {
    await make('fig', 'k7');
    await sql`update platform.kept_answer set answer = null where key = 'k7'`.execute(world.db);
    expect((await make('fig', 'k7')).body).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    clock.advance(61_000);
    expect((await make('fig', 'k7')).body).toMatchObject({ code: 'IDEMPOTENCY_OUTCOME_LOST' });
    expect(await jars()).toBe(1);
  });

  it('is forgotten after a day, and its answer is never stored in clear', async () => {
    await make('secret fig', 'k8');
    const { rows } = await sql<{ answer: Buffer }>`
      select answer from platform.kept_answer where key = 'k8'`.execute(world.db);
    expect(rows[0]?.answer.toString('latin1')).not.toContain('secret fig');
    clock.advance(24 * 3_600_000);
    const sweep = forgetKeptAnswers(world.db);
    while ((await sweep.run(1, clock.now(), new AbortController().signal)) > 0);
    expect((await make('plum', 'k8')).status).toBe(200);
  });
});

describe('If-Match', () => {
  it('refuses the later of two edits that were made on the same picture', async () => {
    const { id } = (await make('fig', 'e1')).body;
    const read = await ask('GET', `/jars/${id}`);
    expect((await ask('GET', `/jars/${id}`)).etag).toBe(read.etag);
    const edit = (name: string) => ask('PATCH', `/jars/${id}`, { name }, { 'if-match': read.etag });
    const [one, other] = await Promise.all([edit('date'), edit('plum')]);
    expect(new Set([one.status, other.status])).toEqual(new Set([200, 412]));
    const refused = one.status === 412 ? one : other;
    expect(refused.body).toMatchObject({ code: 'EDITED_MEANWHILE', kind: 'stale', data: { noun: 'jar' } });
    const winner = one.status === 200 ? one : other;
    const now = await ask('GET', `/jars/${id}`);
    expect(now.body.name).toBe(winner.body.name);
    expect(now.etag).toBe(winner.etag);
    expect((await ask('PATCH', `/jars/${id}`, { name: 'kiwi' }, { 'if-match': now.etag })).status).toBe(200);
  });

  it('is as good from a list: another thing’s edit does not disturb, the own one does', async () => {
    const a = (await make('fig', 'e2')).body.id;
    const b = (await make('plum', 'e3')).body.id;
    const { etag } = await ask('GET', '/jars');
    expect((await ask('PATCH', `/jars/${a}`, { name: 'date' }, { 'if-match': etag })).status).toBe(200);
    expect((await ask('PATCH', `/jars/${b}`, { name: 'kiwi' }, { 'if-match': etag })).status).toBe(200);
    expect((await ask('PATCH', `/jars/${a}`, { name: 'pear' }, { 'if-match': etag })).status).toBe(412);
    expect((await ask('GET', `/jars/${a}`)).body.name).toBe('date');
  });

  it('holds without the header, with *, and never with a tag that is not ours', async () => {
    const { id } = (await make('fig', 'e4')).body;
    const rename = (name: string, headers?: Record<string, string>) =>
      ask('PATCH', `/jars/${id}`, { name }, headers);
    expect((await rename('date')).status).toBe(200);
    expect((await rename('plum', { 'if-match': '*' })).status).toBe(200);
    for (const foreign of ['W/"999999"', '"abc"', '999999'])
      expect((await rename('kiwi', { 'if-match': foreign })).status).toBe(412);
    expect((await ask('GET', `/jars/${id}`)).body.name).toBe('plum');
  });
});

describe('a body', () => {
  const post = (payload: string, type = 'application/json') =>
    http.inject({
      method: 'POST',
      url: '/api/v1/jars',
      payload,
      headers: { authorization: 'Bearer ann', 'content-type': type },
    });

  it('that is cut off, or no JSON at all, is refused with a reason and is no fault of ours', async () => {
    for (const reply of [
      await post('{"name":'),
      await post('<a/>', 'application/xml'),
      await post('fig', 'text/plain'),
    ])
      expect([reply.statusCode, reply.json().code]).toEqual([400, 'BODY_NOT_JSON']);
    expect((await post('')).json().code).toBe('INPUT_INVALID');
  });

  it('of many megabytes is refused before it is read, whoever sends it', async () => {
    const reply = await post(JSON.stringify({ name: 'f'.repeat(5 * 1_048_576) }));
    expect(reply.json()).toMatchObject({ code: 'BODY_TOO_LARGE', kind: 'invalid' });
  });
});
