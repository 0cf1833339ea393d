import { expect, test } from 'vitest';
import { type Bench, openBench } from '../testing.ts';

const ask = async (bench: Bench, path: string, external_userid: string[], from = 'zhangsan', to = 'lisi') =>
  (await bench.post(`externalcontact/${path}`, {
    handover_userid: from,
    takeover_userid: to,
    external_userid,
  })) as { errcode: number } & {
    customer?: { external_userid: string; errcode: number }[];
  };
const statuses = async (bench: Bench, path: string, from = 'zhangsan', to = 'lisi') =>
  (
    (await bench.post(`externalcontact/${path}`, { handover_userid: from, takeover_userid: to }))
      .customer as { status: number }[]
  ).map((one) => one.status);

test('an on-job transfer takes effect after 24 hours unless the customer refuses', async () => {
  const bench = await openBench();
  const { control } = bench;
  const [a = '', b = ''] = ['甲', '乙'].map(
    (name) => control.befriend({ userid: 'zhangsan', name }).external_userid,
  );
  expect((await ask(bench, 'transfer_customer', [a, b])).customer?.map((one) => one.errcode)).toEqual([0, 0]);
  expect((await ask(bench, 'transfer_customer', [a])).customer).toEqual([
    { external_userid: a, errcode: 40129 },
  ]);
  control.refuseTransfer({ external_userid: b });
  expect(control.events().at(-1)).toMatchObject({
    change: 'transfer_fail',
    fields: { UserID: 'lisi', FailReason: 'customer_refused' },
  });
  await bench.travel({ hours: 23 });
  expect(await statuses(bench, 'transfer_result')).toEqual([2, 3]);
  await bench.travel({ hours: 1 });
  expect(await statuses(bench, 'transfer_result')).toEqual([1, 3]);
  expect(control.events().slice(-2)).toMatchObject([
    { change: 'add_external_contact', fields: { UserID: 'lisi', ExternalUserID: a } },
    {
      change: 'del_external_contact',
      fields: { UserID: 'zhangsan', ExternalUserID: a, Source: 'DELETE_BY_TRANSFER' },
    },
  ]);
});

test('a customer moves twice in ninety days on the job, not a third time', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid: id } = control.befriend({ userid: 'zhangsan' });
  const move = async (from: string, to: string) => {
    const reply = await ask(bench, 'transfer_customer', [id], from, to);
    await bench.travel({ hours: 24 });
    return reply.customer?.[0]?.errcode;
  };
  expect(await move('zhangsan', 'lisi')).toBe(0);
  expect(await move('lisi', 'zhangsan')).toBe(0);
  expect(await move('zhangsan', 'lisi')).toBe(40128);
  await bench.travel({ days: 90 });
  expect(await move('zhangsan', 'lisi')).toBe(0);
});

test('a leaver goes to the unassigned list and only the resigned call takes from him', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { external_userid: id } = control.befriend({ userid: 'zhangsan' });
  expect(await ask(bench, 'resigned/transfer_customer', [id])).toMatchObject({ errcode: 40097 });
  control.resign({ userid: 'zhangsan' });
  expect(control.events().at(-1)).toMatchObject({ event: 'change_contact', change: 'delete_user' });
  expect(await ask(bench, 'transfer_customer', [id])).toMatchObject({ errcode: 60111 });
  expect(await bench.post('externalcontact/get_unassigned_list', {})).toMatchObject({
    info: [{ handover_userid: 'zhangsan', external_userid: id }],
    is_last: true,
  });
  expect((await ask(bench, 'resigned/transfer_customer', [id])).customer?.[0]?.errcode).toBe(0);
  await bench.travel({ hours: 24 });
  expect(await statuses(bench, 'resigned/transfer_result')).toEqual([1]);
  expect(await bench.post('externalcontact/get_unassigned_list', {})).toMatchObject({ info: [] });
});

test('each customer is refused for its own reason', async () => {
  const bench = await openBench();
  const { control } = bench;
  control.createStaff({ staff: [{ userid: 'full', capacity: 0 }] });
  const friend = control.befriend({ userid: 'zhangsan' }).external_userid;
  const foreign = control.befriend({ userid: 'lisi' }).external_userid;
  const codes = async (ids: string[], to: string) =>
    (await ask(bench, 'transfer_customer', ids, 'zhangsan', to)).customer?.map((one) => one.errcode);
  expect(await codes([foreign, 'wmJunk'], 'lisi')).toEqual([40131, 40096]);
  expect(await codes([friend], 'zhangsan')).toEqual([40130]);
  expect(await codes([friend], 'full')).toEqual([40099]);
  expect(
    await ask(
      bench,
      'transfer_customer',
      Array.from({ length: 101 }, () => friend),
    ),
  ).toMatchObject({ errcode: 40032 });
});

test('groups of a leaver move to a new owner, those of others do not', async () => {
  const bench = await openBench();
  const { control } = bench;
  const { chat_id } = control.createGroup({ owner: 'zhangsan', name: '老客群' });
  const move = async (path: string) =>
    (await bench.post(`externalcontact/groupchat/${path}`, { chat_id_list: [chat_id], new_owner: 'lisi' }))
      .failed_chat_list;
  expect(await move('transfer')).toMatchObject([{ chat_id, errcode: 90500 }]);
  control.resign({ userid: 'zhangsan' });
  expect(await bench.post('externalcontact/groupchat/list', { limit: 10, status_filter: 1 })).toMatchObject({
    group_chat_list: [{ chat_id, status: 1 }],
  });
  expect(await move('onjob_transfer')).toMatchObject([{ errcode: 90502 }]);
  expect(await move('transfer')).toEqual([]);
  expect(await bench.post('externalcontact/groupchat/get', { chat_id })).toMatchObject({
    group_chat: { owner: 'lisi' },
  });
});
