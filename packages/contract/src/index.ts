// The contract: what crosses a wire or a module wall.
import { channels } from './channels.ts';
import { connection } from './connection.ts';
import { customers } from './customers.ts';
import { groups } from './groups.ts';
import { insight } from './insight.ts';
import { orders } from './orders.ts';
import { org } from './org.ts';

/** The whole HTTP contract, one part per module. */
export const contract = { org, connection, customers, groups, channels, orders, insight };

export * from './channels.ts';
export * from './common.ts';
export * from './connection.ts';
export * from './customers.ts';
export * from './groups.ts';
export * from './insight.ts';
export { endsOfMerges } from './merges.ts';
export * from './orders.ts';
export * from './org.ts';
export * from './permissions.ts';
export * from './ports.ts';
