import type { Before } from './before.ts';
import { isRestOf, remembered } from './before.ts';
import { lastPiece, pace, SHORTEST_STALL, UNREADABLE, type Burst, type Piece } from './burst.ts';
import { held, scanOf, type Finding } from './finding.ts';
import { isTypedBefore } from './judge.ts';
import { isUnmistakable, isWhole } from './whole-code.ts';

/** ms. No fingers type a whole code at the first, nor a courier's number at the second. */
const FASTER_THAN_FINGERS = 35;
const FASTER_THAN_FINGERS_ON_A_NUMBER = 60;
/** Of a station whose own scanner is known to be slow. */
const SLOWEST_KNOWN = 130;
const KNOWN_SPREAD = 1.4;
const LEAST = 8;
/** An input method eats letters: fewer are left. */
const LEAST_EATEN = 5;
/** Nobody writes so many in Chinese: they are what is left of a waybill number. */
const DIGITS_OF_A_NUMBER = /\d{8}/;
/** A letter that an input method had so shortly before is one of the scan. */
const COMPOSED_BEFORE = 600;
const LATE_ANSWER = 350;

/** Keys that went down in a field one after another, whatever they type: Shift, and those of which an input method leaves nothing, count too. Times in ms. */
export type FieldKeys = { readonly count: number; readonly from: number; readonly to: number };
export const NO_KEYS: FieldKeys = { count: 0, from: 0, to: Number.NEGATIVE_INFINITY };

/** On a busy computer keys are heard in another order than they were typed in. */
export const another = (keys: FieldKeys, at: number): FieldKeys =>
  at - keys.to <= SHORTEST_STALL ? { count: keys.count + 1, from: Math.min(keys.from, at), to: Math.max(keys.to, at) } : { count: 1, from: at, to: at };

/** A scan of which an input method has left next to nothing: no fingers press so many keys that fast, an end key with them. */
export const isEaten = ({ count, from, to }: FieldKeys, composedAt: number): boolean =>
  count >= LEAST_EATEN && (to - from) / (count - 1) <= FASTER_THAN_FINGERS && composedAt >= from - COMPOSED_BEFORE;

/** What is known when a burst in a field ends. `composedAt`: when an input method last had a key; `gap`: of this station's scanner, ms. */
type InField = { readonly burst: Burst; readonly before: Before | null; readonly composedAt: number; readonly gap: number | null };

/** When the scan at the end of a burst in a field began, ms, and whether an input method took part in it: it answers late, so that a short pause does not part its letters from the digits behind them. */
export function scanInField({ burst, composedAt }: Pick<InField, 'burst' | 'composedAt'>): { readonly own: Burst; readonly from: number; readonly masked: boolean } {
  const { tail } = lastPiece(burst);
  const { tail: longer } = lastPiece(burst, LATE_ANSWER);
  const own = composedAt >= longer.firstAt - COMPOSED_BEFORE && !isTypedBefore(lastPiece(longer).head, tail, 1) ? longer : tail;
  return { own, from: own.firstAt, masked: composedAt >= own.firstAt - COMPOSED_BEFORE };
}

/** Typed by a scanner into a field? Only there does speed matter: what a person types belongs to the field. */
export function isScanInField(typed: Pick<Piece, 'text' | 'gaps'>, masked: boolean, gap: number | null): boolean {
  const speed = pace(typed);
  const fastOnANumber = Math.max(FASTER_THAN_FINGERS_ON_A_NUMBER, gap === null ? 0 : Math.min(SLOWEST_KNOWN, gap * KNOWN_SPREAD));
  if (masked) return typed.text.length >= LEAST_EATEN && speed <= (DIGITS_OF_A_NUMBER.test(typed.text) ? fastOnANumber : FASTER_THAN_FINGERS);
  if (isWhole(typed.text)) return speed <= fastOnANumber;
  return typed.text.length >= LEAST && speed <= FASTER_THAN_FINGERS;
}

/** A burst in a field that an end key has ended; nothing where a person typed it. A scan is its last piece alone: what was typed before it stays in the field. */
export function judgeField({ burst, before, composedAt, gap }: InField): readonly Finding[] {
  const { head, tail } = lastPiece(burst);
  const { masked, own } = scanInField({ burst, composedAt });
  // In a field one gap of fingers is enough: people type there.
  const earlier = head.text === '' || isTypedBefore(head, tail, 1) ? before : remembered(before, { ...head, firstAt: burst.firstAt, lastAt: tail.firstAt - tail.pause }, 'part');
  const joined = { text: (earlier?.text ?? '') + tail.text, gaps: [...(earlier?.gaps ?? []), ...tail.gaps] };
  if (!isScanInField(masked ? own : tail, masked, gap) && !(earlier !== null && isScanInField(joined, masked, gap))) return [];
  // Keys are missing and others have the wrong place: twelve digits can be what is left of a longer number.
  if (masked) return [held(own.text, 'input-method')];
  if (!isUnmistakable(tail.text) && isRestOf(earlier, tail)) return [held(tail.text, 'stalled')];
  return [tail.text.includes(UNREADABLE) ? held(tail.text, 'unreadable') : scanOf(tail.text)];
}
