// Words of insight: metrics and their definitions (analytics conventions: numerator, denominator, window).
export const insightPhrases = {
  PERIOD_INVALID: {
    zh: '时间段不对:结束日要不早于开始日,且不超过 366 天。',
    en: 'The period is wrong: it must end after it begins and span at most 366 days.',
  },
  'metric.adds': { zh: '新增好友', en: 'New friends' },
  'metric.adds.definition': {
    zh: '当期首次成为好友的数量,按「客户 × 导购」计。',
    en: 'Friendships (customer × guide) that began in the period.',
  },
  'metric.firstReplyRate': { zh: '首次打招呼回复率', en: 'First-reply rate' },
  'metric.firstReplyRate.definition': {
    zh: '当期新增、已同意会话存档且打过招呼(欢迎语或导购首条消息)的好友中,48 小时内首次回复的比例;打招呼本身不算回复,未同意存档者和存档接入之前的好友不计入分子分母。',
    en: 'Of the friends added in the period who agreed to archiving and were greeted (by a welcome or by the guide), those whose first message came within 48 h of the greeting. Who did not agree, or was added before the archive was connected, is in neither number.',
  },
  'metric.privateChatRatio': { zh: '私聊沟通占比', en: 'Private-chat ratio' },
  'metric.privateChatRatio.definition': {
    zh: '当期至少主动发过一条私聊消息的好友 ÷ 期末已同意会话存档的好友数;打招呼、欢迎语不算,未同意存档者不计入分子分母。',
    en: 'Friends who wrote at least one private message in the period, of the friends at its end who agreed to archiving; greetings and welcomes do not count. Who did not agree is in neither number.',
  },
  'metric.firstBuyers': { zh: '首购人数', en: 'First buyers' },
  'metric.firstBuyers.definition': {
    zh: '当期完成首笔已付且未全退订单、且首单在加好友之后的人数。',
    en: 'People whose first paid, not fully refunded order fell in the period, after they were added.',
  },
  'metric.averageTicket': { zh: '客单价', en: 'Average ticket' },
  'metric.averageTicket.definition': {
    zh: '支付金额 ÷ 支付订单数(退款前)。',
    en: 'Paid amount / paid orders, before refunds.',
  },
  'metric.boughtIn7Days': { zh: '7 天加购转化', en: 'Bought within 7 days' },
  'metric.boughtIn7Days.definition': {
    zh: '当期新增好友中,加好友后 7 天内完成首购的比例。',
    en: 'Of the friends added in the period, those whose first order came within 7 days.',
  },
  'metric.paidAmount': { zh: '支付金额', en: 'Paid amount' },
  'metric.paidAmount.definition': {
    zh: '当期支付订单的金额(退款前)。',
    en: 'Amount of the orders paid in the period, before refunds.',
  },
  'metric.orders': { zh: '支付订单', en: 'Paid orders' },
  'metric.orders.definition': { zh: '当期支付的订单数。', en: 'Orders paid in the period.' },
  'metric.friends': { zh: '好友总数', en: 'Friends' },
  'metric.friends.definition': {
    zh: '现在的好友数量,按「客户 × 导购」计。',
    en: 'Friendships (customer × guide) as of now.',
  },
  'metric.lost': { zh: '流失', en: 'Lost' },
  'metric.lost.definition': {
    zh: '当期删除或被删除的好友数量。',
    en: 'Friendships that ended in the period, by either side.',
  },
  'unknown.NO_MESSAGE_SOURCE': { zh: '未接入会话存档,无法得知', en: 'needs the chat archive' },
  'unknown.ONLY_UP_TO_TODAY': { zh: '仅支持到今天为止的时间段', en: 'only for periods up to today' },
  'unknown.NO_CASES': { zh: '还没有数据', en: 'no cases yet' },
  'source.archive': {
    zh: '消息来源:会话存档(已同意的客户)',
    en: 'Messages: chat archive (customers who agreed)',
  },
  'source.behaviour': { zh: '消息来源:企业微信每日统计', en: 'Messages: WeCom daily statistics' },
  'source.none': { zh: '消息来源:未接入', en: 'Messages: no source' },
} as const;
