import { mulberry32 } from '../../src-main/practice/day/dice.ts';

/** Chance that is the same every time for the same words; each stream is a function of its words alone. */
export type Chance = {
  /** 0 to 1, without 1. */
  readonly next: () => number;
  /** A whole number from 0 up to, but not including, `sides`. */
  readonly below: (sides: number) => number;
  readonly between: (from: number, to: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly is: (probability: number) => boolean;
};

/** mulberry32 over FNV-1a of the words: quick, and good enough to choose faults with. */
export function chance(...words: readonly (string | number)[]): Chance {
  let state = 0x811c9dc5;
  for (const letter of words.join('\n')) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  const next = mulberry32(state);
  const below = (sides: number): number => Math.floor(next() * sides);
  return { next, below, between: (from, to) => from + below(to - from + 1), pick: (from) => from[below(from.length)] as (typeof from)[number], is: (probability) => next() < probability };
}
