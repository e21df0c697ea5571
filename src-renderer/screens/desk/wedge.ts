import { readWaybillNumber } from '../../../src-shared/domain/waybill-number.ts';
import { usCharacter } from './us-keyboard.ts';

/**
 * Turns the keys of a wedge scanner (and of a person who types a damaged label) into scans. Pure: keys and
 * times come in, decisions go out. Its first rule is that no part of a number is ever taken for a number.
 */
export type Key = {
  readonly key: string;
  readonly code: string;
  /** `event.timeStamp`, ms: the handler's own clock would measure how busy the window is. */
  readonly time: number;
  readonly shift: boolean;
  /** Ctrl, Alt or Meta. */
  readonly modified: boolean;
  readonly repeat: boolean;
  /** `isComposing` or keyCode 229: `key` cannot be trusted. */
  readonly masked: boolean;
};

export type Wedge = {
  readonly text: string;
  /** ms between neighbouring characters, for telling a scanner from fingers; the latest few are enough for that. */
  readonly gaps: readonly number[];
  readonly longestGap: number;
  readonly lastAt: number;
  /** When an end key last ended a scan: a LF that follows its CR is no second end. */
  readonly endedAt: number;
  /** This station's scanner is known to send an end key: silence alone then ends nothing. */
  readonly sendsEndKey: boolean;
};

export type Finding =
  | { readonly kind: 'scan'; readonly text: string }
  | { readonly kind: 'rescan'; readonly text: string; readonly why: 'no-end' | 'stalled' }
  | { readonly kind: 'cleared'; readonly text: string };

export type Step = { readonly wedge: Wedge; readonly swallow: boolean; readonly finding: Finding | null };

/** The main process takes 20,000; a longer code is refused there as too long in any case. */
const LONGEST_TEXT = 20_000;
/** Slow Bluetooth scanners have gaps of about 80 ms with peaks above 100 ms. */
const SCANNER_GAP = 100;
const GAPS_KEPT = 64;
const STALL = 1000;
const LINE_FEED_AFTER = 100;
const SILENCE = 400;
const SILENCE_IF_IT_COULD_GO_ON = 1200;
const GIVE_UP_SCANNER = 3000;
const GIVE_UP_FINGERS = 15_000;

export const EMPTY_WEDGE: Wedge = { text: '', gaps: [], longestGap: 0, lastAt: 0, endedAt: Number.NEGATIVE_INFINITY, sendsEndKey: false };

export function press(wedge: Wedge, key: Key): Step {
  if (isEnd(key)) return end(wedge, key);
  if (key.modified) return pass(wedge);
  if (key.key === 'Backspace' && wedge.text !== '') return { wedge: { ...wedge, text: wedge.text.slice(0, -1), gaps: wedge.gaps.slice(0, -1), lastAt: key.time }, swallow: true, finding: null };
  if (key.key === 'Escape' && wedge.text !== '') return { wedge: emptied(wedge), swallow: true, finding: { kind: 'cleared', text: wedge.text } };
  const character = characterOf(key);
  // A blank before anything else is a person pressing a button, not a scan.
  if (character === null || (character === ' ' && wedge.text === '')) return pass(wedge);
  if (key.repeat) return { wedge, swallow: true, finding: null };
  return { wedge: append(wedge, character, key.time), swallow: true, finding: null };
}

/** What `idle` ms without a key mean; call it when `silenceAfter` has passed. */
export function silence(wedge: Wedge, now: number): Step {
  const idle = now - wedge.lastAt;
  if (wedge.text === '' || idle < (silenceAfter(wedge) ?? 0)) return { wedge, swallow: false, finding: null };
  if (!typedByScanner(wedge)) {
    return idle < GIVE_UP_FINGERS ? { wedge, swallow: false, finding: null } : { wedge: emptied(wedge), swallow: false, finding: { kind: 'cleared', text: wedge.text } };
  }
  if (!wedge.sendsEndKey && fitsCourier(wedge.text) && !stalled(wedge)) return { wedge: emptied(wedge), swallow: false, finding: { kind: 'scan', text: wedge.text } };
  return { wedge: emptied(wedge), swallow: false, finding: { kind: 'rescan', text: wedge.text, why: 'no-end' } };
}

/** ms after the last key when silence has something to say; null while nothing is held. */
export function silenceAfter(wedge: Wedge): number | null {
  if (wedge.text === '') return null;
  if (!typedByScanner(wedge)) return GIVE_UP_FINGERS;
  // The rest of a stalled scan and its end key may still come.
  if (wedge.sendsEndKey) return GIVE_UP_SCANNER;
  if (!fitsCourier(wedge.text)) return SILENCE_IF_IT_COULD_GO_ON;
  return couldGoOn(wedge.text) ? SILENCE_IF_IT_COULD_GO_ON : SILENCE;
}

/** At least `length` characters, most of them as fast as only a machine types. */
export const isBurst = (wedge: Wedge, length: number, gap: number): boolean => wedge.text.length >= length && median(wedge.gaps) <= gap;

function end(wedge: Wedge, key: Key): Step {
  if (wedge.text === '') {
    const lineFeed = key.time - wedge.endedAt <= LINE_FEED_AFTER;
    return { wedge, swallow: lineFeed || key.repeat, finding: null };
  }
  const ended: Wedge = { ...emptied(wedge), endedAt: key.time, sendsEndKey: wedge.sendsEndKey || typedByScanner(wedge) };
  // A long gap in a fast code: a stray key before it, or a scan that has lost its middle.
  if (stalled(wedge)) return { wedge: ended, swallow: true, finding: { kind: 'rescan', text: wedge.text, why: 'stalled' } };
  return { wedge: ended, swallow: true, finding: { kind: 'scan', text: wedge.text } };
}

function isEnd(key: Key): boolean {
  if (key.modified) return key.code === 'KeyJ' || key.code === 'KeyM' ? key.key.length === 1 && key.key.toLowerCase() === (key.code === 'KeyJ' ? 'j' : 'm') : false;
  return key.key === 'Enter' || key.key === 'Tab' || key.code === 'Enter' || key.code === 'NumpadEnter' || key.code === 'Tab';
}

function characterOf(key: Key): string | null {
  if (!key.masked && [...key.key].length === 1) return key.key;
  // "Process", "Unidentified" and "Dead" hide a character; names such as "F5" or "ArrowUp" do not.
  if (key.masked || key.key === 'Process' || key.key === 'Unidentified' || key.key === 'Dead') return usCharacter(key.code, key.shift);
  return null;
}

function append(wedge: Wedge, character: string, time: number): Wedge {
  if (wedge.text.length >= LONGEST_TEXT) return { ...wedge, lastAt: time };
  if (wedge.text === '') return { ...wedge, text: character, gaps: [], longestGap: 0, lastAt: time };
  const gap = Math.max(0, time - wedge.lastAt);
  return { ...wedge, text: wedge.text + character, gaps: [...wedge.gaps.slice(1 - GAPS_KEPT), gap], longestGap: Math.max(wedge.longestGap, gap), lastAt: time };
}

const pass = (wedge: Wedge): Step => ({ wedge, swallow: false, finding: null });
const emptied = (wedge: Wedge): Wedge => ({ ...wedge, text: '', gaps: [], longestGap: 0 });
const typedByScanner = (wedge: Wedge): boolean => isBurst(wedge, 4, SCANNER_GAP);
const stalled = (wedge: Wedge): boolean => typedByScanner(wedge) && wedge.longestGap > STALL;

/** A whole number of some courier. */
export function fitsCourier(text: string): boolean {
  const reading = readWaybillNumber(text);
  return text.length >= 8 && reading.kind === 'number' && reading.candidates.length > 0;
}

/** 12 digits fit a format, but so do 13 and 15: after such a number silence has to be longer to be believed. */
const couldGoOn = (text: string): boolean => ['0', '00', '000', '0000'].some((more) => fitsCourier(text + more));

function median(values: readonly number[]): number {
  if (values.length === 0) return Number.POSITIVE_INFINITY;
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.POSITIVE_INFINITY;
}
