// The contract of insight.
export const insight = {};
