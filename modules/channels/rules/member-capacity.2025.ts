// How many customers one member of staff can have: a rule pack. WeCom's public pages and vendors name 5,000 for a
// member, expandable to 20,000 by request; the number is second-hand (rules.md R3), so each code may set its own.
export const memberCapacity = {
  read: '2025-12',
  source: 'rules R3: third-party pages, 5,000 customers a member, 20,000 after expansion',
  customers: 5_000,
  customersExpanded: 20_000,
} as const;
