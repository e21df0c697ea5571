import type { Burst } from './burst.ts';
import { isOneCode, isOwnCard, isUnmistakable, isWhole, scannedCode } from './whole-code.ts';

/**
 * What ended without an end key some time before: what follows may be its rest. `whole` it was taken for a code · `part`
 * it was not · `torn` nor was it, and keys of it went elsewhere, so that the two parts together prove nothing.
 */
export type Before = { readonly text: string; readonly gaps: readonly number[]; readonly at: number; readonly kind: 'whole' | 'part' | 'torn' };

/** ms. What fits together is not believed for a minute, and what might for as long as a scanner may stall. */
const REMEMBERED = 60_000;
const REST_WITHIN = 6000;
const LATEST = 48;
/** Fewer characters begin two parts of one code by chance. */
const LEAST_AGAIN = 3;

/** May it be the rest of what came before? A label that is scanned anew begins with what came of it the first time. */
export function isRestOf(before: Before | null, burst: Pick<Burst, 'text' | 'firstAt'>): boolean {
  if (before === null) return false;
  const pause = burst.firstAt - before.at;
  if (pause > REMEMBERED || isSameLabel(before, burst) || isUnmistakable(burst.text) || isOwnCard(burst.text)) return false;
  if (isOneCode(before.text + burst.text)) return true;
  if (!isWhole(burst.text)) return before.kind !== 'whole' || pause <= REST_WITHIN;
  // Another parcel's number, unless it may be the end of a longer code. Digits behind digits were counted above.
  return before.kind !== 'whole' && pause <= REST_WITHIN && (before.kind === 'torn' || !/^\d+$/.test(before.text));
}

function isSameLabel(before: Before, { text }: Pick<Burst, 'text'>): boolean {
  const [was, is] = [scannedCode(before.text), scannedCode(text)];
  return was === is || (is.startsWith(was) && (!isOneCode(before.text + text) || (isWhole(text) && was.length >= LEAST_AGAIN)));
}

/** What is known when a burst has ended without an end key; a part that follows a part makes a longer one. */
export function remembered(before: Before | null, burst: Pick<Burst, 'text' | 'gaps' | 'firstAt' | 'lastAt'>, kind: Before['kind']): Before {
  const goesOn = kind !== 'whole' && before !== null && burst.firstAt - before.at <= REMEMBERED && !isSameLabel(before, burst);
  const text = goesOn ? before.text + burst.text : burst.text;
  const gaps = goesOn ? [...before.gaps, ...burst.gaps] : burst.gaps;
  return { text: text.slice(-LATEST), gaps: gaps.slice(-LATEST), at: burst.lastAt, kind: goesOn && before.kind === 'torn' ? 'torn' : kind };
}
