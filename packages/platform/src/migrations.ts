// Where the platform's own migrations are.
import type { MigrationFolder } from './db/migrate.ts';

export const platformMigrations: MigrationFolder = {
  module: 'platform',
  folder: new URL('../migrations/', import.meta.url),
};
