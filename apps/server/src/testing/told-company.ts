// A company in the Town that no simulator plays: each fact about its four customers is told by itself, through the ports
// by which connection and shops tell them, so that a test may tell them in any order.
import { MS_PER_HOUR, newId, toIso } from '@yutian/kernel';
import { inTransaction, type Tx } from '@yutian/platform';
import type { DemoClient } from '../demo/demo-client.ts';
import { type Town, TOWN_CORP } from './town.ts';

type Told = () => Promise<unknown>;

/**
 * Founds the n-th company with one guide, one shop and a chat archive.
 * @param startMs hours of its story count from here.
 * @returns its boss, and the facts in the order in which they happened, none of them told yet.
 */
export async function foundCompany(
  town: Town,
  n: number,
  startMs: number,
): Promise<{ boss: DemoClient; facts: readonly Told[] }> {
  const { product } = town;
  const corp = `${TOWN_CORP}${n}`;
  const staffId = newId();
  const tenantId = await product.org.setUp.createTenant(`第${n}家`);
  await product.org.setUp.createUsers(tenantId, [
    {
      login: `boss${n}`,
      name: '老板',
      role: 'boss',
      password: town.password,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      validUntilMs: null,
    },
  ]);
  await product.pool.query(
    `insert into org.staff (tenant_id, staff_id, corp_id, userid, name, status, active, created_at_ms)
     values ($1, $2, $3, 'li', '李', 'active', true, 0)`,
    [tenantId, staffId, corp],
  );
  await product.pool.query(
    `insert into connection.message_source (tenant_id, corp_id, messages) values ($1, $2, 1)`,
    [tenantId, corp],
  );
  const boss = await town.signIn(`boss${n}`);
  const { shopId } = await boss.orders.createShop({ name: '店', platform: 'other' });
  return { boss, facts: story(teller(town, { tenantId, corp, staffId, boss, shopId, startMs })) };
}

/** What happened, by hours: a answers, b wrote before he was greeted and bought before he was added, d left unasked. */
const story = (tell: ReturnType<typeof teller>): Told[] => [
  tell.order('b', 'x1', 500, 0),
  tell.relation('a', 'added', 24),
  tell.consent('a', 24),
  tell.profile('a', 24),
  tell.relation('b', 'added', 24),
  tell.consent('b', 24),
  tell.profile('b', 24),
  tell.relation('c', 'added', 25),
  tell.consent('c', 25),
  tell.relation('d', 'added', 25),
  tell.message('b', 'customer', 25.5),
  tell.message('a', 'staff', 26),
  tell.message('b', 'staff', 26),
  tell.message('c', 'staff', 26),
  tell.message('a', 'customer', 30),
  tell.relation('d', 'deleted_by_customer', 30),
  tell.message('a', 'customer', 40),
  tell.order('b', 'x2', 1_000, 50),
  tell.order('a', 'x3', 2_000, 50),
  // Told twice, as the platform does.
  tell.relation('a', 'added', 24),
];

interface Company {
  tenantId: number;
  corp: string;
  staffId: string;
  boss: DemoClient;
  shopId: string;
  startMs: number;
}

function teller({ product }: Town, { tenantId, corp, staffId, boss, shopId, startMs }: Company) {
  const { intake } = product.customers;
  const at = (hours: number) => startMs + hours * MS_PER_HOUR;
  const inTx =
    (work: (tx: Tx) => Promise<unknown>): Told =>
    () =>
      inTransaction(product.ground.db, work);
  return {
    relation: (who: string, kind: 'added' | 'deleted_by_customer', hours: number) => {
      const fact = { kind, staffId, externalUserid: `wm${who}`, atMs: at(hours), state: null };
      return inTx((tx) => intake.applyFacts(tx, tenantId, corp, [fact]));
    },
    consent: (who: string, hours: number) => () =>
      product.pool.query(
        `insert into connection.archive_consent (tenant_id, corp_id, external_userid, staff_userid, agreed, at_ms)
         values ($1, $2, $3, 'li', true, $4)`,
        [tenantId, corp, `wm${who}`, at(hours)],
      ),
    message: (who: string, from: 'customer' | 'staff', hours: number) => {
      const message = {
        msgid: `${who} ${from} ${hours}`,
        externalUserid: `wm${who}`,
        staffId,
        fromCustomer: from === 'customer',
        kind: 'text',
        atMs: at(hours),
        automatic: false,
      };
      return inTx((tx) => intake.applyMessages(tx, tenantId, corp, [message]));
    },
    profile: (who: string, hours: number) => {
      const follow = { remark: '', description: '', addWay: 1, state: null, tagIds: [], phones: [] };
      const profile = {
        externalUserid: `wm${who}`,
        name: who,
        avatar: null,
        type: 1 as const,
        gender: 0 as const,
        unionid: `u${who}`,
        corpName: null,
        follow: { ...follow, staffId, addedAtMs: at(hours) },
      };
      return inTx((tx) => intake.applyProfiles(tx, tenantId, corp, [profile], at(hours)));
    },
    order: (who: string, orderNo: string, paidFen: number, hours: number) => () => {
      const paidAt = toIso(at(hours));
      const buyer = { unionid: `u${who}` };
      const order = { orderNo, createdAt: paidAt, paidAt, totalFen: paidFen, paidFen, buyer };
      return boss.orders.pushOrders({ shopId, orders: [order] });
    },
  };
}
