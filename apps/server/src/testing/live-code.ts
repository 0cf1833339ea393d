// A package card's live code in the Town: strangers scan its state, are welcomed and come to both guides.
import type { Town } from './town.ts';
import { TOWN_CORP } from './town.ts';

/** @returns the state that a scan carries, and the ids of both guides by name. */
export async function makeLiveCode(town: Town): Promise<{ state: string; staffIds: Map<string, string> }> {
  const { boss } = town;
  const { welcomeId } = await boss.channels.createWelcome({
    name: '茶',
    text: '{customer},您好,我是{guide}',
  });
  const { channelId } = await boss.channels.createChannel({
    kind: 'package_card',
    name: '包裹卡',
    ownerDepartment: '电商部',
    welcomeId,
  });
  const { items: staff } = await boss.org.listStaff({});
  const allWeek = {
    label: '全天',
    staffIds: staff.map((member) => member.staffId),
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: '00:00',
    to: '24:00',
  };
  const code = await boss.channels.createCode({
    corpId: TOWN_CORP,
    name: '茶礼包裹卡',
    channelId,
    rota: { shifts: [allWeek] },
  });
  await town.settle();
  const { state } = await boss.channels.getCode({ id: code.codeId });
  return { state, staffIds: new Map(staff.map((member) => [member.name, member.staffId])) };
}
