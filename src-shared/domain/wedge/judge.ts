import { pace, pieces, type Burst, type Piece } from './burst.ts';
import { held, scanOf, type Finding } from './finding.ts';
import type { ScannerProfile } from './scanner-profile.ts';
import { couldGoOn, fitsCourier, isOwnCard, isUnmistakable, scannedCode } from './whole-code.ts';

/** What a burst was. `defer`: whole as far as anybody can tell, unless its Enter was inside the code and more follows at once. */
export type Judgement = readonly Finding[] | 'defer';

/** What ended by silence shortly before: what follows may be its rest. */
export type Before = { readonly text: string; readonly at: number; readonly whole: boolean };

/** ms: slow scanners have gaps of about 120 with peaks above; fingers on a number are slower. */
export const SLOWEST_SCANNER = 150;
const LEAST_SCANNED = 4;
/** A pause that long is nothing that a number can be trusted across. */
const LONGEST_BRIDGE = 1000;
const REST_WITHIN = 6000;

export const isWhole = (text: string): boolean => fitsCourier(text) || isOwnCard(text);
const byFingers = (piece: Piece): boolean => piece.gaps.length > 0 && pace(piece) > SLOWEST_SCANNER;
/** Typed by a machine, as far as its pace tells. */
export const byScanner = (piece: Piece): boolean => piece.text.length >= LEAST_SCANNED && pace(piece) <= SLOWEST_SCANNER;

/** May it be the rest of what ended by silence before? A label that was scanned anew contains what came of it the first time. */
export function isRestOf(before: Before | null, burst: Burst): boolean {
  if (before === null || burst.firstAt - before.at > REST_WITHIN || scannedCode(burst.text).includes(scannedCode(before.text))) return false;
  if (fitsCourier(before.text + burst.text)) return true;
  return before.whole ? !isWhole(burst.text) : !isUnmistakable(burst.text) && !isOwnCard(burst.text);
}

/** A burst on the scan surface that an end key has ended. */
export function judgeEnded(burst: Burst, before: Before | null): Judgement {
  const { text, longestGap } = burst;
  if (scannedCode(text) === '') return [];
  if (isRestOf(before, burst)) return [held(text, 'rest')];
  if (byFingers(burst)) return [isWhole(text) ? scanOf(text) : held(text, 'not-whole')];
  const parts = pieces(burst);
  const tail = parts.at(-1) as Piece;
  if (parts.length > 1) {
    const head = text.slice(0, text.length - tail.text.length);
    // What fingers or a broken scan left behind, and then a whole number that can be no part of another.
    const apart = isUnmistakable(tail.text) || (fitsCourier(tail.text) && parts.slice(0, -1).every(byFingers));
    if (apart && !isWhole(text)) return [...leftBehind(head), scanOf(tail.text)];
    if (longestGap > LONGEST_BRIDGE || isWhole(tail.text) || (!isWhole(text) && parts.some((part) => isWhole(part.text)))) return [held(text, 'stalled')];
  }
  return isWhole(text) ? [scanOf(text)] : 'defer';
}

/** A whole number that lost its end key, or what is worth a word. */
function leftBehind(head: string): readonly Finding[] {
  if (isUnmistakable(head)) return [scanOf(head)];
  return head.length >= LEAST_SCANNED ? [held(head, 'stalled')] : [];
}

/** A burst on the scan surface after which nothing came. */
export function judgeSilent(burst: Burst, before: Before | null, end: ScannerProfile['end']): readonly Finding[] {
  const { text, longestGap } = burst;
  if (scannedCode(text) === '') return [];
  if (!byScanner(burst)) return fitsCourier(text) ? [held(text, 'no-end')] : [];
  // A scanner that sends an end key has lost its rest, or its end key alone.
  if (end === 'key' && !(isWhole(text) && !couldGoOn(text) && pieces(burst).length === 1)) return [held(text, 'no-end')];
  if (before !== null && !before.whole && isRestOf(before, burst)) return [held(text, 'rest')];
  const parts = pieces(burst);
  if (parts.every((part) => isWhole(part.text)) && !(parts.length > 1 && isWhole(text))) return parts.map((part) => scanOf(part.text));
  if (!isWhole(text)) return [held(text, 'no-end')];
  if (longestGap > LONGEST_BRIDGE || isWhole((parts.at(-1) as Piece).text)) return [held(text, 'stalled')];
  return [scanOf(text)];
}

/** Of an end in the middle of nothing known: what was put off turns out to be whole. */
export const undeferred = (text: string): Finding => (text.length >= LEAST_SCANNED ? scanOf(text) : held(text, 'not-whole'));
