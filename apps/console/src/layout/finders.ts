// What the command palette can find beside pages: each finder asks one list of the server for a few rows.
import type { Permission } from '@yutian/contract';

export interface Found {
  /** Phrase key of what it is. */
  kind: string;
  label: string;
  to: string;
}

export interface Finder {
  permission: Permission;
  find(text: string): Promise<Found[]>;
}

export const FINDERS: readonly Finder[] = [];
