// Greets one new customer within the 20 s that his welcome code lives, and notes how it ended. After 20 s nothing is
// sent: the code is dead, and a late hello is worse than none.
import { setTimeout as wait } from 'node:timers/promises';
import type { WelcomeOutcome } from '@yutian/contract';
import { dayOf, Fault, type Id, type TenantId } from '@yutian/kernel';
import type { JobContext } from '@yutian/platform';
import { getCustomer, sendWelcome } from '@yutian/wecom';
import type { ChannelsGround } from '../parts.ts';
import { platformIdsOf } from './upload-media.ts';
import {
  fillIn,
  mediaOf,
  namesCustomer,
  outcomeOf,
  toPlatform,
  WELCOME_LIVES_MS,
  type WelcomeNames,
} from './welcome.rules.ts';
import { findWelcomes, type GreetingKey, readNames, settleGreeting } from './welcome.sql.ts';

export interface Greeting extends GreetingKey {
  tenantId: TenantId;
  corpId: string;
  externalUserid: string;
  welcomeId: Id;
  welcomeCode: string;
  /** When WeCom gave the welcome code; from then on it lives 20 s. */
  codeAtMs: number;
}

interface End {
  outcome: WelcomeOutcome;
  errcode: number | null;
}

const PAUSE_MS = 1_000;
/** Reading the name must leave time to send without it. */
const NAME_WITHIN_MS = 5_000;
/** Said instead of a name that could not be read. */
const NAMELESS = '朋友';

const realPause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });

export async function greet(
  ground: ChannelsGround,
  greeting: Greeting,
  { signal }: JobContext,
): Promise<void> {
  const { db, clock } = ground;
  const end = await tryToSend(ground, greeting, signal);
  const settled = { tenantId: greeting.tenantId, key: greeting, ...end, nowMs: clock.now() };
  if ((await settleGreeting.run(db, { ...settled, moved: false })) === 0)
    await settleGreeting(db, { ...settled, moved: true });
}

async function tryToSend(ground: ChannelsGround, greeting: Greeting, jobSignal: AbortSignal): Promise<End> {
  const { clock, ports } = ground;
  const leftMs = () => greeting.codeAtMs + WELCOME_LIVES_MS - clock.now();
  if (leftMs() <= 0) return { outcome: 'late', errcode: null };
  const signal = AbortSignal.any([jobSignal, AbortSignal.timeout(leftMs())]);
  let content: Awaited<ReturnType<typeof compose>> | undefined;
  let unanswered = false;
  let end: End = { outcome: 'late', errcode: null };
  while (leftMs() > 0 && !signal.aborted) {
    try {
      content ??= await compose(ground, greeting, signal, leftMs());
      const input = { welcome_code: greeting.welcomeCode, ...content };
      await ports.wecom.call(greeting.tenantId, greeting.corpId, sendWelcome, input, {
        lane: 'welcome',
        signal,
        waitMs: leftMs(),
      });
      return { outcome: 'sent', errcode: null };
    } catch (error) {
      if (!(error instanceof Fault)) {
        if (signal.aborted) break;
        throw error;
      }
      const errcode = typeof error.data.errcode === 'number' ? error.data.errcode : null;
      const final = errcode === null ? null : finalOutcome(error, errcode);
      // The code works once: if it is used up after a try without an answer, that try may well have been the greeting.
      if (final !== null) {
        const used = unanswered && (final === 'late' || final === 'chat_started');
        return { outcome: used ? 'unknown' : final, errcode };
      }
      if (errcode === null && error.kind !== 'upstream' && error.kind !== 'rate_limited')
        return { outcome: 'refused', errcode };
      unanswered ||= error.data.outcome === 'unknown';
      end = { outcome: errcode === 41096 ? 'other_app' : 'late', errcode };
      await (ports.pause ?? realPause)(Math.min(PAUSE_MS, Math.max(0, leftMs())), signal).catch(
        () => undefined,
      );
    }
  }
  return unanswered ? { ...end, outcome: 'unknown' } : end;
}

/** Busy and over-quota pass; everything else that WeCom answers with a number is its last word. */
function finalOutcome(error: Fault, errcode: number): WelcomeOutcome | null {
  if (error.kind === 'upstream' || error.kind === 'rate_limited') return null;
  return outcomeOf(errcode);
}

async function compose(ground: ChannelsGround, greeting: Greeting, signal: AbortSignal, leftMs: number) {
  const { tenantId, corpId, welcomeId } = greeting;
  const [welcome] = await findWelcomes(ground.db, { tenantId, welcomeIds: [welcomeId] });
  if (!welcome) throw new Fault('not_found', 'WELCOME_UNKNOWN', 'The welcome was deleted.', { welcomeId });
  const names = await namesFor(ground, greeting, welcome.text, signal);
  const media = await platformIdsOf(ground, tenantId, corpId, mediaOf(welcome.attachments), {
    signal,
    waitMs: leftMs,
  });
  const attachments = toPlatform(welcome.attachments, (mediaId) => media.get(mediaId) ?? '');
  const content = fillIn(welcome.text, names);
  return { ...(content ? { text: { content } } : {}), ...(attachments.length > 0 ? { attachments } : {}) };
}

async function namesFor(
  { db, clock, ports }: ChannelsGround,
  greeting: Greeting,
  text: string,
  signal: AbortSignal,
): Promise<WelcomeNames> {
  const { tenantId, corpId, externalUserid } = greeting;
  const [known] = await readNames(db, {
    tenantId,
    customerId: greeting.customerId,
    staffId: greeting.staffId,
  });
  let customer = known?.customer ?? '';
  if (customer === '' && namesCustomer(text)) {
    const options = { lane: 'welcome' as const, signal, waitMs: NAME_WITHIN_MS };
    customer = await ports.wecom
      .call(tenantId, corpId, getCustomer, { external_userid: externalUserid }, options)
      .then(
        (answer) => answer.external_contact.name,
        () => '',
      );
  }
  const [, month, day] = dayOf(clock.now()).split('-').map(Number);
  return {
    customer: customer || NAMELESS,
    guide: known?.guide ?? '',
    brand: known?.brand ?? '',
    store: known?.store ?? '',
    date: `${month}月${day}日`,
  };
}
