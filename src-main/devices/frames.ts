import type { Held } from '../../src-shared/bridge/devices.ts';
import { couldGoOn, isWhole } from '../../src-shared/domain/wedge/whole-code.ts';

/** What a device sent in one piece: text, or something that must not be taken for it. `text` of a held one is for showing. */
export type Frame =
  /** `gaps`: ms between neighbouring bytes. */
  | { readonly kind: 'text'; readonly text: string; readonly endedBy: 'line' | 'silence'; readonly gaps: readonly number[] }
  /** `endedBy` null: its end has not come. */
  | { readonly kind: 'held'; readonly text: string; readonly why: Held; readonly endedBy: 'line' | 'silence' | null };

/** Bytes of a frame that has not ended. Times are ms of any clock that does not go back. */
export type Framing = {
  readonly bytes: readonly number[];
  readonly gaps: readonly number[];
  readonly lastAt: number;
  /** Something is missing of this frame, or may be: it can never become a scan. */
  readonly spoilt: Held | null;
  /** It was said that its end is missing. */
  readonly told: boolean;
};
export type Framed = { readonly framing: Framing; readonly frames: readonly Frame[] };

/** Longer than any two-dimensional code of letters (QR: 4,296); what sends more has lost its ends. */
const LONGEST = 8_192;
/** Without this pause after opening, the first bytes may be the second half of a scan. */
export const OPENED_BEFORE = 100;
/** Ends a whole code that nothing can follow. At 1200 baud a byte takes 9 ms; USB adapters gather for 16 ms. */
export const SILENCE = 60;
/** Nothing of one scan comes so late. */
export const STALL = 1_000;
/** What ends a scan: CR, LF, or both. */
const LINE_ENDS: ReadonlySet<number> = new Set([0x0d, 0x0a]);
/** What divides one frame from the next. `begins`: a byte that begins a frame, and so ends the one before. */
export type Divided = { readonly ends: ReadonlySet<number>; readonly begins: ReadonlySet<number> };
const LINES: Divided = { ends: LINE_ENDS, begins: new Set() };
/** Some scales end with ETX; others send `=51.0700=51.0700`, with nothing between two frames but the sign that the next one begins with. */
export const SCALE_FRAMES: Divided = { ends: new Set([...LINE_ENDS, 0x03]), begins: new Set([0x3d]) };

const EMPTY: Framing = { bytes: [], gaps: [], lastAt: 0, spoilt: null, told: false };

/** A port was opened at `at`. */
export const opened = (at: number): Framing => ({ ...EMPTY, lastAt: at, spoilt: 'cut' });

/** Bytes came. Several ends in a row end one frame: empty frames are none. Pure and total. */
export function heard(framing: Framing, chunk: Uint8Array, at: number, { ends, begins } = LINES): Framed {
  let { spoilt, told } = framing;
  const pause = at - framing.lastAt;
  if (framing.bytes.length === 0 && spoilt === 'cut' && pause >= OPENED_BEFORE) spoilt = null;
  // The rest of a scan that stood still, or another one: nobody can tell. It is told by itself, for a scanner that sends no ends is scanned with again and again.
  const stoodStill = framing.bytes.length > 0 && pause >= STALL;
  if (stoodStill) spoilt ??= 'stalled';
  const goesOn = !(stoodStill && told);
  if (!goesOn) told = false;
  let bytes = goesOn ? [...framing.bytes] : [];
  let gaps = goesOn ? [...framing.gaps] : [];
  const frames: Frame[] = [];
  for (const [place, byte] of chunk.entries()) {
    if (ends.has(byte) || begins.has(byte)) {
      if (bytes.length > 0) frames.push(frameOf({ bytes, gaps, spoilt }, 'line'));
      // What followed a frame that was too long is over as well.
      bytes = [];
      gaps = [];
      spoilt = null;
      told = false;
      if (begins.has(byte)) bytes.push(byte);
    } else if (bytes.length < LONGEST) {
      if (bytes.length > 0) gaps.push(place === 0 ? pause : 0);
      bytes.push(byte);
    } else spoilt = 'too-long';
  }
  return { framing: { bytes, gaps, lastAt: at, spoilt, told }, frames };
}

/** Nothing came for a while. In a device that ends its scans by silence that is an end; in another one it is said once. */
export function silent(framing: Framing, end: 'line' | 'silence', at: number): Framed {
  const after = silenceMatters(framing, end);
  if (after === null || at - framing.lastAt < after) return { framing, frames: [] };
  if (end === 'silence') return { framing: { ...EMPTY, lastAt: framing.lastAt }, frames: [frameOf(framing, 'silence')] };
  return { framing: { ...framing, spoilt: framing.spoilt ?? 'stalled', told: true }, frames: [{ kind: 'held', text: shown(framing.bytes), why: 'no-end', endedBy: null }] };
}

/**
 * ms of silence after which `silent` has something to say; null where it has not. A pause ends at once what is whole and can
 * become nothing else; the rest of anything else may still come.
 */
export function silenceMatters(framing: Framing, end: 'line' | 'silence'): number | null {
  if (framing.bytes.length === 0) return null;
  if (end === 'line') return framing.told ? null : STALL;
  const text = textOf(framing.bytes);
  return text !== null && isWhole(text) && !couldGoOn(text) ? SILENCE : STALL;
}

/** The port is gone: what it had begun to send is no scan. */
export function lost(framing: Framing): readonly Frame[] {
  return framing.bytes.length === 0 ? [] : [{ kind: 'held', text: shown(framing.bytes), why: 'cut', endedBy: null }];
}

function frameOf({ bytes, gaps, spoilt }: Pick<Framing, 'bytes' | 'gaps' | 'spoilt'>, endedBy: 'line' | 'silence'): Frame {
  const text = spoilt === null ? textOf(bytes) : null;
  return text === null ? { kind: 'held', text: shown(bytes), why: spoilt ?? 'bytes', endedBy } : { kind: 'text', text, endedBy, gaps };
}

/** STX, ETX, tab, and the separators of GS1 and of driving licences occur in codes. Everything else below a space is a wrong baud rate. */
const MEANT = new Set([0x02, 0x03, 0x09, 0x1c, 0x1d, 0x1e, 0x1f]);
function textOf(bytes: readonly number[]): string | null {
  if (bytes.some((byte) => (byte < 0x20 && !MEANT.has(byte)) || byte === 0x7f)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}

const SHOWN = 80;
/** Any bytes, for people: what can be printed as it is, everything else as its number. */
export function shown(bytes: readonly number[]): string {
  const text = bytes.slice(0, SHOWN).map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `<${byte.toString(16).padStart(2, '0').toUpperCase()}>`)).join('');
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
