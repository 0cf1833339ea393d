// Looks after the room on the disks, so that the big writers stop while the database still has some: PostgreSQL
// without room for its log ends, and its last megabytes are worth more than another callback, which is sent again.
import { statfsSync } from 'node:fs';
import type { Clock } from '@yutian/kernel';
import { diskFull, machineFault } from './db/machine-fault.ts';

export type DiskState = 'ok' | 'low' | 'full';

export interface DiskView {
  state: DiskState;
  /** Bytes left on the fullest of the watched folders; null when none can be asked. */
  freeBytes: number | null;
  /** Since when it is as it is (the clock's ms). */
  sinceMs: number;
}

/** Big writers (callbacks, uploads, imports, synchronisation) ask before each stretch of work. */
export interface Disk {
  look(): DiskView;
  /** Throws DISK_FULL while there is no room. */
  mustHaveRoom(): void;
  /** An error of a statement or file: one that says «no room» counts, wherever that disk is. */
  note(error: unknown): void;
}

export interface DiskLimits {
  /** Below this a person should free some. */
  lowBytes: number;
  /** Below this the big writers stop. A segment of PostgreSQL's log is 16 MB, and a checkpoint needs several. */
  fullBytes: number;
}

export const diskLimits: DiskLimits = { lowBytes: 2 * 2 ** 30, fullBytes: 256 * 2 ** 20 };

/** A statfs takes 5 µs; four looks a second are enough. */
const LOOK_EVERY_MS = 250;
/** The database may stand elsewhere: after its «no room» nobody tries for so long, then one may. */
const NO_ROOM_FOR_MS = 5_000;

/** @param folders where Yutian and its database write; those that do not exist are passed over. */
export function watchDisk(folders: readonly string[], clock: Clock, limits: DiskLimits = diskLimits): Disk {
  let view: DiskView = { state: 'ok', freeBytes: null, sinceMs: clock.now() };
  let lookedAt = Number.NEGATIVE_INFINITY;
  let noRoomUntil = Number.NEGATIVE_INFINITY;

  function look(): DiskView {
    const now = performance.now();
    if (now - lookedAt < LOOK_EVERY_MS) return view;
    lookedAt = now;
    const left = folders.flatMap((folder) => freeBytesOf(folder) ?? []);
    const freeBytes = left.length > 0 ? Math.min(...left) : null;
    const state = now < noRoomUntil ? 'full' : stateOf(freeBytes, limits);
    view = { state, freeBytes, sinceMs: state === view.state ? view.sinceMs : clock.now() };
    return view;
  }

  return {
    look,
    mustHaveRoom() {
      if (look().state === 'full') throw diskFull();
    },
    note(error) {
      if (machineFault(error)?.code !== 'DISK_FULL') return;
      noRoomUntil = performance.now() + NO_ROOM_FOR_MS;
      lookedAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** A disk nobody watches: for parts that run without the product. */
export const endlessDisk: Disk = {
  look: () => ({ state: 'ok', freeBytes: null, sinceMs: 0 }),
  mustHaveRoom: () => undefined,
  note: () => undefined,
};

/** Free bytes for everybody on the folder's file system, or undefined when it cannot be asked. */
export function freeBytesOf(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function stateOf(freeBytes: number | null, limits: DiskLimits): DiskState {
  if (freeBytes === null || freeBytes >= limits.lowBytes) return 'ok';
  return freeBytes >= limits.fullBytes ? 'low' : 'full';
}
