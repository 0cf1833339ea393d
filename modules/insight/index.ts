// insight: see README.md.
import { defineModule, type Ground } from '@yutian/platform';

export const insightMigrations = { module: 'insight', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createInsight(_ground: Ground) {
  return { module: defineModule({ name: 'insight', migrations: insightMigrations.folder }) };
}
