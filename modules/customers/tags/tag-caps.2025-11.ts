// How many tags a corp may have, as a dated rule pack. The platform's own texts contradict each other, so a company
// chooses the one that holds for it; the stricter one holds until it does.

interface TagCaps {
  /** The stricter first. */
  choices: readonly { cap: number; source: string; read: string }[];
  /** Share of the cap from which on the page warns. */
  nearFrom: number;
}

export const tagCaps: TagCaps = {
  choices: [
    { cap: 3_000, source: '企业微信全局错误码 40126 与服务商文档', read: '2025-11' },
    { cap: 10_000, source: '企业微信开发者文档「管理企业标签」', read: '2025-11' },
  ],
  nearFrom: 0.9,
};
