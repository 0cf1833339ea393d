// The Town with a second brand and store, the same rows planted in both, one person who is known in both, and a walker
// for every role. What each walker should see is told by how the rows were planted, not by asking the product.
import { ROLES, type Role } from '@yutian/contract';
import { MS_PER_HOUR, MS_PER_MINUTE, toIso } from '@yutian/kernel';
import type { NewUser } from '@yutian/org';
import { openTown, type Town, TOWN_CORP } from './town.ts';

/** What a walker may see; null: everything. */
export interface Side {
  staffIds: ReadonlySet<string>;
  storeIds: ReadonlySet<string>;
  /** His units, and the ones above them, which give his tree its names. */
  unitIds: ReadonlySet<string>;
  customerIds: ReadonlySet<string>;
  /** Where his numbers may come from: the stores and brands of his units and of his staff. */
  placeIds: ReadonlySet<string>;
  groupIds: ReadonlySet<string>;
  cardIds: ReadonlySet<string>;
}

export interface Walker {
  login: string;
  role: Role;
  side: Side | null;
  /** Asks the server over HTTP. */
  get(path: string): Promise<{ status: number; body: unknown }>;
}

export interface TwoStores {
  town: Town;
  walkers: readonly Walker[];
  customerIds: readonly string[];
  reportIds: readonly string[];
  groupIds: readonly string[];
  cardIds: readonly string[];
  channelId: string;
}

/** The roles that never see the whole tenant, with the people who play them here. */
const PARTS: readonly { login: string; role: Role; userid: string | null; unit: string | null }[] = [
  { login: 'guide-hangzhou', role: 'guide', userid: 'lina', unit: null },
  { login: 'guide-chengdu', role: 'guide', userid: 'zhaomin', unit: null },
  { login: 'manager-hangzhou', role: 'store_manager', userid: 'wangfang', unit: '杭州万象城店' },
  { login: 'dealer-chengdu', role: 'dealer', userid: null, unit: '成都大悦城店' },
  { login: 'agency-hangzhou', role: 'agency', userid: null, unit: '禾序茶' },
];
export const PART_ROLES: ReadonlySet<Role> = new Set(PARTS.map(({ role }) => role));

/** Opens the two stores with everything planted. */
export async function openTwoStores(): Promise<TwoStores> {
  const town = await openTown();
  await openChengdu(town);
  const met = await meetPeople(town);
  const groupIds = await openGroups(town, met);
  await writeAboutPeople(town);
  await sell(town, met);
  await letSignIn(town);
  const reportIds = await reconcile(town, met);
  const walkers = await signInWalkers(town, met);
  const { items: people } = await town.boss.customers.listCustomers({ limit: 200 });
  const { items: channels } = await town.boss.channels.listChannels({});
  const { items: cards } = await town.boss.channels.listCards({});
  return {
    town,
    walkers,
    customerIds: people.map(({ id }) => id),
    reportIds,
    groupIds,
    cardIds: cards.map(({ cardId }) => cardId),
    channelId: channels[0]?.channelId ?? '',
  };
}

async function openChengdu({ sim, product, boss, settle }: Town): Promise<void> {
  sim.control.createDepartments({
    departments: [
      { id: 4, name: '禾序妍', parentid: 1 },
      { id: 5, name: '成都大悦城店', parentid: 4 },
    ],
  });
  sim.control.createStaff({
    staff: [
      { userid: 'zhaomin', name: '赵敏', departments: [5], position: '导购' },
      { userid: 'liujie', name: '刘洁', departments: [5], position: '店长' },
    ],
  });
  await product.org.readDirectory(1, TOWN_CORP, AbortSignal.timeout(30_000));
  await settle();
  const { items: stores } = await boss.org.listStores({});
  const chengdu = stores.find(({ name }) => name === '成都大悦城店');
  if (!chengdu) throw new Error('The store in Chengdu was not read.');
  await boss.org.updateUnit({ id: chengdu.storeId, storeType: 'dealer' });
}

/** Who met whom: by customers’ WeCom ids, as the simulated cloud knows it. */
type Met = { external_userid: string; userid: string }[];

async function meetPeople({ sim, boss, clock, settle }: Town): Promise<Met> {
  const welcome = await boss.channels.createWelcome({ name: '问候', text: '您好,我是{guide}' });
  const channel = await boss.channels.createChannel({
    kind: 'store',
    name: '门店',
    ownerDepartment: '零售部',
    welcomeId: welcome.welcomeId,
  });
  const { items: staff } = await boss.org.listStaff({});
  const met: Met = [];
  for (const userid of ['lina', 'zhaomin']) {
    const staffIds = staff.filter((member) => member.userid === userid).map((member) => member.staffId);
    const code = await boss.channels.createCode({
      corpId: TOWN_CORP,
      name: `台卡 ${userid}`,
      channelId: channel.channelId,
      rota: {
        shifts: [{ label: '全天', staffIds, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      },
    });
    await boss.channels.createLink({
      corpId: TOWN_CORP,
      name: `链接 ${userid}`,
      channelId: channel.channelId,
      staffIds,
    });
    await packCards(boss, channel.channelId, userid, staffIds);
    await settle();
    const { state } = await boss.channels.getCode({ id: code.codeId });
    for (const n of [1, 2, 3]) met.push(sim.control.scan({ state, name: `${userid} 的客户 ${n}` }));
    const first = met[0];
    if (userid === 'zhaomin' && first)
      met.push(sim.control.scan({ state, external_userid: first.external_userid }));
    await settle();
  }
  for (const pair of met) {
    sim.control.agree(pair);
    sim.control.chat({ ...pair, from: 'staff', text: '您好' });
    clock.advance(MS_PER_MINUTE);
    sim.control.chat({ ...pair, text: '在的' });
  }
  for (const userid of ['lina', 'zhaomin']) {
    const last = met.findLast(
      (pair) => pair.userid === userid && pair.external_userid !== met[0]?.external_userid,
    );
    if (last) sim.control.block(last);
  }
  clock.advance(10 * MS_PER_MINUTE);
  await settle();
  return met;
}

/** A package card that leads to these staff, with parcels that carried it. */
async function packCards(boss: Town['boss'], channelId: string, userid: string, staffIds: string[]) {
  const { cardId } = await boss.channels.createCard({
    corpId: TOWN_CORP,
    name: `包裹卡 ${userid}`,
    channelId,
    rota: {
      shifts: [{ label: '全天', staffIds, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
    },
    versions: [{ label: 'A' }, { label: 'B' }],
  });
  await boss.channels.recordExposures({
    id: cardId,
    entries: [
      { label: 'A', day: '2026-11-19', cards: 500 },
      { label: 'B', day: '2026-11-19', cards: 500 },
    ],
  });
}

async function openGroups({ sim, boss, clock, settle }: Town, met: Met): Promise<string[]> {
  for (const owner of ['lina', 'zhaomin'])
    sim.control.createGroup({
      owner,
      name: `${owner} 的群`,
      external_userids: met.filter(({ userid }) => userid === owner).map((pair) => pair.external_userid),
    });
  clock.advance(MS_PER_MINUTE);
  await settle();
  const { items } = await boss.groups.listGroups({});
  for (const { id, name } of items)
    await boss.groups.createJoinCode({ name: `入群码 ${name}`, groupIds: [id] });
  await settle();
  return items.map(({ id }) => id);
}

async function writeAboutPeople({ boss }: Town): Promise<void> {
  const { items } = await boss.customers.listCustomers({ limit: 200 });
  for (const { id } of items) {
    await boss.customers.addNote({ id, body: '喜欢黑茶' });
    await boss.customers.recordConsent({
      id,
      purpose: 'marketing',
      granted: true,
      channel: '门店',
      noticeVersion: '2026-11',
    });
  }
}

/** A till in each store, and an order of everybody at the till of each store he was met in. */
async function sell({ sim, boss, clock, settle }: Town, met: Met): Promise<void> {
  const { items: stores } = await boss.org.listStores({});
  const paidAt = toIso(clock.now());
  for (const [userid, storeName] of [
    ['lina', '杭州万象城店'],
    ['zhaomin', '成都大悦城店'],
  ] as const) {
    const storeId = stores.find(({ name }) => name === storeName)?.storeId ?? null;
    const { shopId } = await boss.orders.createShop({ name: `${storeName}收银`, platform: 'pos', storeId });
    const orders = met
      .filter((pair) => pair.userid === userid)
      .map((pair, n) => ({
        orderNo: `${userid}-${n}`,
        createdAt: paidAt,
        paidAt,
        totalFen: 12_800,
        paidFen: 12_800,
        storeId,
        buyer: { unionid: sim.control.createPerson({ external_userid: pair.external_userid }).unionid },
        lines: [{ sku: 'T1', name: '黑茶', quantity: 1, unitPriceFen: 12_800, amountFen: 12_800 }],
      }));
    await boss.orders.pushOrders({ shopId, orders });
  }
  clock.advance(MS_PER_HOUR);
  await settle();
}

const WHOLE = ROLES.filter((role) => !PART_ROLES.has(role));

async function letSignIn({ boss, product, password }: Town): Promise<void> {
  const { items: staff } = await boss.org.listStaff({});
  const { items: units } = await boss.org.listUnits({});
  const user = (login: string, role: Role, more: Partial<NewUser>): NewUser => ({
    login,
    name: login,
    role,
    password,
    staffId: null,
    scopeAll: false,
    scopeUnitIds: [],
    validUntilMs: null,
    ...more,
  });
  await product.org.setUp.createUsers(1, [
    ...WHOLE.filter((role) => role !== 'boss').map((role) => user(role, role, { scopeAll: true })),
    ...PARTS.map(({ login, role, userid, unit }) =>
      user(login, role, {
        staffId: staff.find((member) => member.userid === userid)?.staffId ?? null,
        scopeUnitIds: units.filter(({ name }) => name === unit).map(({ unitId }) => unitId),
      }),
    ),
  ]);
}

async function signInWalkers(town: Town, met: Met): Promise<Walker[]> {
  const { boss } = town;
  const { items: staff } = await boss.org.listStaff({});
  const { items: units } = await boss.org.listUnits({});
  const { items: people } = await boss.customers.listCustomers({ limit: 200 });
  const { items: groups } = await boss.groups.listGroups({});
  const { items: cards } = await boss.channels.listCards({});
  const nameOf = (externalId: string) => town.sim.control.person({ external_userid: externalId }).name;
  const sideOf = ({ userid, unit: unitName }: (typeof PARTS)[number]): Side => {
    const unit = units.find(({ name }) => name === unitName);
    const below = units.filter(
      ({ unitId, brandId }) => unit && (unitId === unit.unitId || brandId === unit.unitId),
    );
    const above = units.filter(({ unitId }) => unitId === unit?.brandId || unitId === unit?.regionId);
    const storeIds = new Set(below.filter(({ kind }) => kind === 'store').map(({ unitId }) => unitId));
    const own = unit
      ? staff.filter((member) => member.userid === userid || storeIds.has(member.storeId ?? ''))
      : staff.filter((member) => member.userid === userid);
    const names = new Set(
      met
        .filter((pair) => own.some((member) => member.userid === pair.userid))
        .map((pair) => nameOf(pair.external_userid)),
    );
    const places = [...below, ...own].flatMap(({ storeId, brandId }) => [storeId, brandId]);
    return {
      placeIds: new Set(places.filter((id) => id !== null)),
      groupIds: new Set(
        groups
          .filter(({ owner }) => own.some(({ staffId }) => staffId === owner?.staffId))
          .map(({ id }) => id),
      ),
      cardIds: new Set(
        cards
          .filter(({ name }) => own.some(({ userid: id }) => name.endsWith(` ${id}`)))
          .map((card) => card.cardId),
      ),
      staffIds: new Set(own.map(({ staffId }) => staffId)),
      storeIds,
      unitIds: new Set([...below, ...above].map(({ unitId }) => unitId)),
      customerIds: new Set(people.filter(({ name }) => names.has(name)).map(({ id }) => id)),
    };
  };
  return Promise.all([
    ...WHOLE.map((role) => walker(town, role, role, null)),
    ...PARTS.map((part) => walker(town, part.login, part.role, sideOf(part))),
  ]);
}

async function walker(town: Town, login: string, role: Role, side: Side | null): Promise<Walker> {
  const signedIn = await fetch(`${town.address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: town.password }),
  });
  const token = /yutian_session=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '')?.[1];
  if (!token) throw new Error(`${login} could not sign in: HTTP ${signedIn.status}.`);
  return {
    login,
    role,
    side,
    async get(path) {
      const answer = await fetch(`${town.address}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: answer.status, body: await answer.json() };
    },
  };
}

/** A reconcile that finds two people more than callbacks told, one in each store. */
async function reconcile(town: Town, met: Met): Promise<string[]> {
  const { sim, clock, settle, boss } = town;
  sim.control.setCallbackKnobs({ loss: 1 });
  for (const userid of ['lina', 'zhaomin'])
    met.push(sim.control.befriend({ userid, name: `漏掉的 ${userid}` }));
  await sim.control.settled();
  sim.control.setCallbackKnobs({ loss: 0 });
  clock.advance(MS_PER_HOUR);
  const it = await town.signIn('it');
  await it.connection.startSync({ corpId: TOWN_CORP, kind: 'reconcile' });
  await settle();
  const { items } = await boss.connection.listReconciles({});
  if (items.length === 0) throw new Error('Nothing was reconciled.');
  return items.map(({ id }) => id);
}
