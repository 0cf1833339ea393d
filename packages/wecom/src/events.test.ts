import { describe, expect, it } from 'vitest';
import { buildXml, parseCallbackXml, type XmlInputObject } from './callback-xml.ts';
import { eventSchemas } from './event-schemas.ts';
import { parseCallbackEvent } from './events.ts';
import { ownVectors } from './testing/vectors.ts';

/** As it would arrive: written to XML and read back. */
function arrive(fields: XmlInputObject) {
  const common = { ToUserName: 'ww01', FromUserName: 'sys', CreateTime: 1_767_225_600, MsgType: 'event' };
  return parseCallbackEvent(parseCallbackXml(buildXml({ ...common, ...fields })));
}

describe('events', () => {
  it('a customer added through a channel has state and welcome code', () => {
    expect(parseCallbackEvent(parseCallbackXml(ownVectors.event.plaintext))).toEqual({
      kind: 'change_external_contact/add_external_contact',
      ToUserName: 'ww0123456789abcdef',
      FromUserName: 'sys',
      CreateTime: 1_767_225_600,
      MsgType: 'event',
      UserID: 'zhangsan',
      ExternalUserID: 'wmSim000000000000000000000000001',
      State: '渠道A',
      WelcomeCode: 'WELCOMECODE',
    });
  });

  it('an empty state is no state', () => {
    const event = arrive({
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'zhangsan',
      ExternalUserID: 'wm1',
      State: '',
    });
    expect(event).toMatchObject({ kind: 'change_external_contact/add_external_contact', State: undefined });
  });

  it.each([
    [{ Item: ['wm1', 'wm2'] }, ['wm1', 'wm2']],
    [{ Item: 'wm1' }, ['wm1']],
    ['', []],
    [undefined, []],
  ])('a member change of a group with %o lists %o', (MemChangeList, expected) => {
    const event = arrive({
      Event: 'change_external_chat',
      ChangeType: 'update',
      ChatId: 'wr1',
      UpdateDetail: 'add_member',
      JoinScene: 3,
      MemChangeList,
      LastMemVer: 'v1',
      CurMemVer: 'v2',
    });
    expect(event).toMatchObject({
      kind: 'change_external_chat/update',
      JoinScene: 3,
      MemChangeList: expected,
    });
  });

  it('a member of the directory has departments as numbers', () => {
    const event = arrive({
      Event: 'change_contact',
      ChangeType: 'update_user',
      UserID: 'u',
      Department: '1,22',
    });
    expect(event).toMatchObject({ Department: [1, 22], DirectLeader: [] });
  });

  it('an answered card tells every chosen option', () => {
    const event = arrive({
      Event: 'template_card_event',
      TaskId: 't',
      AgentID: 1000002,
      SelectedItems: {
        SelectedItem: [
          { QuestionKey: 'q1', OptionIds: { OptionId: ['a', 'b'] } },
          { QuestionKey: 'q2', OptionIds: { OptionId: 'c' } },
        ],
      },
    });
    expect(event).toMatchObject({
      kind: 'template_card_event',
      AgentID: '1000002',
      SelectedItems: [
        { QuestionKey: 'q1', OptionIds: ['a', 'b'] },
        { QuestionKey: 'q2', OptionIds: ['c'] },
      ],
    });
  });

  it('an approval tells its nodes and people', () => {
    const event = arrive({
      Event: 'open_approval_change',
      ApprovalInfo: {
        ThirdNo: 'n1',
        OpenSpStatus: 2,
        ApprovalNodes: {
          ApprovalNode: {
            NodeStatus: 2,
            Items: { Item: { ItemUserId: 'boss', ItemStatus: 2, ItemOpTime: 1 } },
          },
        },
        NotifyNodes: '',
      },
    });
    expect(event).toMatchObject({
      ApprovalInfo: { ApprovalNodes: [{ NodeStatus: 2, Items: [{ ItemUserId: 'boss' }] }], NotifyNodes: [] },
    });
  });

  it('customer service speaks without a sender', () => {
    const event = arrive({ FromUserName: undefined, Event: 'kf_msg_or_event', Token: 'T', OpenKfId: 'wk1' });
    expect(event).toMatchObject({ kind: 'kf_msg_or_event', Token: 'T' });
  });

  it('a message is known by its type', () => {
    const event = arrive({
      MsgType: 'text',
      FromUserName: 'zhangsan',
      Content: '在吗',
      MsgId: 7,
      AgentID: 1,
    });
    expect(event).toMatchObject({ kind: 'message/text', Content: '在吗', MsgId: '7' });
  });

  it('every event of the contract is known by name', () => {
    expect(Object.keys(eventSchemas)).toHaveLength(51);
    for (const kind of Object.keys(eventSchemas)) {
      const [Event, ChangeType] = kind.split('/');
      const fields: XmlInputObject = Event === 'message' ? { MsgType: ChangeType } : { Event, ChangeType };
      const event = arrive(fields);
      const name = event.kind === 'unknown' && event.reason === 'other_fields' ? event.label : event.kind;
      expect(name).toBe(kind);
    }
  });

  it('an event that the contract does not know keeps every field', () => {
    const event = arrive({
      Event: 'change_external_contact',
      ChangeType: 'became_vip',
      Level: '3',
      Who: { Id: 'wm1' },
    });
    expect(event).toMatchObject({
      kind: 'unknown',
      reason: 'new_kind',
      label: 'change_external_contact/became_vip',
      fields: { Level: '3', Who: { Id: 'wm1' }, CreateTime: '1767225600' },
    });
  });

  it.each([
    [
      'a known event without its subject',
      { Event: 'change_external_contact', ChangeType: 'del_follow_user' },
    ],
    ['a time that is none', { Event: 'subscribe', CreateTime: 'soon' }],
    ['a subject that came twice', { Event: 'msgaudit_notify', ToUserName: ['a', 'b'] }],
  ])('%s is kept as unknown', (_name, fields) => {
    expect(arrive(fields)).toMatchObject({ kind: 'unknown', reason: 'other_fields' });
  });

  it.each(['toString', 'constructor', '__proto__'])('an event named %s is just unknown', (Event) => {
    expect(arrive({ Event })).toMatchObject({ kind: 'unknown', reason: 'new_kind', label: Event });
  });

  it('a callback for providers, which has InfoType, is unknown and kept', () => {
    const fields = { InfoType: 'change_external_contact', ChangeType: 'add_external_contact', SuiteId: 's' };
    expect(parseCallbackEvent(fields)).toEqual({
      kind: 'unknown',
      reason: 'other_fields',
      label: 'change_external_contact/add_external_contact',
      fields,
    });
  });
});
