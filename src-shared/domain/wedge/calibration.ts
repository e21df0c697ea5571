import { append, EMPTY_BURST, pace, stallAfter, type Burst } from './burst.ts';
import { SLOWEST_SCANNER } from './judge.ts';
import type { KeyEvent } from './key-event.ts';
import { isMasked, keystrokeOf } from './keystroke.ts';
import { readCard, type CardReading } from './read-card.ts';
import type { ScannerProfile } from './scanner-profile.ts';

/** One scan of the calibration card, from the keys themselves: what the desk would make of them does not matter here. */
export type Reading = Whole | Exclude<CardReading, { kind: 'whole' }>;
type Whole = {
  readonly kind: 'whole';
  readonly letters: 'upper' | 'lower';
  /** The computer's keyboard layout is another one than the scanner's: the places of the keys are right, their characters are not. */
  readonly layout: 'same' | 'differs';
  readonly capsLock: boolean;
  readonly inputMethod: boolean;
  /** ms between neighbouring characters: the median, and the longest. */
  readonly gap: number;
  readonly longestGap: number;
  readonly end: 'enter' | 'tab' | 'nothing';
  /** End keys behind the code: CR+LF are two. */
  readonly ends: number;
};

/** What three scans of the card have taught. */
export type Learnt = Omit<Whole, 'kind' | 'end'> & {
  readonly end: Whole['end'] | 'sometimes';
  /** Scans meanwhile in which characters were missing. */
  readonly lost: number;
};

/** What a person can do better, the worst first. */
export const CALIBRATION_ADVICE = ['lost', 'layout', 'too-slow', 'uneven', 'end-sometimes', 'no-end', 'slow', 'caps-lock', 'lower-case', 'input-method'] as const;
export type CalibrationAdvice = (typeof CALIBRATION_ADVICE)[number];

const SCANS_WANTED = 3;
/** ms without a key after which a scan of the card is over. */
export const CARD_OVER_AFTER = 600;
/** A scanner that is slower is hard to tell from fingers while a field has the focus. */
const SLOW = 60;
const LONGEST = 100;
const MOST_COUNTED = 9;

/** The scans among the events: an end key and what follows, or a silence, divides them. */
export function readings(events: readonly KeyEvent[]): readonly Reading[] {
  const found: Reading[] = [];
  let one = NOTHING;
  let shift = false;
  let before = 0;
  for (const event of events) {
    const at = event.t ?? before;
    if (event.key === 'Shift' && event.type !== 'blur') shift = event.type === 'keydown';
    if (event.type !== 'keydown' || event.repeat === true) continue;
    const held = event.shift ?? shift;
    const stroke = keystrokeOf(event, { shift: held, modified: event.modified ?? false, byPlace: true });
    const over = one.byPlace.text !== '' && (at - before > CARD_OVER_AFTER || (stroke.kind === 'character' && one.ends.length > 0));
    if (over) {
      found.push(readingOf(one));
      one = NOTHING;
    }
    before = at;
    if (stroke.kind === 'character' && one.byPlace.text.length < LONGEST) one = typed(one, event, stroke.character, at);
    else if (stroke.kind === 'end' && one.byPlace.text !== '') one = { ...one, ends: [...one.ends, event.key === 'Tab' || event.code === 'Tab' ? 'tab' : 'enter'] };
  }
  return one.byPlace.text === '' ? found : [...found, readingOf(one)];
}

type Typed = { readonly byPlace: Burst; readonly byKey: string; readonly ends: readonly ('enter' | 'tab')[]; readonly capsLock: boolean; readonly inputMethod: boolean };
const NOTHING: Typed = { byPlace: EMPTY_BURST, byKey: '', ends: [], capsLock: false, inputMethod: false };

function typed(one: Typed, event: KeyEvent, character: string, at: number): Typed {
  const masked = isMasked(event);
  // Neither folded nor turned by CapsLock: as a program that knows nothing of scanners would get it.
  const key = !masked && [...event.key].length === 1 ? event.key : character;
  return { ...one, byPlace: append(one.byPlace, character, at), byKey: one.byKey + key, capsLock: one.capsLock || event.caps === true, inputMethod: one.inputMethod || masked };
}

function readingOf({ byPlace, byKey, ends, capsLock, inputMethod }: Typed): Reading {
  const read = readCard(byKey);
  const placed = readCard(byPlace.text);
  const layout = read.kind !== 'whole' && placed.kind === 'whole' ? 'differs' : 'same';
  const card = layout === 'differs' ? placed : read;
  if (card.kind !== 'whole') return card;
  return { kind: 'whole', letters: card.letters, layout, capsLock, inputMethod, gap: rounded(pace(byPlace)), longestGap: rounded(byPlace.longestGap), end: ends[0] ?? 'nothing', ends: Math.min(ends.length, MOST_COUNTED) };
}

/** Null until the card was read whole three times. */
export function learn(found: readonly Reading[]): Learnt | null {
  const whole = found.filter((one) => one.kind === 'whole').slice(0, SCANS_WANTED);
  const last = whole[SCANS_WANTED - 1];
  if (!last) return null;
  const ended = whole.filter(({ end }) => end !== 'nothing');
  return {
    letters: last.letters,
    layout: whole.some(({ layout }) => layout === 'differs') ? 'differs' : 'same',
    capsLock: whole.some(({ capsLock }) => capsLock),
    inputMethod: whole.some(({ inputMethod }) => inputMethod),
    gap: whole.map(({ gap }) => gap).toSorted((a, b) => a - b)[1] as number,
    longestGap: Math.max(...whole.map(({ longestGap }) => longestGap)),
    end: ended.length === 0 ? 'nothing' : ended.length === whole.length ? last.end : 'sometimes',
    ends: Math.max(...whole.map(({ ends }) => ends)),
    lost: Math.min(found.filter(({ kind }) => kind === 'lost').length, MOST_COUNTED),
  };
}

export function adviceOn(learnt: Learnt): readonly CalibrationAdvice[] {
  const { gap, longestGap, end, letters, capsLock } = learnt;
  const holds: Readonly<Record<CalibrationAdvice, boolean>> = {
    lost: learnt.lost > 0, layout: learnt.layout === 'differs', 'too-slow': gap > SLOWEST_SCANNER, uneven: longestGap > stallAfter({ gaps: [gap] }), 'end-sometimes': end === 'sometimes', 'no-end': end === 'nothing',
    slow: gap > SLOW && gap <= SLOWEST_SCANNER, 'caps-lock': capsLock, 'lower-case': letters === 'lower' && !capsLock, 'input-method': learnt.inputMethod,
  };
  return CALIBRATION_ADVICE.filter((one) => holds[one]);
}

/** How the desk hears this scanner from now on. */
export const profileOf = ({ gap, end, layout }: Pick<Learnt, 'gap' | 'end' | 'layout'>): ScannerProfile => ({
  gap, end: end === 'sometimes' ? 'unknown' : end === 'nothing' ? 'nothing' : 'key', byPlace: layout === 'differs',
});

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
