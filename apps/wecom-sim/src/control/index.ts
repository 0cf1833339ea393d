// The control plane: every method is also `POST /_sim/<method-in-kebab-case>` with its argument as the JSON body.
import type { World } from '../world.ts';
import { environmentControl } from './environment.ts';
import { organisationControl } from './organisation.ts';
import { peopleControl } from './people.ts';

export function createControl(world: World) {
  return { ...organisationControl(world), ...peopleControl(world), ...environmentControl(world) };
}

export type Control = ReturnType<typeof createControl>;
