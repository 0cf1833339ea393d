// The demo's world: a clock that can be moved, a WeCom cloud in a box, and what the demo remembers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type MovableClock, offsetClock } from '@yutian/kernel';
import { createSimulator, type Simulator } from '@yutian/wecom-sim';
import { type DemoStateStore, openDemoState } from './demo-state.ts';

export interface DemoWorld {
  clock: MovableClock;
  sim: Simulator;
  state: DemoStateStore;
}

/**
 * Opens the world in the data folder; the first time it is peopled (20,000 customers in about half a second).
 * @param seed the size of the brand: `tiny`, `small` or `full`.
 */
export async function openDemoWorld(dataFolder: string, seed: string): Promise<DemoWorld> {
  mkdirSync(dataFolder, { recursive: true });
  const state = openDemoState(join(dataFolder, 'demo.json'));
  const clock = offsetClock(state.get().clockOffsetMs);
  const sim = await createSimulator({ stateDir: join(dataFolder, 'wecom-sim'), clock, seed });
  return { clock, sim, state };
}
