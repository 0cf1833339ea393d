// The organisation of a populated corp: brands, stores, members, tags and codes.
import { hexId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Random } from '../core/random.ts';
import type { Corp, Staff } from '../state/organisation.ts';
import type { ContactWay } from '../state/shelves.ts';
import type { World } from '../world.ts';
import { inventRealName } from './names.ts';

export interface Code {
  state: string;
  /** How much of the traffic it brings. */
  weight: number;
  staff: Staff[];
}

export interface Furnished {
  staff: Staff[];
  codes: Code[];
  /** Tag numbers by group. */
  tags: number[][];
}

const BRANDS = ['禾序茶', '禾序妍', '禾序童', '禾序家', '禾序食'];
/** Regions and their cities; stores go round the cities, so that every brand has several regions. */
const REGIONS: Record<string, string[]> = {
  华东大区: ['上海', '杭州', '南京', '苏州', '宁波', '合肥', '厦门', '福州'],
  西南大区: ['成都', '重庆'],
  华中大区: ['武汉', '长沙', '郑州'],
  华南大区: ['广州', '深圳'],
  华北大区: ['青岛', '天津', '北京', '济南'],
  西北大区: ['西安'],
};
const CITIES =
  '上海 杭州 南京 苏州 宁波 成都 重庆 武汉 长沙 广州 深圳 厦门 青岛 西安 郑州 合肥 天津 北京 济南 福州'.split(
    ' ',
  );
/** Two stores of three are the brand's own, as in 400 direct and 200 dealers' of 600. */
const DEALER_EVERY = 3;
const PLACES = '万象城 大悦城 银泰 吾悦广场 万达 龙湖天街 来福士 印象城 环球港 老街 步行街 中央广场'.split(
  ' ',
);
const CHANNELS: { name: string; weight: number }[] = [
  { name: 'parcel-a', weight: 7 },
  { name: 'parcel-b', weight: 13 },
  { name: 'tmall', weight: 8 },
  { name: 'douyin', weight: 8 },
  { name: 'jd', weight: 4 },
  { name: 'mp', weight: 4 },
  { name: 'ads', weight: 3 },
];
const STORE_WEIGHT = 1.5;
const TAG_GROUPS: Record<string, string[]> = {
  来源: ['天猫', '京东', '抖音', '门店', '公众号', '包裹卡', '广告'],
  会员等级: ['普通', '银卡', '金卡', '黑金'],
  兴趣: ['新品', '折扣', '礼盒', '亲子', '养生', '美妆'],
  阶段: ['新客', '首购', '复购', '沉默'],
};
const CODE_STAFF = 20;

/** Makes everything but the customers. @returns what they will be drawn from. */
export function furnish(
  world: World,
  corp: Corp,
  size: { brands: number; stores: number; staff: number },
  chance: Random,
): Furnished {
  const storeIds = departments(world, corp, size);
  const staff = members(world, corp, size.staff, storeIds, chance);
  return { staff, codes: codes(world, corp, size, storeIds, staff), tags: tags(world, corp) };
}

function departments(world: World, corp: Corp, size: { brands: number; stores: number }): number[] {
  for (let brand = 0; brand < size.brands; brand++)
    world.organisation.saveDepartment(corp.no, {
      id: 2 + brand,
      name: BRANDS[brand] ?? `品牌${brand + 1}`,
      parentid: 1,
      order: brand + 1,
      leaders: [],
    });
  const first = 2 + size.brands;
  const regions = new Map<string, number>();
  const regionOf = (brand: number, city: string): number => {
    const name = Object.keys(REGIONS).find((region) => REGIONS[region]?.includes(city)) ?? '';
    const key = `${brand} ${name}`;
    const id = regions.get(key) ?? first + size.stores + regions.size;
    if (!regions.has(key)) {
      regions.set(key, id);
      world.organisation.saveDepartment(corp.no, {
        id,
        name,
        parentid: 2 + brand,
        order: regions.size,
        leaders: [],
      });
    }
    return id;
  };
  return Array.from({ length: size.stores }, (_, index) => {
    const city = CITIES[index % CITIES.length] ?? '';
    const place = PLACES[Math.floor(index / CITIES.length) % PLACES.length] ?? '';
    const number = Math.floor(index / (CITIES.length * PLACES.length));
    const dealer = index % DEALER_EVERY === DEALER_EVERY - 1 ? '加盟' : '';
    const id = first + index;
    world.organisation.saveDepartment(corp.no, {
      id,
      name: `${city}${place}${number > 0 ? number + 1 : ''}${dealer}店`,
      parentid: regionOf(index % size.brands, city),
      order: index + 1,
      leaders: [],
    });
    return id;
  });
}

function members(
  world: World,
  corp: Corp,
  count: number,
  storeIds: readonly number[],
  chance: Random,
): Staff[] {
  const width = Math.max(4, String(count).length);
  return Array.from({ length: count }, (_, index) => {
    const woman = chance.chance(0.8);
    const manager = index < storeIds.length;
    const member: Staff = {
      no: world.organisation.nextStaffNo(),
      userid: `guide${String(index + 1).padStart(width, '0')}`,
      name: inventRealName(chance, woman),
      departments: [storeIds[index % storeIds.length] ?? 1],
      position: manager ? '店长' : '导购',
      mobile: `138${String(10_000_000 + index)}`,
      gender: woman ? 2 : 1,
      alias: '',
      email: '',
      leader: manager,
      status: 1,
      realName: true,
      contact: true,
      archive: true,
      capacity: 20_000,
      leftAt: null,
      lastLogin: world.clock.ms(),
    };
    world.organisation.saveStaff(corp.no, member);
    return member;
  });
}

/** One code per store for its own people, and one per brand and channel for up to twenty of the brand's. */
function codes(
  world: World,
  corp: Corp,
  size: { brands: number },
  storeIds: readonly number[],
  staff: readonly Staff[],
): Code[] {
  const agentid = world.organisation.apps(corp.no).find((app) => /^\d+$/.test(app.agentid))?.agentid ?? '';
  const made: Code[] = [];
  const make = (state: string, remark: string, people: Staff[], party: number[], weight: number): void => {
    const way: ContactWay = {
      config_id: hexId('way', corp.no, nextNumber(world.db, 'way')),
      agentid,
      type: 2,
      scene: 2,
      style: 0,
      remark,
      skip_verify: true,
      state,
      user: party.length > 0 ? [] : people.map((member) => member.userid),
      party,
      is_temp: false,
      is_exclusive: false,
      expires_in: 604_800,
      chat_expires_in: 86_400,
      unionid: '',
      conclusions: null,
      created: world.clock.seconds(),
    };
    world.shelves.ways.put(corp.no, way.config_id, way);
    made.push({ state, weight, staff: people });
  };
  const byStore = Map.groupBy(staff, (member) => member.departments[0] ?? 0);
  for (const id of storeIds) {
    const people = byStore.get(id) ?? [];
    if (people.length > 0) make(`store-${id}`, '门店台卡', people, [id], STORE_WEIGHT);
  }
  for (let brand = 0; brand < size.brands; brand++) {
    const people = storeIds
      .filter((_, index) => index % size.brands === brand)
      .flatMap((id) => byStore.get(id) ?? []);
    const share = (STORE_WEIGHT * storeIds.length) / size.brands / 50;
    for (const [index, channel] of CHANNELS.entries()) {
      const slice = Array.from(
        { length: Math.min(CODE_STAFF, people.length) },
        (_, at) => people[(index * CODE_STAFF + at) % people.length],
      );
      make(
        `b${brand + 1}-${channel.name}`,
        channel.name,
        slice.filter((member) => member !== undefined),
        [],
        channel.weight * share,
      );
    }
  }
  return made;
}

function tags(world: World, corp: Corp): number[][] {
  return Object.entries(TAG_GROUPS).map(([name, names], order) => {
    const createdSeconds = world.clock.seconds();
    const group = world.tags.addGroup(corp.no, { name, order, createdSeconds, strategy: 0 });
    return names.map(
      (tag, index) =>
        world.tags.addTag(corp.no, { group: group.no, name: tag, order: index, createdSeconds }).no,
    );
  });
}
