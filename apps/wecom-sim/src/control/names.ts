// Chinese people with plausible WeChat names: mostly nicknames, some real names, a few with an emoji.
import type { Random } from '../core/random.ts';

const surnames =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文'.split(
    '',
  );
const women =
  '芳 娜 秀英 敏 静 丽 艳 娟 霞 婷 雪 慧 琳 玲 燕 梅 倩 颖 莉 萍 桂英 玉兰 雨桐 欣怡 梓涵 诗涵 佳怡 思琪 晓雯 梦瑶 若曦 语嫣 可馨 紫萱 雅琴 春梅 丽华 淑珍 海燕 晓燕'.split(
    ' ',
  );
const men =
  '伟 强 磊 军 洋 勇 杰 涛 明 超 平 刚 鹏 飞 浩 斌 宇 辉 凯 俊 建国 志强 建华 海涛 文博 浩然 子轩 宇航 俊杰 天佑 一鸣 立新 晓东 国栋 嘉豪 振华 家明 小龙 永强 德华'.split(
    ' ',
  );
const nicknames =
  '小鹿 阿May 一叶知秋 桃子妈妈 慢慢来 Cindy 糖糖妈 海阔天空 Amy 向阳花 半夏 晴天 Lily 静待花开 果果妈 平平淡淡 北方的狼 Kevin 悠悠我心 蓝色天空 豆豆爸 Tony 花开半夏 云淡风轻 Jessie 快乐每一天 老张 米粒 月亮姐姐 幸福人生 阿杰 小太阳 Vivian 风轻云淡 琪琪 大海 简单生活 笑笑 柠檬不酸 随缘 朵朵 莫莫 吃货小王 奔跑的蜗牛 小幸运 七七 安然 Leo 木子 初见 西瓜 团子 早睡早起 橙子 阿宝 二丫 念念不忘 有鱼 小棉袄'.split(
    ' ',
  );
const marks = ['🌸', '🌙', '🍀', '☀️', '🐱', '🌻', '💕', '🍓'];

export interface Invented {
  name: string;
  /** 0 unknown, 1 man, 2 woman. */
  gender: number;
}

/** A surname and given name. */
export function inventRealName(chance: Random, woman: boolean): string {
  return chance.pick(surnames) + chance.pick(woman ? women : men);
}

/** The name somebody shows on WeChat; two of three are women, as in the trades this simulator is used for. */
export function inventPerson(chance: Random): Invented {
  const woman = chance.chance(0.66);
  const gender = chance.chance(0.15) ? 0 : woman ? 2 : 1;
  if (chance.chance(0.35)) return { name: inventRealName(chance, woman), gender };
  const mark = chance.chance(0.12) ? chance.pick(marks) : '';
  return { name: chance.pick(nicknames) + mark, gender };
}
