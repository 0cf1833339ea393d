// A greeting within its 20 s, whatever WeCom answers. The pause between tries moves the clock instead of waiting.
import { Fault, newId } from '@yutian/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChannelsPorts, WeCom } from '../parts.ts';
import { CORP, type ChannelsWorld, openWorld, TENANT } from '../testing/world.ts';
import { greet } from './greet.ts';

let world: ChannelsWorld;
let welcomeId: string;
let staffId: string;
beforeAll(async () => {
  world = await openWorld();
  staffId = await world.hire('安妮');
  welcomeId = await world.channels.setUp.createWelcome(TENANT, {
    name: '好',
    text: '{customer},我是{guide}',
    attachments: [],
  });
});
afterAll(() => world.test[Symbol.asyncDispose]());

const refuse =
  (errcode: number, kind: 'invalid' | 'upstream' = 'invalid') =>
  () => {
    throw new Fault(kind, kind === 'invalid' ? 'WECOM_REFUSED' : 'WECOM_BUSY', 'no', { errcode });
  };
const silence = () => {
  throw new Fault('upstream', 'WECOM_UNREACHABLE', 'no answer', { outcome: 'unknown' });
};
const accept = () => undefined;

/** Greets with a WeCom that answers the tries one after another, the last answer for good. */
async function greetWith(answers: (() => void)[], name: () => string = () => '小鹿') {
  const sent: { at: number; text: string }[] = [];
  const call = (async (
    _tenant: number,
    _corp: string,
    endpoint: { name: string },
    input: { text?: { content: string } },
  ) => {
    if (endpoint.name === 'externalcontact/get') return { external_contact: { name: name() } };
    sent.push({ at: world.clock.now(), text: input.text?.content ?? '' });
    (answers[Math.min(sent.length, answers.length) - 1] ?? accept)();
    return {};
  }) as unknown as WeCom['call'];
  const ports: ChannelsPorts = {
    ...world.ground.ports,
    wecom: { ...world.ground.ports.wecom, call },
    pause: async (ms) => void world.clock.advance(ms),
  };
  const key = { customerId: newId(), staffId, atMs: world.clock.now(), greetingId: newId() };
  await world.rows(
    'insert into channels.greeting (tenant_id, customer_id, staff_id, at_ms, greeting_id, corp_id, welcome_id, code_at_ms, born_id) values ($1, $2, $3, $4, $5, $6, $7, $4, $2)',
    [TENANT, key.customerId, staffId, key.atMs, key.greetingId, CORP, welcomeId],
  );
  const job = {
    ...key,
    codeAtMs: key.atMs,
    tenantId: TENANT,
    corpId: CORP,
    externalUserid: 'wm1',
    welcomeId,
    welcomeCode: 'W',
  };
  await greet({ ...world.ground, ports }, job, { signal: new AbortController().signal, attempt: 1 });
  const [row] = await world.rows<{ outcome: string; errcode: number | null }>(
    'select outcome, errcode from channels.greeting where greeting_id = $1',
    [key.greetingId],
  );
  return { sent, startedAt: key.atMs, ...row };
}

it('while another app is greeting it is tried again, and may still succeed', async () => {
  const end = await greetWith([refuse(41096, 'upstream'), refuse(41096, 'upstream'), accept]);
  expect(end).toMatchObject({ outcome: 'sent', errcode: null });
  expect(end.sent.map((one) => one.text)).toEqual(Array.from({ length: 3 }, () => '小鹿,我是安妮'));
});

it('another app that never finishes is told apart, and nothing is sent after 20 seconds', async () => {
  const end = await greetWith([refuse(41096, 'upstream')]);
  expect(end).toMatchObject({ outcome: 'other_app', errcode: 41096 });
  expect(Math.max(...end.sent.map((one) => one.at - end.startedAt))).toBeLessThan(20_000);
});

it.each([
  ['late', 41050],
  ['chat_started', 41051],
  ['no_consent', 41053],
  ['refused', 40058],
])('%s is WeCom’s last word: %i', async (outcome, errcode) => {
  const end = await greetWith([refuse(errcode)]);
  expect(end).toMatchObject({ outcome, errcode });
  expect(end.sent).toHaveLength(1);
});

it('a code that is used up after an unanswered try has an unknown outcome, not a false one', async () => {
  expect(await greetWith([silence, refuse(41051)])).toMatchObject({ outcome: 'unknown', errcode: 41051 });
  expect(await greetWith([silence, accept])).toMatchObject({ outcome: 'sent' });
  expect(await greetWith([silence])).toMatchObject({ outcome: 'unknown' });
});

it('a name that cannot be read does not cost the greeting', async () => {
  const end = await greetWith([accept], silence as never);
  expect(end).toMatchObject({ outcome: 'sent' });
  expect(end.sent[0]?.text).toBe('朋友,我是安妮');
});
