import { MS_PER_DAY } from '@yutian/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddEvidence,
  attribute,
  DEFAULT_RULE,
  type OrderFact,
  type PersonFacts,
} from './attribution.rules.ts';

const day = (n: number) => n * MS_PER_DAY;
const add = (over: Partial<AddEvidence> = {}): AddEvidence => ({
  kind: 'add',
  atMs: day(100),
  staffId: 'li',
  channelId: 'parcel',
  codeId: 'card-a',
  label: '包裹卡A',
  ...over,
});
const order = (over: Partial<OrderFact> = {}): OrderFact => ({
  orderId: 'o1',
  createdAtMs: day(110),
  paidAtMs: day(110),
  staffId: null,
  conversation: null,
  ...over,
});
const person = (over: Partial<PersonFacts> = {}): PersonFacts => ({
  orders: [order()],
  adds: [add()],
  friendships: [{ staffId: 'li', addedAtMs: day(100), lostAtMs: null }],
  ...over,
});
const first = (facts: PersonFacts) => attribute(facts, DEFAULT_RULE)[0];

describe('the source of an order', () => {
  it('is the channel of the first add before the payment', () => {
    const later = add({ atMs: day(105), channelId: 'store' });
    expect(first(person({ adds: [later, add()] }))).toMatchObject({
      sourceChannelId: 'parcel',
      source: { kind: 'add', label: '包裹卡A', atMs: day(100) },
    });
  });

  it('is nothing when he was added after paying', () => {
    expect(first(person({ adds: [add({ atMs: day(111) })] }))).toMatchObject({
      sourceChannelId: null,
      source: { kind: 'nothing' },
    });
  });

  it('is nothing when the add is older than the look-back window, and says so', () => {
    const old = add({ atMs: day(110 - DEFAULT_RULE.lookBackDays) - 1 });
    expect(first(person({ adds: [old] }))).toMatchObject({
      sourceChannelId: null,
      source: { kind: 'outside_window', label: '包裹卡A' },
    });
    const edge = add({ atMs: day(110 - DEFAULT_RULE.lookBackDays) });
    expect(first(person({ adds: [edge] }))?.sourceChannelId).toBe('parcel');
  });
});

describe('the closing guide of an order', () => {
  it('is who talked with him last within seven days before the payment', () => {
    const conversation = { staffId: 'wang', atMs: day(103) };
    expect(first(person({ orders: [order({ conversation })] }))).toMatchObject({
      closingStaffId: 'wang',
      closing: { kind: 'conversation' },
    });
  });

  it('else the friend who was added last and not lost, else whom the order names', () => {
    const stale = order({ conversation: { staffId: 'wang', atMs: day(103) - 1 }, staffId: 'till' });
    const friendships = [
      { staffId: 'li', addedAtMs: day(100), lostAtMs: null },
      { staffId: 'zhao', addedAtMs: day(101), lostAtMs: day(109) },
    ];
    expect(first(person({ orders: [stale], friendships }))).toMatchObject({
      closingStaffId: 'li',
      closing: { kind: 'owner' },
    });
    expect(first(person({ orders: [stale], friendships: [] }))).toMatchObject({
      closingStaffId: 'till',
      closing: { kind: 'own_staff' },
    });
    expect(first(person({ friendships: [] }))).toMatchObject({ closingStaffId: null });
  });
});

describe('a customer', () => {
  it('who bought before he was added is an old one, and only his first paid order is his first', () => {
    const orders = [
      order({ orderId: 'c', paidAtMs: day(90), createdAtMs: day(90) }),
      order({ orderId: 'b' }),
      order({ orderId: 'a', paidAtMs: null, createdAtMs: day(1) }),
    ];
    const answers = attribute(person({ orders }), DEFAULT_RULE);
    expect(answers.map((answer) => [answer.orderId, answer.firstOrder, answer.oldCustomer])).toEqual([
      ['c', true, true],
      ['b', false, true],
      ['a', false, true],
    ]);
    expect(first(person())).toMatchObject({ firstOrder: true, oldCustomer: false });
    expect(first(person({ adds: [] }))?.oldCustomer).toBe(false);
  });

  it('has the same answers whatever the order of the facts', () => {
    const facts = fc.record({
      adds: fc.array(
        fc.record({ at: fc.nat(200), channel: fc.constantFrom('parcel', 'store', null), staff: fc.nat(3) }),
        { maxLength: 6 },
      ),
      orders: fc.uniqueArray(fc.record({ id: fc.nat(9), at: fc.nat(200), paid: fc.boolean() }), {
        selector: (one) => one.id,
        maxLength: 6,
      }),
    });
    fc.assert(
      fc.property(facts, ({ adds, orders }) => {
        // One add a member of staff and instant, as the table's key has it.
        const known = new Map(
          adds.map(({ at, channel, staff }) => [
            `${at}/${staff}`,
            add({ atMs: day(at), channelId: channel, staffId: `s${staff}` }),
          ]),
        );
        const one = {
          orders: orders.map(({ id, at, paid }) =>
            order({ orderId: `o${id}`, createdAtMs: day(at), paidAtMs: paid ? day(at) : null }),
          ),
          adds: [...known.values()],
          friendships: [],
        };
        const turned = { ...one, orders: one.orders.toReversed(), adds: one.adds.toReversed() };
        expect(attribute(turned, DEFAULT_RULE).toReversed()).toEqual(attribute(one, DEFAULT_RULE));
        const firsts = attribute(one, DEFAULT_RULE).filter((answer) => answer.firstOrder);
        expect(firsts).toHaveLength(one.orders.some((each) => each.paidAtMs !== null) ? 1 : 0);
      }),
    );
  });
});
