import { expect, test } from 'vitest';
import { AGENTID, listen, openBench, subscribe } from '../testing.ts';

test('tags that an administrator makes, renames and deletes are told, a group as one', async () => {
  const bench = await openBench();
  const { control } = bench;
  const made = control.createTagsOnConsole({ group_name: '等级', tags: ['金', '银'] });
  control.renameTagOnConsole({ id: made.tag_ids[0] ?? '', name: '黄金' });
  expect(await bench.post('externalcontact/get_corp_tag_list', {})).toMatchObject({
    tag_group: [{ group_id: made.group_id, group_name: '等级', tag: [{ name: '黄金' }, { name: '银' }] }],
  });
  control.deleteTagOnConsole({ id: made.group_id });
  expect(control.events().map((event) => [event.change, event.fields.TagType])).toEqual([
    ['create_user', undefined],
    ['create_user', undefined],
    ['create', 'tag_group'],
    ['create', 'tag'],
    ['create', 'tag'],
    ['update', 'tag'],
    ['delete', 'tag_group'],
  ]);
  expect(() => control.deleteTagOnConsole({ id: made.group_id })).toThrow('no tag or group');
});

test('a member opens an app, writes to it and clicks its card; the card is updated once with the code of the click', async () => {
  const bench = await openBench();
  const product = await listen();
  await subscribe(bench, product);
  const who = { agentid: AGENTID, userid: 'zhangsan' };
  bench.control.openApp(who);
  const { msgid: written } = bench.control.writeToApp({ ...who, text: '查业绩' });
  const card = {
    card_type: 'vote_interaction',
    task_id: 't1',
    main_title: { title: '到店了吗' },
    checkbox: { question_key: 'q', option_list: [{ id: 'yes', text: '到了' }] },
    submit_button: { text: '提交', key: 'k' },
  };
  const { msgid } = await bench.post('message/send', {
    touser: 'zhangsan',
    agentid: AGENTID,
    msgtype: 'template_card',
    template_card: card,
  });
  const { response_code } = bench.control.clickCard({
    ...who,
    msgid: String(msgid),
    event_key: 'k',
    selected: { q: ['yes'] },
  });
  await bench.control.settled();
  expect(product.heard.filter((heard) => heard.Event === 'enter_agent')).toHaveLength(1);
  expect(product.heard.find((heard) => heard.MsgType === 'text')).toMatchObject({
    FromUserName: 'zhangsan',
    Content: '查业绩',
    MsgId: written,
    AgentID: String(AGENTID),
  });
  expect(product.heard.find((heard) => heard.Event === 'template_card_event')).toMatchObject({
    TaskId: 't1',
    ResponseCode: response_code,
    SelectedItems: { SelectedItem: { QuestionKey: 'q', OptionIds: { OptionId: 'yes' } } },
  });
  const update = () =>
    bench.post('message/update_template_card', {
      userids: ['zhangsan'],
      agentid: AGENTID,
      response_code,
      button: { replace_name: '已提交' },
    });
  expect([(await update()).errcode, (await update()).errcode]).toEqual([0, 60140]);
});
