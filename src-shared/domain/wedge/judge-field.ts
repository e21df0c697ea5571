import { pace, type Burst } from './burst.ts';
import { held, scanOf, type Finding } from './finding.ts';
import { isRestOf, isWhole, type Before } from './judge.ts';
import type { ScannerProfile } from './scanner-profile.ts';
import { isUnmistakable } from './whole-code.ts';

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

/** Typed by a scanner into a field? Only there does speed matter: what a person types belongs to the field. */
export function isScanInField(burst: Burst, masked: boolean, { gap }: ScannerProfile): boolean {
  const speed = pace(burst);
  const fastOnANumber = Math.max(FASTER_THAN_FINGERS_ON_A_NUMBER, gap === null ? 0 : Math.min(SLOWEST_KNOWN, gap * KNOWN_SPREAD));
  if (masked) return burst.text.length >= LEAST_EATEN && speed <= (DIGITS_OF_A_NUMBER.test(burst.text) ? fastOnANumber : FASTER_THAN_FINGERS);
  if (isWhole(burst.text)) return speed <= fastOnANumber;
  return burst.text.length >= LEAST && speed <= FASTER_THAN_FINGERS;
}

/** A burst in a field that an end key has ended; nothing where a person typed it. */
export function judgeField(burst: Burst, masked: boolean, before: Before | null, profile: ScannerProfile): readonly Finding[] {
  const whole = before === null ? burst : { ...burst, text: before.text + burst.text };
  if (!isScanInField(burst, masked, profile) && !isScanInField(whole, masked, profile)) return [];
  // Keys are missing and others have the wrong place: twelve digits can be what is left of a longer number.
  if (masked) return [held(burst.text, 'input-method')];
  if (before !== null && !isUnmistakable(burst.text) && isRestOf(before, burst)) return [held(burst.text, 'stalled')];
  return [scanOf(burst.text)];
}
