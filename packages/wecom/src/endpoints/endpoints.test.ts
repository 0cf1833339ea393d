import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as door from '../index.ts';
import { acquisitionUrl, createAcquisitionLink, getAcquisitionLink } from './acquisition.ts';
import { allEndpoints } from './all.ts';
import { sendAppMessage } from './app-messages.ts';
import { addContactWay } from './contact-ways.ts';
import { batchGetCustomers, getCustomer, remarkCustomer } from './customers.ts';
import { getUser, listDepartments } from './directory.ts';
import { getGroupChat } from './group-chats.ts';
import { addMassMessage, listMassMessages } from './mass-messages.ts';
import { addMomentTask, listMoments } from './moments.ts';
import { oauthUrl, qrLoginUrl } from './oauth.ts';
import { addCorpTags, listCorpTags, markTags } from './tags.ts';
import { transferCustomers } from './transfers.ts';
import { sendWelcome } from './welcome.ts';

type Shaped = z.ZodType & { shape: Record<string, unknown> };

describe('the endpoints as a whole', () => {
  it('each has its own path below /cgi-bin and goes through the door of the package', () => {
    const paths = allEndpoints.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.length).toBeGreaterThan(95);
    const exported = new Set<unknown>(Object.values(door));
    for (const one of allEndpoints) {
      expect(one.path).toBe(`/cgi-bin/${one.name}`);
      expect(exported).toContain(one);
    }
  });

  it('each paged one takes and gives the field that its paging needs', () => {
    const paged = allEndpoints.filter((one) => one.kind === 'json').filter((one) => one.paging !== null);
    expect(paged.length).toBeGreaterThan(18);
    const fields = (schema: z.ZodType) => Object.keys((schema as Shaped).shape);
    for (const { paging, request, response } of paged) {
      expect(fields(request)).toContain(paging);
      expect(fields(response)).toContain(`next_${paging}`);
    }
  });

  it('those that reach people or leave objects behind are not repeated blindly', () => {
    const once = allEndpoints
      .filter((one) => one.kind === 'json' && one.repeat === 'once')
      .map(({ name }) => name);
    expect(once).toEqual([
      'externalcontact/add_contact_way',
      'externalcontact/add_moment_task',
      'externalcontact/add_msg_template',
      'externalcontact/customer_acquisition/create_link',
      'externalcontact/group_welcome_template/add',
      'externalcontact/groupchat/add_join_way',
      'externalcontact/remind_groupmsg_send',
      'media/upload_by_url',
      'message/send',
    ]);
  });

  it('gettoken alone goes without a token', () => {
    const open = allEndpoints.filter((one) => one.kind === 'json' && one.auth === 'none');
    expect(open.map(({ name }) => name)).toEqual(['gettoken']);
  });
});

describe('an answer', () => {
  it('may lack lists, have nulls and fields nobody knows', () => {
    const page = batchGetCustomers.response.parse({
      errcode: 0,
      brand_new: { field: 1 },
      external_contact_list: [
        {
          external_contact: { external_userid: 'wm1', name: '李四', type: 1, avatar: null, new_field: 'x' },
          follow_info: {
            userid: 'zhangsan',
            createtime: 1_767_225_600,
            remark: null,
            tag_id: null,
            add_way: 999,
          },
        },
      ],
    });
    expect(page).toEqual({
      external_contact_list: [
        {
          external_contact: { external_userid: 'wm1', name: '李四', type: 1 },
          follow_info: {
            userid: 'zhangsan',
            remark: '',
            description: '',
            createtime: 1_767_225_600,
            remark_mobiles: [],
            add_way: 999,
            tag_id: [],
          },
        },
      ],
      next_cursor: '',
    });
  });

  it.each([[1_767_225_600], ['1767225600']])('takes %o as an instant', (create_time) => {
    const sent = listMassMessages.response.parse({ group_msg_list: [{ msgid: 'm', create_time }] });
    expect(sent.group_msg_list[0]?.create_time).toBe(1_767_225_600);
    const moments = listMoments.response.parse({
      moment_list: [
        { moment_id: 'mom1', create_time, location: { latitude: '23.1', longitude: '113.3', name: '广州' } },
      ],
    });
    expect(moments.moment_list[0]).toMatchObject({
      create_time: 1_767_225_600,
      image: [],
      location: { latitude: 23.1, longitude: 113.3 },
    });
  });

  it('keeps the tags of a relation apart by kind, personal ones without id', () => {
    const { follow_user } = getCustomer.response.parse({
      external_contact: { external_userid: 'wm1' },
      follow_user: [
        {
          userid: 'zhangsan',
          createtime: 1,
          tags: [
            { group_name: '等级', tag_name: '金卡', tag_id: 'et1', type: 1 },
            { group_name: '', tag_name: '爱喝茶', type: 2 },
          ],
        },
      ],
    });
    expect(follow_user[0]?.tags.map(({ tag_id, type }) => [tag_id, type])).toEqual([
      ['et1', 1],
      [undefined, 2],
    ]);
  });

  it('reads old and new forms alike', () => {
    const link = { link_id: 'ca1', link_name: '门店', url: 'https://work.weixin.qq.com/ca/1' };
    expect(getAcquisitionLink.response.parse({ link, skip_verify: 1 }).skip_verify).toBe(true);
    expect(getUser.response.parse({ userid: 'u', is_leader_in_dept: ['1', 0], gender: 1 })).toMatchObject({
      is_leader_in_dept: [1, 0],
      gender: '1',
    });
    const group = {
      chat_id: 'wr1',
      create_time: 1,
      member_version: 42,
      member_list: [{ userid: 'u', type: 1 }],
    };
    expect(getGroupChat.response.parse({ group_chat: group }).group_chat.member_version).toBe('42');
    expect(listDepartments.response.parse({}).department).toEqual([]);
    expect(
      listCorpTags.response.parse({ tag_group: [{ group_id: 'g', tag: [{ id: 't' }] }] }).tag_group,
    ).toHaveLength(1);
  });

  it('that lacks what makes it an answer is refused', () => {
    expect(getUser.response.safeParse({ name: '无名' }).success).toBe(false);
    expect(
      listMassMessages.response.safeParse({ group_msg_list: [{ msgid: 'm', create_time: 'soon' }] }).success,
    ).toBe(false);
  });
});

describe('a request', () => {
  const members = (count: number) => Array.from({ length: count }, (_, i) => `u${i}`);
  const text = { content: '您好' };
  const image = { msgtype: 'image', image: { media_id: 'M' } } as const;
  const video = { msgtype: 'video', video: { media_id: 'M' } } as const;

  it.each<[string, { request: z.ZodType }, object, boolean]>([
    ['a batch of 100 members', batchGetCustomers, { userid_list: members(100) }, true],
    ['a batch of 101 members', batchGetCustomers, { userid_list: members(101) }, false],
    ['a batch of nobody', batchGetCustomers, { userid_list: [] }, false],
    [
      'a remark of 20 emoji',
      remarkCustomer,
      { userid: 'u', external_userid: 'w', remark: '🍵'.repeat(20) },
      true,
    ],
    [
      'a remark of 21 characters',
      remarkCustomer,
      { userid: 'u', external_userid: 'w', remark: '茶'.repeat(21) },
      false,
    ],
    ['a remark that changes nothing', remarkCustomer, { userid: 'u', external_userid: 'w' }, false],
    ['a tag without a group', addCorpTags, { tag: [{ name: '金卡' }] }, false],
    ['a tag in a new group', addCorpTags, { group_name: '等级', tag: [{ name: '金卡' }] }, true],
    ['marking nothing', markTags, { userid: 'u', external_userid: 'w', add_tag: [] }, false],
    ['a single way of one member', addContactWay, { type: 1, scene: 2, user: ['u'] }, true],
    ['a single way of two members', addContactWay, { type: 1, scene: 2, user: ['u', 'v'] }, false],
    ['a way of nobody', addContactWay, { type: 2, scene: 2 }, false],
    [
      'a state of 31 characters',
      addContactWay,
      { type: 1, scene: 2, user: ['u'], state: 'x'.repeat(31) },
      false,
    ],
    ['an empty welcome', sendWelcome, { welcome_code: 'C' }, false],
    [
      'a welcome of 4000 bytes',
      sendWelcome,
      { welcome_code: 'C', text: { content: 'x'.repeat(4000) } },
      true,
    ],
    [
      'a welcome of 4002 bytes',
      sendWelcome,
      { welcome_code: 'C', text: { content: '您'.repeat(1334) } },
      false,
    ],
    [
      'a welcome with ten images',
      sendWelcome,
      { welcome_code: 'C', attachments: Array(10).fill(image) },
      false,
    ],
    [
      'an image without source',
      sendWelcome,
      { welcome_code: 'C', attachments: [{ msgtype: 'image', image: {} }] },
      false,
    ],
    ['a mass message to 10,000', addMassMessage, { external_userid: members(10_000), text }, true],
    ['a mass message to 10,001', addMassMessage, { external_userid: members(10_001), text }, false],
    ['a mass message to nobody', addMassMessage, { text }, false],
    [
      'a group message without owner',
      addMassMessage,
      { chat_type: 'group', chat_id_list: ['wr1'], text },
      false,
    ],
    ['a moment of nine images', addMomentTask, { attachments: Array(9).fill(image) }, true],
    ['a moment of image and video', addMomentTask, { attachments: [image, video] }, false],
    [
      'a transfer of 101 customers',
      transferCustomers,
      { handover_userid: 'a', takeover_userid: 'b', external_userid: members(101) },
      false,
    ],
    [
      'a link for 501 members',
      createAcquisitionLink,
      { link_name: 'l', range: { user_list: members(501) } },
      false,
    ],
    ['an app message to nobody', sendAppMessage, { agentid: 1, msgtype: 'text', text }, false],
    [
      'an app message to 1001',
      sendAppMessage,
      { agentid: 1, msgtype: 'text', text, touser: members(1001).join('|') },
      false,
    ],
    ['an app message to all', sendAppMessage, { agentid: 1, msgtype: 'text', text, touser: '@all' }, true],
  ])('%s', (_name, { request }, input, allowed) => {
    expect(request.safeParse(input).success).toBe(allowed);
  });
});

describe('addresses that browsers open', () => {
  const request = {
    corpId: 'ww01',
    agentId: 1000002,
    redirectUri: 'https://s.example.com/in?a=1&b=2',
    state: 'abc123',
  };

  it('OAuth inside WeCom asks in the order and with the fragment that the platform wants', () => {
    expect(oauthUrl(request)).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww01&redirect_uri=https%3A%2F%2Fs.example.com%2Fin%3Fa%3D1%26b%3D2' +
        '&response_type=code&scope=snsapi_base&state=abc123&agentid=1000002#wechat_redirect',
    );
    expect(oauthUrl(request, 'private', 'http://127.0.0.1:1/oauth')).toContain('/oauth?appid=ww01');
    expect(() => oauthUrl({ ...request, state: 'a b' })).toThrow(RangeError);
    expect(new URL(qrLoginUrl(request)).searchParams.get('redirect_uri')).toBe(request.redirectUri);
  });

  it('an acquisition link carries its channel, at most 64 bytes', () => {
    expect(acquisitionUrl('https://work.weixin.qq.com/ca/1', '门店 A')).toBe(
      'https://work.weixin.qq.com/ca/1?customer_channel=%E9%97%A8%E5%BA%97%20A',
    );
    expect(() => acquisitionUrl('https://work.weixin.qq.com/ca/1', '店'.repeat(22))).toThrow(RangeError);
  });
});
