// A welcome's text: how many bytes WeCom will count, which variables are not ours, how it reads. Pure.
import { WELCOME_VARIABLE_BYTES, WELCOME_VARIABLES } from '@yutian/contract';

type Variable = (typeof WELCOME_VARIABLES)[number];
const VARIABLE = /\{([^{}\s]{1,20})\}/g;
const encoder = new TextEncoder();

export const bytesOf = (text: string): number => encoder.encode(text).length;

const isVariable = (name: string): name is Variable =>
  (WELCOME_VARIABLES as readonly string[]).includes(name);

/** UTF-8 bytes with every variable at its longest, since the text must fit whoever it greets. */
export function longestBytes(text: string): number {
  return bytesOf(
    text.replace(VARIABLE, (whole, name: string) =>
      isVariable(name) ? 'x'.repeat(WELCOME_VARIABLE_BYTES[name]) : whole,
    ),
  );
}

/** Names in braces that are no variables: they would be sent as they stand. */
export function unknownVariables(text: string): string[] {
  return [
    ...new Set([...text.matchAll(VARIABLE)].map(([, name = '']) => name).filter((n) => !isVariable(n))),
  ];
}

/** The text as one customer reads it. */
export function fillIn(text: string, names: Record<Variable, string>): string {
  return text.replace(VARIABLE, (whole, name: string) => (isVariable(name) ? names[name] : whole));
}

/** Text with something put in place of a selection, and where the caret goes. */
export function insertAt(
  text: string,
  inserted: string,
  from: number,
  to: number,
): { text: string; caret: number } {
  return { text: text.slice(0, from) + inserted + text.slice(to), caret: from + inserted.length };
}
