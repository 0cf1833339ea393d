// The control plane: every method is also `POST /_sim/<method-in-kebab-case>` with its argument as the JSON body.
import type { World } from '../world.ts';
import { consoleControl } from './console.ts';
import { crowdControl } from './crowd.ts';
import { environmentControl } from './environment.ts';
import { groupLifeControl } from './group-life.ts';
import { groupControl } from './groups.ts';
import { habitsControl } from './habits.ts';
import { linkControl } from './links.ts';
import { organisationControl } from './organisation.ts';
import { peopleControl } from './people.ts';
import { populationControl } from './population.ts';
import { taskControl } from './tasks.ts';

export function createControl(world: World) {
  return {
    ...organisationControl(world),
    ...peopleControl(world),
    ...groupControl(world),
    ...taskControl(world),
    ...linkControl(world),
    ...consoleControl(world),
    ...crowdControl(world),
    ...habitsControl(world),
    ...groupLifeControl(world),
    ...populationControl(world),
    ...environmentControl(world),
  };
}

export type Control = ReturnType<typeof createControl>;
