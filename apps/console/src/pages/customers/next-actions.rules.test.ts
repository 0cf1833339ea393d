import type { CustomerDetail } from '@yutian/contract';
import { describe, expect, it } from 'vitest';
import { nextActions } from './next-actions.rules.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const ago = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

const relation = (over: Partial<CustomerDetail['relations'][number]> = {}) => ({
  staffId: '00000000-0000-4000-8000-000000000001',
  staffName: '李娜',
  storeName: null,
  corpId: 'ww1',
  standing: 'friend' as const,
  state: null,
  source: null,
  addWay: 1,
  remark: '',
  description: '',
  firstAddedAt: ago(10),
  addedAt: ago(10),
  lostAt: null,
  lostBy: null,
  firstOutboundAt: ago(10),
  firstInboundAt: ago(9),
  lastInboundAt: ago(9),
  ...over,
});

const person = (over: Partial<CustomerDetail> = {}): CustomerDetail => ({
  id: '00000000-0000-4000-8000-000000000002',
  name: '王芳',
  avatar: null,
  gender: 2,
  kind: 'wechat',
  corpName: null,
  provisional: false,
  memberNo: null,
  phoneTails: ['5678'],
  firstAddedAt: ago(10),
  createdAt: ago(10),
  lastInboundAt: ago(9),
  custom: {},
  identities: [],
  relations: [relation()],
  tags: [],
  consents: [],
  merges: [],
  openReviews: 0,
  others: { stores: 0, staff: 0 },
  ...over,
  stats: {
    liveRelations: 1,
    lostRelations: 0,
    inbound: 1,
    outbound: 2,
    automatic: 1,
    daysTalked: 1,
    lastOutboundAt: ago(8),
    ...over.stats,
  },
});

const kinds = (over: Partial<CustomerDetail>, paidOrders: number | null = 1) =>
  nextActions(person(over), paidOrders, NOW).map((action) => action.kind);
const silent = { firstInboundAt: null, lastInboundAt: null };

describe('the next best action', () => {
  it('asks nothing about a friend who was answered, bought and left a phone', () => {
    expect(kinds({})).toEqual([]);
  });

  it('puts an unanswered message of the customer first', () => {
    const stats = { ...person().stats, lastOutboundAt: ago(9.5) };
    expect(nextActions(person({ stats }), 0, NOW)[0]).toEqual({
      kind: 'answerHim',
      at: ago(9),
      staffName: '李娜',
    });
  });

  it('counts a greeting as unanswered only after 48 hours', () => {
    const greeted = (days: number) =>
      kinds({ relations: [relation({ ...silent, firstOutboundAt: ago(days) })] });
    expect(greeted(1.9)).toEqual([]);
    expect(greeted(2)).toEqual(['greetingUnanswered']);
  });

  it('asks to greet a friend to whom nobody wrote', () => {
    const relations = [relation({ ...silent, firstOutboundAt: null, addedAt: ago(3) })];
    expect(nextActions(person({ relations }), 1, NOW)).toEqual([
      { kind: 'greet', staffName: '李娜', at: ago(3), days: 3 },
    ]);
  });

  it('misses the first order from the seventh day on, and only where orders may be read', () => {
    expect(kinds({}, 0)).toEqual(['firstOrderMissing']);
    expect(kinds({ firstAddedAt: ago(6.9) }, 0)).toEqual([]);
    expect(kinds({}, null)).toEqual([]);
  });

  it('names who was lost last and by whom, and leaves hand-overs alone', () => {
    const lost = relation({ standing: 'lost', lostBy: 'customer', lostAt: ago(1), staffName: '赵敏' });
    const earlier = relation({ standing: 'lost', lostBy: 'staff', lostAt: ago(5) });
    const stats = { ...person().stats, liveRelations: 0, lostRelations: 2 };
    expect(nextActions(person({ relations: [earlier, lost], stats }), 1, NOW)).toEqual([
      { kind: 'lostToAll', staffName: '赵敏', lostBy: 'customer', at: ago(1) },
    ]);
    expect(kinds({ relations: [relation(), lost] })).toEqual(['lostToOne']);
    expect(kinds({ relations: [relation(), { ...lost, lostBy: 'transfer' }] })).toEqual([]);
  });

  it('does not ask for an answer to somebody who left', () => {
    const gone = relation({ standing: 'lost', lostBy: 'customer', lostAt: ago(1) });
    const stats = { ...person().stats, liveRelations: 0, lastOutboundAt: null };
    expect(kinds({ relations: [gone], stats })).toEqual(['lostToAll']);
  });

  it('tells of half adds, withdrawn consent, open reviews, refused tags and a missing phone', () => {
    const consent = {
      consentId: '00000000-0000-4000-8000-000000000003',
      purpose: 'marketing' as const,
      granted: false,
      at: ago(1),
      channel: 'chat',
      noticeVersion: '1',
      evidence: '',
      recordedBy: '李娜',
    };
    const tag = {
      tagId: '00000000-0000-4000-8000-000000000004',
      name: '茶友',
      groupName: null,
      staffId: '00000000-0000-4000-8000-000000000001',
      mark: 'refused' as const,
      refusedCode: 'X',
    };
    expect(
      kinds({
        relations: [relation(), relation({ standing: 'half' })],
        consents: [consent],
        tags: [tag],
        openReviews: 2,
        phoneTails: [],
      }),
    ).toEqual(['acceptAdd', 'consentWithdrawn', 'reviewMerge', 'tagRefused', 'phoneMissing']);
  });
});
