// A WeCom cloud in a box.
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { Control } from './control/index.ts';
