// The contract of connection.
export const connection = {};
