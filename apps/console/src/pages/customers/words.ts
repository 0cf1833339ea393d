// Which of the platform's numbers have a word, and how people without a name are called.
import type { TFunction } from 'i18next';

/** Ways of adding that the platform names today; an unknown number is shown as such. */
export const ADD_WAYS = [
  0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 21, 22, 24, 201, 202,
] as const;

export function addWayWord(t: TFunction, way: number): string {
  return (ADD_WAYS as readonly number[]).includes(way)
    ? t(`people.addWay.${way}`)
    : t('people.addWay.other', { way });
}

export const nameOf = (t: TFunction, name: string | null | undefined): string => name || t('people.nameless');

/** «****5678»: only the tail of a phone number is ever listed. */
export const phoneTail = (tail: string) => `****${tail}`;
