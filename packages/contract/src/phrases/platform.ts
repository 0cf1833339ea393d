// Words for the refusals that every call can meet.
export const platformPhrases = {
  CURSOR_INVALID: { zh: '列表已变化，请重新加载。', en: 'Load the list again from the start.' },
  BODY_TOO_LARGE: {
    zh: '内容太大，超过了接口上限。',
    en: 'The request is larger than this address accepts.',
  },
  BODY_NOT_JSON: { zh: '请求内容不是 JSON。', en: 'The body is not JSON.' },
  REQUEST_INVALID: { zh: '请求无法读取。', en: 'The request cannot be read.' },
  EDITED_MEANWHILE: {
    zh: '已被他人修改：您打开之后，有人保存过。',
    en: 'Somebody has changed this since you opened it.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    zh: 'Idempotency-Key 应为 1–120 个可见 ASCII 字符。',
    en: 'An Idempotency-Key has 1 to 120 visible ASCII characters.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    zh: '这个 Idempotency-Key 已用于其他请求。',
    en: 'This Idempotency-Key was used with another request.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    zh: '同一请求正在处理，请稍候再试。',
    en: 'The same request is being carried out. Try again in a moment.',
  },
  IDEMPOTENCY_OUTCOME_LOST: {
    zh: '请求已执行，但结果没能取回。请先查看是否已生效。',
    en: 'The request was carried out, but its answer is lost. Look at the result before you repeat it.',
  },
};
