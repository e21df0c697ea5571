import type { Verdict } from '../../../src-shared/domain/verdict.ts';

/** What fills the panel: a verdict's colour, the pale one of a code that has to be scanned again or was not recorded, or none. */
export type Fill = Verdict | 'warn' | 'none';
/** `since`: when it took this colour, ms of any clock that never goes back. */
export type Shown = { readonly fill: Fill; readonly since: number };

export const NOTHING_SHOWN: Shown = { fill: 'none', since: -Infinity };

/** ms that a colour stays at least, a picture's delay included: more than three flashes a second are not safe to look at (WCAG 2.2, 2.3.1). */
export const STAYS = 400;

/**
 * The colour to show now, and in how many ms to look again (null where it is right). Red comes at once, whatever was there before: what follows it
 * has to wait, so that there are no more than three pairs of changes in any second. Words, number and sign never wait.
 */
export function colourNow(shown: Shown, wanted: Fill, now: number): { readonly shown: Shown; readonly again: number | null } {
  if (wanted === shown.fill) return { shown, again: null };
  const wait = wanted === 'intercepted' ? 0 : shown.since + STAYS - now;
  return wait > 0 ? { shown, again: wait } : { shown: { fill: wanted, since: now }, again: null };
}
