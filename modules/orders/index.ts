// orders: see README.md.
import { defineModule, type Ground } from '@yutian/platform';

export const ordersMigrations = { module: 'orders', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createOrders(_ground: Ground) {
  return { module: defineModule({ name: 'orders', migrations: ordersMigrations.folder }) };
}
