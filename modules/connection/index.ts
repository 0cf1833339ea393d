// connection: see README.md.
import { defineModule, type Ground } from '@yutian/platform';

export const connectionMigrations = {
  module: 'connection',
  folder: new URL('./migrations/', import.meta.url),
};

/** Builds the module and the ports it offers. */
export function createConnection(_ground: Ground) {
  return { module: defineModule({ name: 'connection', migrations: connectionMigrations.folder }) };
}
