// What the demo brand hands out: store codes in every brand, a package card whose two versions have been packed and
// scanned (S1-11: 7 % against 13 %), and an acquisition link that a live code stands in for.
import { addDays, dayOf } from '@yutian/kernel';
import type { Simulator } from '@yutian/wecom-sim';
import type { DemoClient } from './demo-client.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const ALL_DAY = { label: '全天', weekdays: EVERY_DAY, from: '00:00', to: '24:00' };
const CARDS_A_DAY = 50;
const PACKED_DAYS = 7;
/** Of 350 cards a version: 7 % and 13 %. */
const SCANNED = { A: 25, B: 46 } as const;
const MADE_WITHIN = 240;

interface Team {
  brand: string;
  storeId: string;
  store: string;
  people: string[];
}

/** The first store of each brand with its staff. */
async function teamsOf(client: DemoClient): Promise<Team[]> {
  const { items } = await client.org.listStaff({ limit: 200, active: true });
  const teams = new Map<string, Team>();
  for (const { staffId, brandName, storeId, storeName } of items) {
    if (brandName === null || storeId === null || storeName === null) continue;
    const team = teams.get(brandName) ?? { brand: brandName, storeId, store: storeName, people: [] };
    if (team.storeId === storeId) team.people.push(staffId);
    teams.set(brandName, team);
  }
  return [...teams.values()];
}

/** Makes codes, card and link. @param channels ids by name. */
export async function seedAcquire(
  client: DemoClient,
  corpId: string,
  channels: ReadonlyMap<string, string>,
): Promise<void> {
  const teams = await teamsOf(client);
  const channel = (name: string) => channels.get(name) ?? '';
  let fallbackCodeId: string | null = null;
  for (const { brand, storeId, store, people } of teams) {
    const code = await client.channels.createCode({
      corpId,
      name: `${store} · 早晚班台卡`,
      channelId: channel('门店'),
      remark: brand.slice(0, 30),
      storeId,
      rota: {
        shifts: [
          {
            label: '早班',
            staffIds: people.slice(0, Math.ceil(people.length / 2)),
            weekdays: EVERY_DAY,
            from: '09:00',
            to: '15:00',
          },
          {
            label: '晚班',
            staffIds: people.slice(-Math.ceil(people.length / 2)),
            weekdays: EVERY_DAY,
            from: '15:00',
            to: '22:00',
          },
        ],
        spareStaffIds: people.slice(0, 1),
      },
    });
    fallbackCodeId ??= code.codeId;
  }
  const people = teams[0]?.people ?? [];
  await client.channels.createCard({
    corpId,
    name: '茶礼包裹卡',
    channelId: channel('包裹卡'),
    sku: 'T02',
    batch: '2026-秋',
    rota: { shifts: [{ ...ALL_DAY, staffIds: people }] },
    versions: [
      { label: 'A', script: '扫码领冲泡指南', prize: '无' },
      { label: 'B', script: '收到茶有问题找我,扫码送主人杯抽奖', prize: '主人杯' },
    ],
  });
  await client.channels.createLink({
    corpId,
    name: '朋友圈广告',
    channelId: channel('广告'),
    staffIds: people,
    fallbackCodeId,
  });
}

/** A week of parcels carried the card, and those who read it scanned it: now there is something to compare. */
export async function packCards(client: DemoClient, sim: Simulator, nowMs: number): Promise<void> {
  const [card] = (await client.channels.listCards({})).items;
  if (!card) return;
  const today = dayOf(nowMs);
  await client.channels.recordExposures({
    id: card.cardId,
    entries: card.versions.flatMap(({ label }) =>
      Array.from({ length: PACKED_DAYS }, (_, i) => ({
        label,
        day: addDays(today, i - PACKED_DAYS),
        batch: card.batch,
        cards: CARDS_A_DAY,
      })),
    ),
  });
  for (const { label, codeId } of card.versions) {
    const state = await whenMade(client, codeId);
    for (let i = 0; i < (SCANNED[label as keyof typeof SCANNED] ?? 0); i++) sim.control.scan({ state });
  }
  await sim.control.settled();
}

/** The state of a code that WeCom has made; it takes a moment. */
async function whenMade(client: DemoClient, codeId: string): Promise<string> {
  for (let tries = 0; tries < MADE_WITHIN; tries++) {
    const { state, linkState } = await client.channels.getCode({ id: codeId });
    if (linkState === 'live') return state;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('WeCom has not made the codes of the package card within a minute.');
}
