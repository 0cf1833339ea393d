// The server's time: every answer carries it, and the demo's may be ahead of the reader's.
import { useSyncExternalStore } from 'react';

let offsetMs = 0;
const listeners = new Set<() => void>();

/** Learns the server's clock from an answer's header. */
export function learnServerClock(header: string | null): void {
  const server = Number(header);
  if (!header || !Number.isFinite(server)) return;
  const learned = server - Date.now();
  if (Math.abs(learned - offsetMs) < 2_000) return;
  offsetMs = learned;
  for (const tell of listeners) tell();
}

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

/** The server's time as of this render, epoch ms, in whole minutes so that it does not make renders of its own. */
export function useServerNow(): number {
  const offset = useSyncExternalStore(subscribe, () => offsetMs);
  return Math.floor((Date.now() + offset) / 60_000) * 60_000;
}
