// The programmatic door: one simulated WeCom cloud on one loopback port, with its control plane as an object.
import { type Clock, systemClock } from '@yutian/kernel';
import { archiveDoor } from './control/archive-door.ts';
import { controlDoor } from './control/door.ts';
import { type Control, createControl } from './control/index.ts';
import type { RateRule } from './core/limits.ts';
import { codesDoor } from './pages/codes.ts';
import { loginDoor } from './pages/login.ts';
import { SimServer } from './http-server.ts';
import { allRoutes } from './routes/index.ts';
import { openWorld } from './world.ts';

export interface SimulatorOptions {
  /** Fills an empty world with the demo brand: `small` or `full`. */
  seed?: string;
  /** 0 takes a free port. */
  port?: number;
  /** 127.0.0.1 unless said otherwise. @NOTE the control plane has no password: never a public address. */
  host?: string;
  /** The folder that keeps the world; without it the world ends with the process. */
  stateDir?: string;
  /** Real time unless given; a `MovableClock` is moved by `control.advance`, so that a product can share it. */
  clock?: Clock;
  /** Replaces the published call-frequency rules. */
  limits?: readonly RateRule[];
  /** How many requests the log keeps. */
  logSize?: number;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`: the base that replaces `https://qyapi.weixin.qq.com`. */
  url: string;
  control: Control;
  /** Every route, as `METHOD path`. */
  routes: string[];
  close(): Promise<void>;
}

/** Starts a simulator. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    port = 0,
    host = '127.0.0.1',
    stateDir,
    clock = systemClock,
    limits,
    logSize = 10_000,
    seed,
  } = options;
  const world = openWorld({ stateDir, clock, limits, logSize });
  const control = createControl(world);
  if (seed !== undefined) control.seedDemo({ seed });
  const routes = allRoutes();
  const server = new SimServer(world, routes, [
    archiveDoor(world),
    codesDoor(world, control),
    loginDoor(world, control),
    controlDoor(control),
  ]);
  const bound = await server.listen(port, host);
  world.origin = `http://${host}:${bound}`;
  world.clock.start();
  let closed = false;
  return {
    url: world.origin,
    control,
    routes: routes.list(),
    async close() {
      if (closed) return;
      closed = true;
      world.clock.stop();
      world.sender.close();
      await server.close();
      world.db.close();
    },
  };
}
