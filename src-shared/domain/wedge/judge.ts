import { lastPiece, pace, pieces, stallAfter, UNREADABLE, type Burst, type Piece } from './burst.ts';
import { isRestOf, type Before } from './before.ts';
import { held, scanOf, type Finding } from './finding.ts';
import type { ScannerProfile } from './scanner-profile.ts';
import { couldGoOn, fitsCourier, isOneCode, isUnmistakable, isWhole, scannedCode } from './whole-code.ts';

/** What a burst was. `defer`: whole as far as anybody can tell, unless its Enter was inside the code and more follows at once. */
export type Judgement = readonly Finding[] | 'defer';

/** ms: slow scanners have gaps of about 120 with peaks above; fingers on a number are slower. */
export const SLOWEST_SCANNER = 150;
export const LEAST_SCANNED = 4;
/** A pause that long is nothing that a number can be trusted across. */
const LONGEST_BRIDGE = 1000;
/** One that a number with its courier's letters can be: nobody types the letters and scans the digits within it. */
const SHORT_BRIDGE = 350;
/** Gaps that only fingers leave: a scanner would have to stall so often in a row. */
const FINGER_GAPS = 2;
const FINGER_GAPS_IN_MOST = 4;

type Typed = Pick<Piece, 'text' | 'gaps'>;
const byFingers = (piece: Typed): boolean => piece.gaps.length > 0 && pace(piece) > SLOWEST_SCANNER;
/** Typed by a machine, as far as its pace tells. */
export const byScanner = (piece: Typed): boolean => piece.text.length >= LEAST_SCANNED && pace(piece) <= SLOWEST_SCANNER;

/** Typed by somebody else than the scanner whose keys follow: every gap, or most of many, is far out of its pace. */
export function isTypedBefore(head: Typed, scanned: Typed, least = FINGER_GAPS): boolean {
  const limit = stallAfter(scanned);
  return head.gaps.length >= least && (head.gaps.every((gap) => gap > limit) || (head.gaps.length >= FINGER_GAPS_IN_MOST && pace(head) > limit));
}

/** A burst on the scan surface that an end key has ended. */
export function judgeEnded(burst: Burst, before: Before | null): Judgement {
  const { text, longestGap } = burst;
  if (scannedCode(text) === '') return [];
  // The end keys of all but the last are missing. Digits could be one long code.
  if (areScans(burst) && pieces(burst).every((piece) => isUnmistakable(piece.text))) return pieces(burst).map((piece) => scanOf(piece.text));
  if (isRestOf(before, burst)) return [held(text, 'rest')];
  const { head, tail } = lastPiece(burst);
  if (byFingers(burst) && !byScanner(tail)) return [isWhole(text) ? scanOf(text) : held(text, 'not-whole')];
  if (head.text !== '') {
    // What fingers or a broken scan left behind, and then a whole number that can be no part of another.
    const apart = (isUnmistakable(tail.text) && couldBeginNumber(head.text)) || (fitsCourier(tail.text) && isTypedBefore(head, tail));
    if (apart && !isWhole(text)) return [...leftBehind(head), scanOf(tail.text)];
    if (!isSettled(burst, tail) && (longestGap > LONGEST_BRIDGE || isWhole(tail.text) || (!isWhole(text) && pieces(burst).some((piece) => isWhole(piece.text))))) return [held(text, 'stalled')];
  }
  if (text.includes(UNREADABLE)) return [held(text, 'unreadable')];
  return isWhole(text) ? [scanOf(text)] : 'defer';
}

/** A short pause, and the courier's letters stand before it. */
const isSettled = ({ text, longestGap }: Burst, tail: Piece): boolean => longestGap <= SHORT_BRIDGE && isUnmistakable(text) && !isUnmistakable(tail.text);

/** A link or a text with a number in it is no beginning of one. */
const couldBeginNumber = (head: string): boolean => /^[A-Za-z0-9-]*$/.test(scannedCode(head).replaceAll(UNREADABLE, ''));

/** A whole number that lost its end key, or what is worth a word. */
function leftBehind(head: Typed): readonly Finding[] {
  if (isUnmistakable(head.text)) return [scanOf(head.text)];
  return head.text.length >= LEAST_SCANNED ? [held(head.text, 'stalled')] : [];
}

/** A burst on the scan surface after which nothing came. */
export function judgeSilent(burst: Burst, before: Before | null, end: ScannerProfile['end']): readonly Finding[] {
  const { text, longestGap } = burst;
  if (scannedCode(text) === '') return [];
  if (!byScanner(burst)) return fitsCourier(text) ? [held(text, 'no-end')] : [];
  if (before?.kind !== 'whole' && isRestOf(before, burst)) return [held(text, 'rest')];
  const parts = pieces(burst);
  if (areScans(burst)) return parts.map((part) => scanOf(part.text));
  // A scanner that sends an end key has lost its rest, or its end key alone.
  if (end === 'key' && !isComplete(burst)) return [held(text, 'no-end')];
  if (text.includes(UNREADABLE)) return [held(text, 'unreadable')];
  if (!isWhole(text)) return [held(text, 'no-end')];
  const tail = parts.at(-1) as Piece;
  if (parts.length > 1 && !isSettled(burst, tail) && (longestGap > LONGEST_BRIDGE || isWhole(tail.text))) return [held(text, 'stalled')];
  return [scanOf(text)];
}

/** One whole code in one go, that nothing can follow. */
export const isComplete = (burst: Burst): boolean => isWhole(burst.text) && !couldGoOn(burst.text) && pieces(burst).length === 1;

/** Whole codes one after another: the next one came instead of an end key. */
export function areScans(burst: Burst): boolean {
  if (isWhole(burst.text)) return false;
  const parts = pieces(burst);
  return parts.length > 1 && parts.every((part, at) => isWhole(part.text) && (at === 0 || areTwo(parts[at - 1] as Piece, part)));
}

/** Two whole codes, and not one longer one that stalled between them. */
const areTwo = (first: Piece, second: Piece): boolean => isUnmistakable(second.text) || (second.pause > SHORT_BRIDGE && !isOneCode(first.text + second.text));

/** Of an end in the middle of nothing known: what was put off turns out to be whole. */
export const undeferred = (text: string): Finding => (text.length >= LEAST_SCANNED ? scanOf(text) : held(text, 'not-whole'));
