// The period and filters of the home page, as they stand in the URL.
import type { Dimension } from '@yutian/contract';
import { addDays, dayOf } from '@yutian/kernel';

export const PRESETS = { today: 1, last7: 7, last30: 30, last90: 90 } as const;
export type Preset = keyof typeof PRESETS;

/** A part of the business: an id, or `none` for what belongs to nobody. */
const PARTS = ['brandId', 'storeId', 'channelId', 'staffId'] as const;
export type Part = (typeof PARTS)[number];
export const PART_OF = {
  brand: 'brandId',
  store: 'storeId',
  channel: 'channelId',
  staff: 'staffId',
} as const satisfies Record<Dimension, Part>;

export type HomeFilters = { preset: Preset } & Partial<Record<Part, string>>;

/** What a number of the page is about. */
export type HomeCut = { from: string; to: string; channelOnly?: boolean } & Partial<Record<Part, string>>;

/** Reads filters from the address; what does not fit is ignored. */
export function readFilters(search: Record<string, unknown>): HomeFilters {
  const preset =
    typeof search.preset === 'string' && search.preset in PRESETS ? (search.preset as Preset) : 'last7';
  const parts = PARTS.flatMap((part) => (typeof search[part] === 'string' ? [[part, search[part]]] : []));
  return { preset, ...(Object.fromEntries(parts) as Partial<Record<Part, string>>) };
}

/** The period's days, as the server's clock has them: the demo may be ahead of the reader's. */
export function periodOf({ preset }: HomeFilters, nowMs: number): { from: string; to: string } {
  const to = dayOf(nowMs);
  return { from: addDays(to, 1 - PRESETS[preset]), to };
}
