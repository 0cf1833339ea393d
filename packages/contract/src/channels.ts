// The contract of channels.
export const channels = {};
