import { createClock } from '../../src-main/account/clock.ts';
import { NOON } from './station.ts';

/** A machine: real time passes for both of its clocks, a person can set one of them, sleep stops the other. */
export function machine(lastKnown = 0, wrongBy = 0) {
  let real = NOON;
  let set = wrongBy;
  let slept = 0;
  const clock = createClock(() => real + set, lastKnown, () => real - NOON - slept);
  return {
    clock,
    real: () => real,
    pass: (ms: number) => void (real += ms),
    sleep: (ms: number) => void ((real += ms), (slept += ms)),
    set: (by: number) => void (set += by),
    hear: (took = 0) => clock.heard(Math.floor((real - took) / 1000) * 1000, took),
    /** An answer of a server whose own clock is wrong. */
    hearWrong: (by: number) => clock.heard(real + by),
    error: () => clock.now() - real,
  };
}
