// Trouble on demand: forced errcodes, outages, slowness and the lag of a platform that is consistent only eventually.
import { ControlError } from './errors.ts';

export interface ForcedFault {
  /** Under /cgi-bin/; `*` hits every path. */
  path: string;
  errcode: number;
  /** How many more calls fail. */
  times: number;
}

export interface Outage {
  /** `fail`: HTTP 502; `hang`: no answer before it ends; `refuse`: the connection is cut; `busy`: errcode -1. */
  mode: 'fail' | 'hang' | 'refuse' | 'busy';
  /** Epoch ms of virtual time. */
  until: number;
}

/** Lags the platform is known for (contract §6.7), in virtual ms; 0 is off. */
export interface Lags {
  /** groupchat/get shows the state of this long ago after a change. */
  groupMs: number;
  /** The results of a fresh mass message answer 41063. */
  massMs: number;
  /** A moment job runs this long before it is done. */
  momentJobMs: number;
}

/** The switches of the fault panel; none of them survives a restart. */
export class Faults {
  #forced: ForcedFault[] = [];
  outage: Outage | null = null;
  /** Real ms every answer is held back. */
  latencyMs = 0;
  /** More calls of one corp on one path at once than this answer 45033; 0 is off. */
  maxConcurrent = 0;
  lags: Lags = { groupMs: 0, massMs: 0, momentJobMs: 2000 };

  force(fault: ForcedFault): void {
    if (!Number.isInteger(fault.errcode) || !(fault.times > 0))
      throw new ControlError('A fault needs an errcode and times ≥ 1.');
    this.#forced.push({ ...fault });
  }

  forced(): ForcedFault[] {
    return this.#forced.map((fault) => ({ ...fault }));
  }

  /** The errcode this call must fail with, if one was ordered. */
  take(path: string): number | undefined {
    if (this.#forced.length === 0) return undefined;
    const fault = this.#forced.find((one) => one.path === path || one.path === '*');
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#forced = this.#forced.filter((one) => one !== fault);
    return fault.errcode;
  }

  clear(): void {
    this.#forced = [];
    this.outage = null;
    this.latencyMs = 0;
    this.maxConcurrent = 0;
  }
}
