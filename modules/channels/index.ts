// channels: see README.md.
import { defineModule, type Ground } from '@yutian/platform';

export const channelsMigrations = { module: 'channels', folder: new URL('./migrations/', import.meta.url) };

/** Builds the module and the ports it offers. */
export function createChannels(_ground: Ground) {
  return { module: defineModule({ name: 'channels', migrations: channelsMigrations.folder }) };
}
