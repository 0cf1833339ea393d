// States of codes made elsewhere as people paste them: one a line, with a name behind a comma, tab or space. Pure.

/** What one request takes. */
export const STATES_AT_ONCE = 1_000;
const STATE_CHARS = 64;
const NAME_CHARS = 60;

export interface PastedStates {
  states: { state: string; name: string }[];
  /** Lines whose state or name is too long, counted from 1. */
  wrongLines: number[];
}

/** The states of a text, each once; a line without a name is called as its state. */
export function readStates(text: string): PastedStates {
  const states = new Map<string, { state: string; name: string }>();
  const wrongLines: number[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const [, state = '', name = ''] = /^\s*([^,，\t\s]+)[,，\t ]*(.*?)\s*$/.exec(line) ?? [];
    if (state === '') continue;
    if (state.length > STATE_CHARS || name.length > NAME_CHARS) wrongLines.push(i + 1);
    else states.set(state, { state, name: name || state.slice(0, NAME_CHARS) });
  }
  return { states: [...states.values()], wrongLines };
}
