// The invented brand 禾序集团: who signs in, where customers come from, what the shops sell.

export const DEMO_PASSWORD = 'yutian-demo';

/** One login a role; `unit` names the units of his scope, by what the directory of the simulated corp calls them. */
export const DEMO_LOGINS = [
  { login: 'boss', name: '沈禾', role: 'boss', title: '老板 boss', scope: 'all' },
  { login: 'operator', name: '周序', role: 'operator', title: '操盘手 operator', scope: 'all' },
  { login: 'content', name: '林清', role: 'content', title: '内容 content', scope: 'all' },
  { login: 'guide', name: '导购', role: 'guide', title: '导购 guide', scope: 'own' },
  { login: 'manager', name: '店长', role: 'store_manager', title: '店长 store manager', scope: 'store' },
  { login: 'dealer', name: '陈经销', role: 'dealer', title: '经销商 dealer', scope: 'dealer' },
  { login: 'finance', name: '赵明', role: 'finance', title: '财务 finance', scope: 'all' },
  { login: 'it', name: '孙工', role: 'it', title: 'IT', scope: 'all' },
  { login: 'agency', name: '外部代运营', role: 'agency', title: '代运营 agency', scope: 'brand' },
] as const;

export interface BrandProfile {
  /** The department of the brand in the simulated corp. */
  department: string;
  /** Days until the product is used up. */
  cycleDays: number;
  /** A usual basket, fen. */
  basketFen: number;
  products: readonly { sku: string; name: string; fen: number }[];
}

export const BRANDS: readonly BrandProfile[] = [
  {
    department: '禾序茶',
    cycleDays: 30,
    basketFen: 8_800,
    products: [
      { sku: 'T01', name: '试饮小罐 9.9', fen: 990 },
      { sku: 'T02', name: '陈年黑茶 250g', fen: 12_800 },
      { sku: 'T03', name: '主人杯', fen: 6_800 },
      { sku: 'T04', name: '黑茶礼盒', fen: 26_000 },
    ],
  },
  {
    department: '禾序妍',
    cycleDays: 45,
    basketFen: 15_900,
    products: [
      { sku: 'S01', name: '体验装三件套', fen: 3_900 },
      { sku: 'S02', name: '氨基酸洁面 100ml', fen: 8_900 },
      { sku: 'S03', name: '修护精华 30ml', fen: 19_900 },
      { sku: 'S04', name: '焕新礼盒', fen: 39_900 },
    ],
  },
  {
    department: '禾序童',
    cycleDays: 25,
    basketFen: 12_900,
    products: [
      { sku: 'B01', name: '溶豆试吃', fen: 1_990 },
      { sku: 'B02', name: '有机米粉 3 罐', fen: 11_700 },
      { sku: 'B03', name: '绘本一套', fen: 9_900 },
      { sku: 'B04', name: '成长补剂', fen: 16_800 },
    ],
  },
  {
    department: '禾序家',
    cycleDays: 120,
    basketFen: 39_900,
    products: [
      { sku: 'H01', name: '香薰小样', fen: 2_900 },
      { sku: 'H02', name: '四件套', fen: 39_900 },
      { sku: 'H03', name: '记忆枕一对', fen: 29_900 },
      { sku: 'H04', name: '羽绒被', fen: 89_900 },
    ],
  },
  {
    department: '禾序食',
    cycleDays: 20,
    basketFen: 6_900,
    products: [
      { sku: 'F01', name: '五谷粉尝鲜', fen: 1_290 },
      { sku: 'F02', name: '核桃芝麻丸', fen: 5_900 },
      { sku: 'F03', name: '阿胶糕', fen: 9_800 },
      { sku: 'F04', name: '年货礼盒', fen: 19_900 },
    ],
  },
];

/** Shops of the group; a buyer's shop follows from how he came. */
export const SHOPS = [
  { key: 'tmall', name: '禾序天猫旗舰店', platform: 'tmall' },
  { key: 'jd', name: '禾序京东自营店', platform: 'jd' },
  { key: 'douyin', name: '禾序抖音小店', platform: 'douyin' },
  { key: 'mini', name: '禾序小程序商城', platform: 'mini_program' },
  { key: 'pos', name: '门店收银', platform: 'pos' },
] as const;
export type ShopKey = (typeof SHOPS)[number]['key'];

/**
 * How the codes of the simulated corp's past are called (`parcel-a-1` …), the channel each belongs to, who owns that
 * channel (S0-9), how often somebody who came by it buys, and where.
 */
export const SOURCES = [
  {
    prefix: 'parcel-a',
    channel: '包裹卡 A 版',
    parent: '包裹卡',
    kind: 'package_card',
    owner: '电商部',
    buys: 0.16,
    shop: 'tmall',
  },
  {
    prefix: 'parcel-b',
    channel: '包裹卡 B 版',
    parent: '包裹卡',
    kind: 'package_card',
    owner: '电商部',
    buys: 0.22,
    shop: 'tmall',
  },
  {
    prefix: 'tmall',
    channel: '天猫',
    parent: null,
    kind: 'tmall',
    owner: '电商部',
    buys: 0.14,
    shop: 'tmall',
  },
  {
    prefix: 'douyin',
    channel: '抖音',
    parent: null,
    kind: 'douyin',
    owner: '内容电商部',
    buys: 0.08,
    shop: 'douyin',
  },
  { prefix: 'jd', channel: '京东', parent: null, kind: 'jd', owner: '电商部', buys: 0.1, shop: 'jd' },
  {
    prefix: 'mp',
    channel: '公众号',
    parent: null,
    kind: 'official_account',
    owner: '市场部',
    buys: 0.12,
    shop: 'mini',
  },
  {
    prefix: 'ads',
    channel: '广告',
    parent: null,
    kind: 'advertising',
    owner: '市场部',
    buys: 0.05,
    shop: 'mini',
  },
  { prefix: 'store', channel: '门店', parent: null, kind: 'store', owner: '零售部', buys: 0.18, shop: 'pos' },
] as const;
export type Source = (typeof SOURCES)[number];

/** The source of a state string; the mini-program when it names none. */
export function sourceOf(state: string | null): Source | undefined {
  // The codes of a brand carry its number first: `b2-parcel-a`.
  const name = state?.replace(/^b\d+-/, '');
  return SOURCES.find((source) => name?.startsWith(source.prefix));
}

export const WELCOME = {
  name: '默认欢迎语',
  text: '{customer},您好,我是{brand}的{guide}。谢谢您来加我,产品使用中有任何问题都可以随时问我。',
};
