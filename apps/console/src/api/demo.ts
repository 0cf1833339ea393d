// The demo's clock and people, where the product stands beside the simulator; a real installation answers 404.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { queries } from './client.ts';
import { useMay } from './session.ts';

/** What `GET /api/v1/demo` tells. `ready` is false while the brand is still being seeded. */
export type Demo =
  | { ready: false }
  | {
      ready: true;
      busy: 'crowd' | 'advance' | null;
      /** 0 … 1 of the busy work. */
      progress: number;
      failure: string | null;
      /** The demo's time, ISO 8601. */
      now: string;
    };

const KEY = ['demo'];
const BUSY_MS = 500;
const SEEDING_MS = 2_000;
const IDLE_MS = 30_000;

/** The demo's state, null where there is no demo. What is on the page is read again when the demo comes to rest. */
export function useDemo(): Demo | null {
  const may = useMay();
  const { data = null } = useQuery({
    queryKey: KEY,
    queryFn: readDemo,
    enabled: may('demo.play'),
    retry: false,
    refetchInterval: ({ state }) => pauseAfter(state.data),
  });
  const busy = data?.ready === true && data.busy !== null;
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !busy)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
    wasBusy.current = busy;
  }, [busy]);
  return data;
}

/** Plays: `crowd` brings `n` strangers, `advance` lets days pass, `cancel` stops after the hour in hand. */
export async function playDemo(
  act: 'crowd' | 'advance' | 'cancel',
  body: { n?: number; days?: number } = {},
): Promise<void> {
  const response = await fetch(`/api/v1/demo/${act}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    const refusal = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
    throw Object.assign(new Error(refusal.message), { code: refusal.code, data: refusal });
  }
  await queries.invalidateQueries({ queryKey: KEY });
}

async function readDemo(): Promise<Demo | null> {
  const response = await fetch('/api/v1/demo');
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The demo answered ${response.status}.`);
  return (await response.json()) as Demo;
}

function pauseAfter(demo: Demo | null | undefined): number | false {
  if (!demo) return false;
  if (!demo.ready) return SEEDING_MS;
  return demo.busy ? BUSY_MS : IDLE_MS;
}
