// The contract of customers.
export const customers = {};
