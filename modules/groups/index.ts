// groups: see README.md.
import { defineModule, type Ground } from '@yutian/platform';

export const groupsMigrations = { module: 'groups', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createGroups(_ground: Ground) {
  return { module: defineModule({ name: 'groups', migrations: groupsMigrations.folder }) };
}
