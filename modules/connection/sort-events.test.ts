import { describe, expect, it } from 'vitest';
import { sortEvents, type StoredEvent } from './sort-events.rules.ts';

let id = 0;
const event = (
  name: string,
  change: string | null,
  fields: Record<string, string> = {},
  happenedMs = 1_000,
): StoredEvent => ({
  id: ++id,
  corpId: 'ww1',
  event: name,
  change,
  fields,
  happenedMs,
});
const pair = { UserID: 'zhangsan', ExternalUserID: 'wm1' };

describe('callbacks are sorted by whose business they are', () => {
  it.each([
    ['add_external_contact', 'added'],
    ['add_half_external_contact', 'half_added'],
    ['edit_external_contact', 'edited'],
    ['del_external_contact', 'deleted_by_staff'],
    ['del_follow_user', 'deleted_by_customer'],
    ['transfer_fail', 'transfer_failed'],
  ])('%s is the relation fact %s', (change, kind) => {
    expect(sortEvents([event('change_external_contact', change, pair)]).relations).toMatchObject([
      { kind, userid: 'zhangsan', externalUserid: 'wm1', atMs: 1_000 },
    ]);
  });
  it('an add carries its state and welcome code', () => {
    const fields = { ...pair, State: 's1', WelcomeCode: 'C' };
    expect(
      sortEvents([event('change_external_contact', 'add_external_contact', fields)]).relations,
    ).toMatchObject([{ state: 's1', welcomeCode: 'C' }]);
  });
  it('a deletion by transfer says so', () => {
    const fields = { ...pair, Source: 'DELETE_BY_TRANSFER' };
    expect(
      sortEvents([event('change_external_contact', 'del_external_contact', fields)]).relations[0]?.byTransfer,
    ).toBe(true);
  });
  it('facts come out in the order in which they happened', () => {
    const late = event('change_external_contact', 'del_follow_user', pair, 2_000);
    const early = event('change_external_contact', 'add_external_contact', pair, 1_000);
    expect(sortEvents([late, early]).relations.map((one) => one.kind)).toEqual([
      'added',
      'deleted_by_customer',
    ]);
  });
  it('groups, links, tags, directory, consent and archive go their own ways', () => {
    const sorted = sortEvents([
      event('change_external_chat', 'dismiss', { ChatId: 'wr1' }),
      event('customer_acquisition', 'balance_low', {}),
      event('change_external_tag', 'create', { Id: 'et1' }),
      event('change_contact', 'update_user', { UserID: 'zhangsan' }),
      event('change_external_contact', 'msg_audit_approved', { ...pair, WelcomeCode: 'C' }),
      event('msgaudit_notify', null),
    ]);
    expect(sorted).toMatchObject({
      groups: [{ change: 'dismiss', chatId: 'wr1' }],
      acquisitions: [{ change: 'balance_low', linkId: null }],
      tagsChanged: true,
      directoryChanged: true,
      consents: [{ userid: 'zhangsan', welcomeCode: 'C' }],
      archiveFilled: true,
      kept: [],
      broken: [],
    });
  });
  it('events and changes nobody knows yet are kept', () => {
    const events = [
      event('invented_in_2027', null),
      event('change_external_contact', 'invented', pair),
      event('change_external_chat', 'invented', { ChatId: 'wr1' }),
    ];
    expect(sortEvents(events).kept).toEqual(events.map((one) => one.id));
  });
  it('a known event without its subject is broken, with the missing field as the reason', () => {
    const sorted = sortEvents([
      event('change_external_contact', 'add_external_contact', { UserID: 'zhangsan' }),
      event('change_external_chat', 'create'),
    ]);
    expect(sorted.broken.map((one) => one.reason)).toEqual([
      'EVENT_FIELD_MISSING: ExternalUserID',
      'EVENT_FIELD_MISSING: ChatId',
    ]);
    expect(sorted.relations).toEqual([]);
  });
});
