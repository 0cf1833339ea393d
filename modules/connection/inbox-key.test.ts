import { describe, expect, it } from 'vitest';
import { eventKey, incomingEvent } from './inbox-key.rules.ts';

const add = {
  ToUserName: 'ww1',
  FromUserName: 'sys',
  CreateTime: '1767225600',
  MsgType: 'event',
  Event: 'change_external_contact',
  ChangeType: 'add_external_contact',
  UserID: 'zhangsan',
  ExternalUserID: 'wm1',
  State: 's1',
  WelcomeCode: 'CODE',
};
const group = {
  FromUserName: 'sys',
  CreateTime: '1767225600',
  MsgType: 'event',
  Event: 'change_external_chat',
  ChangeType: 'update',
  ChatId: 'wr1',
};

describe('two callbacks are the same event', () => {
  it('when everything that names a customer event is equal, whatever else the platform adds', () => {
    expect(eventKey('ww1', { ...add, NewField: 'x' })).toBe(eventKey('ww1', add));
  });
  it.each(['Event', 'ChangeType', 'UserID', 'ExternalUserID', 'CreateTime', 'WelcomeCode'])(
    'but not when %s differs',
    (name) => {
      expect(eventKey('ww1', { ...add, [name]: 'other' })).not.toBe(eventKey('ww1', add));
    },
  );
  it('but not in two corps', () => {
    expect(eventKey('ww2', add)).not.toBe(eventKey('ww1', add));
  });
  it('when a message has the same MsgId', () => {
    const message = { MsgType: 'text', MsgId: '7', Content: 'a' };
    expect(eventKey('ww1', { ...message, Content: 'b' })).toBe(eventKey('ww1', message));
  });
  it('but two groups that change within one second are two events', () => {
    expect(eventKey('ww1', { ...group, ChatId: 'wr2' })).not.toBe(eventKey('ww1', group));
  });
  it('and two customers whom one colleague adds within one second are two events', () => {
    expect(eventKey('ww1', { ...add, ExternalUserID: 'wm2' })).not.toBe(eventKey('ww1', add));
  });
  it('in whatever order the platform writes its fields', () => {
    expect(eventKey('ww1', Object.fromEntries(Object.entries(group).reverse()))).toBe(eventKey('ww1', group));
  });
});

describe('an incoming event', () => {
  it('happened when the platform says, and is urgent with a welcome code', () => {
    expect(incomingEvent('ww1', add, 5)).toMatchObject({
      event: 'change_external_contact',
      change: 'add_external_contact',
      urgent: true,
      happenedMs: 1_767_225_600_000,
    });
  });
  it('happened now when the platform does not say', () => {
    expect(incomingEvent('ww1', { MsgType: 'event', Event: 'x' }, 5)).toMatchObject({
      urgent: false,
      happenedMs: 5,
    });
  });
  it('keeps nothing of what colleagues write to the app', () => {
    const { event, fields } = incomingEvent(
      'ww1',
      { MsgType: 'text', MsgId: '7', Content: '私房话', PicUrl: 'u' },
      5,
    );
    expect(event).toBe('message.text');
    expect(fields).toEqual({ MsgType: 'text', MsgId: '7' });
  });
});
