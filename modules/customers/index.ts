// customers: see README.md.
import { defineModule, type Ground } from '@yutian/platform';

export const customersMigrations = { module: 'customers', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createCustomers(_ground: Ground) {
  return { module: defineModule({ name: 'customers', migrations: customersMigrations.folder }) };
}
