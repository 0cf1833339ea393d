// 敏感词 rules and 商品图册 (contract §2.10).
import { WecomError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import type { Input } from '../core/input.ts';
import { nextNumber } from '../core/numbers.ts';
import type { Answer, Call, Handler } from '../router.ts';
import type { InterceptRule, Product } from '../state/shelves.ts';
import { liveMedia } from './media.ts';
import { pageOf } from './lookups.ts';

const RULES_AT_MOST = 100;
const WORDS_AT_MOST = 300;
const RANGE_AT_MOST = 10_000;
const PRICE_AT_MOST = 5_000_000;
const FOR_ALBUMS = 2;

function readWords(body: Input): string[] {
  const words = body.texts('word_list', { max: WORDS_AT_MOST, tooLong: 41068 });
  if (words.some((word) => word === '' || Array.from(word).length > 32))
    throw new WecomError(41083, 'invalid word');
  return words;
}

function readSemantics(part: Input): number[] {
  const list = part.intsOr('semantics_list') ?? [];
  if (list.some((kind) => kind < 1 || kind > 3)) throw new WecomError(41084, 'invalid semantics');
  return list;
}

function readRange(part: Input | undefined): InterceptRule['applicable_range'] {
  return {
    user_list: part?.textsOr('user_list', { max: 1000, tooLong: 41076 }) ?? [],
    department_list: part?.intsOr('department_list', { max: 1000, tooLong: 41076 }) ?? [],
  };
}

function ruleName(call: Call, except: string): string {
  const name = call.body.text('rule_name', { chars: 20 });
  if (
    call.world.shelves.rules
      .all(call.corp.no)
      .some(({ value }) => value.rule_name === name && value.rule_id !== except)
  )
    throw new WecomError(41077, 'rule name exists');
  return name;
}

function addRule(call: Call): Answer {
  const { world, corp, app, body } = call;
  if (world.shelves.rules.count(corp.no) >= RULES_AT_MOST) throw new WecomError(41069, 'too many rules');
  const range = readRange(body.part('applicable_range'));
  if (range.user_list.length + range.department_list.length === 0)
    throw new WecomError(40063, 'applicable_range is empty');
  const rule: InterceptRule = {
    rule_id: publicId('template', 'ruleSim', corp.no, nextNumber(world.db, 'rule')),
    agentid: app.agentid,
    rule_name: ruleName(call, ''),
    create_time: call.now,
    word_list: readWords(body),
    semantics_list: readSemantics(body),
    intercept_type: body.int('intercept_type', { min: 1, max: 2 }),
    applicable_range: range,
  };
  world.shelves.rules.put(corp.no, rule.rule_id, rule);
  return { rule_id: rule.rule_id };
}

function ownRule(call: Call): InterceptRule {
  const rule = call.world.shelves.rules.get(call.corp.no, call.body.text('rule_id'));
  if (!rule) throw new WecomError(41070, 'invalid rule_id');
  if (rule.agentid !== call.app.agentid) throw new WecomError(48002);
  return rule;
}

function getRule(call: Call): Answer {
  const { agentid: _agentid, semantics_list, create_time: _created, ...rule } = ownRule(call);
  return { rule: { ...rule, extra_rule: { semantics_list } } };
}

function updateRule(call: Call): Answer {
  const { body } = call;
  const rule = ownRule(call);
  const plus = readRange(body.partOr('add_applicable_range'));
  const minus = readRange(body.partOr('remove_applicable_range'));
  const merge = <T>(old: readonly T[], more: readonly T[], less: readonly T[]): T[] =>
    [...new Set([...old, ...more])].filter((one) => !less.includes(one));
  const applicable_range = {
    user_list: merge(rule.applicable_range.user_list, plus.user_list, minus.user_list),
    department_list: merge(
      rule.applicable_range.department_list,
      plus.department_list,
      minus.department_list,
    ),
  };
  if (applicable_range.user_list.length > RANGE_AT_MOST) throw new WecomError(41076, 'range too large');
  const extra = body.partOr('extra_rule');
  call.world.shelves.rules.put(call.corp.no, rule.rule_id, {
    ...rule,
    applicable_range,
    rule_name: body.has('rule_name') ? ruleName(call, rule.rule_id) : rule.rule_name,
    word_list: body.has('word_list') ? readWords(body) : rule.word_list,
    semantics_list: extra ? readSemantics(extra) : rule.semantics_list,
    intercept_type: body.intOr('intercept_type', { min: 1, max: 2 }) ?? rule.intercept_type,
  });
  return {};
}

function readProduct(call: Call, old: Product | undefined): Omit<Product, 'product_id' | 'create_time'> {
  const { body } = call;
  const product_sn = body.textOr('product_sn', { bytes: 128 }) ?? old?.product_sn ?? '';
  if (!/^[0-9A-Za-z]*$/.test(product_sn)) throw new WecomError(41085, 'invalid product_sn');
  const price = body.intOr('price') ?? old?.price ?? -1;
  if (price < 0 || price > PRICE_AT_MOST) throw new WecomError(41086, 'invalid price');
  const description = body.textOr('description') ?? old?.description ?? '';
  if (description === '' || Array.from(description).length > 300)
    throw new WecomError(41087, 'invalid description');
  const parts = body.partsOr('attachments', { max: 9, tooLong: 41064 });
  for (const part of parts ?? []) {
    const media = liveMedia(call, part.part('image').text('media_id', { missing: 41006 }));
    if (media.scene !== FOR_ALBUMS) throw new WecomError(41072, 'media was uploaded for another scene');
  }
  const attachments = parts?.map((part) => part.fields) ?? old?.attachments ?? [];
  if (attachments.length === 0) throw new WecomError(41088, 'attachments missing');
  return { product_sn, price, description, attachments };
}

function productOf(call: Call): Product {
  const product = call.world.shelves.products.get(call.corp.no, call.body.text('product_id'));
  if (!product) throw new WecomError(41075, 'invalid product_id');
  return product;
}

function addProduct(call: Call): Answer {
  const { world, corp } = call;
  const product_id = publicId('product', 'prodSim', corp.no, nextNumber(world.db, 'product'));
  world.shelves.products.put(corp.no, product_id, {
    product_id,
    create_time: call.now,
    ...readProduct(call, undefined),
  });
  return { product_id };
}

export const ruleAndAlbumRoutes: Record<string, Handler> = {
  'POST externalcontact/add_intercept_rule': addRule,
  'GET externalcontact/get_intercept_rule_list': (call) => ({
    rule_list: call.world.shelves.rules
      .all(call.corp.no)
      .map(({ value: { rule_id, rule_name, create_time } }) => ({ rule_id, rule_name, create_time })),
  }),
  'POST externalcontact/get_intercept_rule': getRule,
  'POST externalcontact/update_intercept_rule': updateRule,
  'POST externalcontact/del_intercept_rule': (call) => {
    call.world.shelves.rules.remove(call.corp.no, ownRule(call).rule_id);
    return {};
  },
  'POST externalcontact/add_product_album': addProduct,
  'POST externalcontact/get_product_album': (call) => ({ product: productOf(call) }),
  'POST externalcontact/get_product_album_list': (call) => {
    const { items, next_cursor } = pageOf(call.world.shelves.products.all(call.corp.no), call.body, 50, 100);
    return { product_list: items.map(({ value }) => value), next_cursor };
  },
  'POST externalcontact/update_product_album': (call) => {
    const product = productOf(call);
    call.world.shelves.products.put(call.corp.no, product.product_id, {
      ...product,
      ...readProduct(call, product),
    });
    return {};
  },
  'POST externalcontact/delete_product_album': (call) => {
    call.world.shelves.products.remove(call.corp.no, productOf(call).product_id);
    return {};
  },
};
