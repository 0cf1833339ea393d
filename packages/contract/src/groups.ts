// The contract of groups.
export const groups = {};
