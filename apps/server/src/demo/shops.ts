// The shops of the demo: they know their buyers' unionid, sell to them, and push what changed to the product.
import { MS_PER_SECOND } from '@yutian/kernel';
import type { Control, Simulator } from '@yutian/wecom-sim';
import { BRANDS, type BrandProfile, SHOPS, type ShopKey } from './brand.ts';
import type { DemoClient } from './demo-client.ts';
import type { DemoStateStore } from './demo-state.ts';
import { ordersOf, type ShopOrder, type Shopper } from './shoppers.rules.ts';

const PUSH = 500;
const STAFF_A_CALL = 100;

/** Everybody the corp's staff know, as a shop would recognise them. */
async function readShoppers(sim: Simulator, client: DemoClient): Promise<Shopper[]> {
  const [corp] = sim.control.corps();
  const app = corp?.apps.find((candidate) => candidate.agentid === '1000002');
  if (!corp || !app) return [];
  const ask = async (path: string, body?: object) => {
    const response = await fetch(
      `${sim.url}/cgi-bin/${path}`,
      body ? { method: 'POST', body: JSON.stringify(body) } : {},
    );
    const answer = (await response.json()) as Record<string, never>;
    if (answer.errcode)
      throw new Error(`The simulated WeCom refused ${path.split('?')[0]}: ${String(answer.errcode)}`);
    return answer;
  };
  const { access_token: token } = await ask(`gettoken?corpid=${corp.corpid}&corpsecret=${app.secret}`);
  const staff = sim.control.staff({ corpid: corp.corpid });
  const brandOf = brandsByUserid(staff);
  const guideOf = await readGuides(client);
  const shoppers = new Map<string, Shopper>();
  for (let at = 0; at < staff.length; at += STAFF_A_CALL) {
    let cursor = '';
    do {
      const answer: { external_contact_list?: ListedContact[]; next_cursor?: string } = await ask(
        `externalcontact/batch/get_by_user?access_token=${token}`,
        {
          userid_list: staff.slice(at, at + STAFF_A_CALL).map((member) => member.userid),
          cursor,
          limit: 100,
        },
      );
      for (const { external_contact: person, follow_info: follow } of answer.external_contact_list ?? []) {
        const known = shoppers.get(person.external_userid);
        const addedAtMs = follow.createtime * MS_PER_SECOND;
        if (known && known.addedAtMs <= addedAtMs) continue;
        const brand = brandOf.get(follow.userid) ?? BRANDS[0];
        if (brand)
          shoppers.set(person.external_userid, {
            key: person.external_userid,
            unionid: person.unionid ?? null,
            addedAtMs,
            state: follow.state || null,
            brand,
            guide: guideOf.get(follow.userid) ?? null,
          });
      }
      cursor = answer.next_cursor ?? '';
    } while (cursor !== '');
  }
  return [...shoppers.values()];
}

/** The members of staff as the product knows them. */
async function readGuides(client: DemoClient): Promise<Map<string, Shopper['guide']>> {
  const guides = new Map<string, Shopper['guide']>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<DemoClient['org']['listStaff']>> = await client.org.listStaff({
      limit: 200,
      ...(cursor && { cursor }),
    });
    for (const { userid, staffId, storeId } of page.items) guides.set(userid, { staffId, storeId });
    cursor = page.nextCursor;
  }
  return guides;
}

interface ListedContact {
  external_contact: { external_userid: string; unionid?: string };
  follow_info: { userid: string; createtime: number; state: string };
}

/** Stores hang under brands in turn, in the order of their departments. */
function brandsByUserid(staff: ReturnType<Control['staff']>): Map<string, BrandProfile> {
  const brands = BRANDS.length;
  return new Map(
    staff.flatMap((member) => {
      const brand = BRANDS[((member.departments[0] ?? 0) - 2 - brands) % brands];
      return brand ? [[member.userid, brand] as const] : [];
    }),
  );
}

/** Tells the product every order that was paid or paid back since the last time. @returns how many. */
export async function tellOrders(
  sim: Simulator,
  client: DemoClient,
  state: DemoStateStore,
  untilMs: number,
): Promise<number> {
  const fromMs = state.get().toldUntilMs;
  const changed = (await readShoppers(sim, client))
    .flatMap((shopper) => ordersOf(shopper, untilMs))
    .filter(
      (order) =>
        order.paidAtMs > fromMs ||
        (order.refundAtMs !== null && order.refundAtMs > fromMs && order.refundAtMs <= untilMs),
    )
    .sort((a, b) => a.paidAtMs - b.paidAtMs);
  for (const [key, orders] of Map.groupBy(changed, (order) => order.shop)) {
    const shopId = state.get().shops[key];
    if (shopId) await pushAll(client, shopId, orders);
  }
  state.set({ toldUntilMs: untilMs });
  return changed.length;
}

async function pushAll(client: DemoClient, shopId: string, orders: readonly ShopOrder[]): Promise<void> {
  for (let at = 0; at < orders.length; at += PUSH) await push(client, shopId, orders.slice(at, at + PUSH));
}

async function push(client: DemoClient, shopId: string, orders: readonly ShopOrder[]): Promise<void> {
  const { results } = await client.orders.pushOrders({
    shopId,
    orders: orders.map((order) => order.stated),
  });
  const refused = results.find((result) => result.outcome === 'refused');
  if (refused) throw new Error(`Order ${refused.orderNo} of the demo was refused: ${refused.fault?.message}`);
}

/** Makes the shops that are missing. */
export async function openShops(client: DemoClient, state: DemoStateStore): Promise<void> {
  const shops: Record<string, string> = { ...state.get().shops };
  for (const { key, name, platform } of SHOPS) {
    if (shops[key satisfies ShopKey]) continue;
    const made = await client.orders.createShop({ name, platform });
    shops[key] = made.shopId;
    state.set({ shops });
  }
}
