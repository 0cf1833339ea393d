// What the demo remembers between starts: how far its clock is ahead, and how far the shops have told.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface DemoState {
  clockOffsetMs: number;
  /** How far seeding came; a killed seed goes on from here. */
  seeded: readonly string[];
  shops: Record<string, string>;
  /** Orders up to this instant have been told to the product. */
  toldUntilMs: number;
}

const EMPTY: DemoState = { clockOffsetMs: 0, seeded: [], shops: {}, toldUntilMs: 0 };

export function openDemoState(file: string) {
  let state: DemoState = existsSync(file)
    ? { ...EMPTY, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<DemoState>) }
    : EMPTY;
  return {
    get: () => state,
    set(change: Partial<DemoState>) {
      state = { ...state, ...change };
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    },
  };
}

export type DemoStateStore = ReturnType<typeof openDemoState>;
