import { createHash } from 'node:crypto';

/** Chance that is the same every time for the same words: the practice day is a pure function of its seed. */
export type Dice = {
  /** A whole number from 0 up to, but not including, `sides`. */
  readonly below: (sides: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** `count` decimal digits; the first can be 0. */
  readonly digits: (count: number) => string;
  readonly shuffle: <T>(list: readonly T[]) => T[];
};

/** Numbers from 0 to 1, without 1: quick, even, and no state outside the closure. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function dice(...words: readonly (string | number)[]): Dice {
  const next = mulberry32(createHash('sha256').update(words.join('\n')).digest().readUInt32LE(0));
  const below = (sides: number): number => Math.floor(next() * sides);
  return {
    below,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('nothing to pick from');
      return from[below(from.length)] as (typeof from)[number];
    },
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
    shuffle: (list) => {
      const shuffled = [...list];
      for (let at = shuffled.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [shuffled[at], shuffled[other]] = [shuffled[other] as (typeof list)[number], shuffled[at] as (typeof list)[number]];
      }
      return shuffled;
    },
  };
}
