// The contract of orders.
export const orders = {};
