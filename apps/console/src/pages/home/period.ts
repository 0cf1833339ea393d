// The period and filters of the home page, as they stand in the URL.
import { addDays, dayOf } from '@yutian/kernel';

export const PRESETS = { today: 1, last7: 7, last30: 30, last90: 90 } as const;
export type Preset = keyof typeof PRESETS;

export interface HomeFilters {
  preset: Preset;
  brandId?: string;
  channelId?: string;
}

/** Reads filters from the address; what does not fit is ignored. */
export function readFilters(search: Record<string, unknown>): HomeFilters {
  const preset =
    typeof search.preset === 'string' && search.preset in PRESETS ? (search.preset as Preset) : 'last7';
  return {
    preset,
    ...(typeof search.brandId === 'string' && { brandId: search.brandId }),
    ...(typeof search.channelId === 'string' && { channelId: search.channelId }),
  };
}

/** The period's days, as the server's clock has them: the demo may be ahead of the reader's. */
export function periodOf({ preset }: HomeFilters, nowMs: number): { from: string; to: string } {
  const to = dayOf(nowMs);
  return { from: addDays(to, 1 - PRESETS[preset]), to };
}
