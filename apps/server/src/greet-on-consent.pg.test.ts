// Where WeCom asks for consent to the chat archive first, its yes brings the welcome code: the customer is greeted then,
// in the words of the code he scanned, and nobody is greeted twice.
import { MS_PER_DAY, MS_PER_SECOND } from '@yutian/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeLiveCode } from './testing/live-code.ts';
import { openTown, type Town } from './testing/town.ts';

let town: Town;
let state: string;
beforeAll(async () => {
  town = await openTown();
  ({ state } = await makeLiveCode(town));
});
afterAll(() => town.close());

const welcomes = (to: string) => town.sim.control.deliveries({ kind: 'welcome', to });
const outcomes = async () =>
  (await town.boss.channels.listGreetings({})).items.map(({ outcome }) => outcome).toSorted();

it('who could not be greeted without his consent is greeted when he gives it, within its 20 seconds', async () => {
  const { sim, clock, settle } = town;
  sim.control.fail({ path: 'externalcontact/send_welcome_msg', errcode: 41053 });
  const met = sim.control.scan({ state, name: '小鹿' });
  await settle();
  expect(welcomes(met.external_userid)).toEqual([]);
  expect(await outcomes()).toEqual(['no_consent']);
  clock.advance(90 * MS_PER_SECOND);
  sim.control.agree(met);
  await settle();
  expect(welcomes(met.external_userid)).toMatchObject([
    { from: met.userid, body: { text: { content: expect.stringContaining('小鹿,您好,我是') } } },
  ]);
  const { items } = await town.boss.channels.listGreetings({});
  expect(items).toMatchObject([{ outcome: 'sent', errcode: null }]);
  expect(items[0]?.seconds).toBeLessThan(20);
});

it('who was greeted when he came is not greeted again for agreeing', async () => {
  const { sim, settle } = town;
  const met = sim.control.scan({ state, name: '小松' });
  await settle();
  expect(welcomes(met.external_userid)).toHaveLength(1);
  sim.control.agree(met);
  await settle();
  sim.control.agree(met);
  await settle();
  expect(welcomes(met.external_userid)).toHaveLength(1);
});

it('a friend of long ago is not welcomed as if he were new', async () => {
  const { sim, clock, settle } = town;
  sim.control.fail({ path: 'externalcontact/send_welcome_msg', errcode: 41053 });
  const met = sim.control.scan({ state, name: '老周' });
  await settle();
  clock.advance(3 * MS_PER_DAY);
  await settle();
  sim.control.agree(met);
  await settle();
  expect(welcomes(met.external_userid)).toEqual([]);
  expect(await outcomes()).toEqual(['no_consent', 'sent', 'sent']);
});
