import { remembered, type Before } from './before.ts';
import { append, EMPTY_BURST, lastPiece, pace, stallAfter, UNREADABLE, withoutLast, type Burst } from './burst.ts';
import { held, scanOf, type Finding } from './finding.ts';
import { another, isEaten, isScanInField, judgeField, NO_KEYS, scanInField, type FieldKeys } from './judge-field.ts';
import { areScans, byScanner, isComplete, judgeEnded, judgeSilent, LEAST_SCANNED, SLOWEST_SCANNER, undeferred } from './judge.ts';
import type { KeyEvent } from './key-event.ts';
import { isMasked, keystrokeOf } from './keystroke.ts';
import { UNKNOWN_SCANNER, type ScannerProfile } from './scanner-profile.ts';
import { couldGoOn, fitsCourier, isUnmistakable, isWhole, meant } from './whole-code.ts';

/**
 * Turns the keys of a wedge scanner (and of a person who types a damaged label) into scans. Pure: events come in with
 * their own times, findings go out. Its first rule is that no part of a number is ever taken for a number.
 */
export type Wedge = {
  readonly profile: ScannerProfile;
  readonly burst: Burst;
  /** The burst is in a field that takes text. */
  readonly inField: boolean;
  /** The focus has moved between the field and the surface while it was typed. */
  readonly torn: boolean;
  /** Ended by keys and not known: together with what follows at once they may be one code with an Enter in it. */
  readonly deferred: readonly string[];
  readonly before: Before | null;
  /** When an end key last ended a scan: a LF that follows its CR is no second end. */
  readonly endedAt: number;
  readonly endedPace: number;
  /** The last key of what silence has ended: the end key of a slow scanner may still come, and is for nobody else. */
  readonly silentAt: number;
  /** The latest end key was swallowed; so are its repeats, for as long as it is held down. */
  readonly swallowed: boolean;
  /** An arrow of the keypad, which may be the first digit of a scan without NumLock. */
  readonly arrow: { readonly character: string; readonly at: number } | null;
  /** When an input method last had a key. */
  readonly composedAt: number;
  /** The latest keys of a field. */
  readonly keys: FieldKeys;
  /** ms between two keys of the slowest scanner that was heard on the surface, where nothing but scans is that quick. */
  readonly slowest: number | null;
  /** For recordings that have no flags. */
  readonly shift: boolean;
  readonly modified: boolean;
  /** ms of the latest event. */
  readonly now: number;
};

export type Step = {
  readonly wedge: Wedge;
  readonly swallow: boolean;
  readonly findings: readonly Finding[];
  /** Of findings in a field: when what is to be taken out of it began, ms, and whether an input method took part. */
  readonly inField?: { readonly from: number; readonly masked: boolean };
};

const LINE_FEED_AFTER = 100;
const LATE_END_AFTER = 3000;
const SILENCE = 400;
const SILENCE_IF_IT_COULD_GO_ON = 1500;
/** Of a scanner that may yet turn out to send an end key. */
const SILENCE_IF_IT_COULD_GO_ON_AND_END = 6000;
const GIVE_UP_SCANNER = 3000;
const GIVE_UP_FINGERS = 15_000;
/** An Enter inside a code is followed at the scanner's own pace; two labels are never that close. */
const JOINED_WITHIN = 60;
const JOINED_WITHIN_GAPS = 4;
const MOST_DEFERRED = 8;
/** ms between the keys of a number. Nobody types one at random that fast. */
const CERTAINLY_SCANNER = 120;

export const startWedge = (profile: ScannerProfile = UNKNOWN_SCANNER): Wedge => ({
  profile, burst: EMPTY_BURST, inField: false, torn: false, deferred: [], before: null, endedAt: Number.NEGATIVE_INFINITY, endedPace: 0, silentAt: Number.NEGATIVE_INFINITY, swallowed: false, arrow: null,
  composedAt: Number.NEGATIVE_INFINITY, keys: NO_KEYS, slowest: null, shift: false, modified: false, now: 0,
});

/** Nothing under way and nothing before it; what is known of the scanner stays. */
export const afresh = ({ profile, slowest }: Wedge): Wedge => ({ ...startWedge(profile), slowest });

/** Any event of a keyboard. `event.t` null: at the time of the one before. */
export function press(wedge: Wedge, event: KeyEvent): Step {
  const at = event.t ?? wedge.now;
  const known = modifiers({ ...wedge, now: Math.max(wedge.now, at) }, event);
  if (event.type === 'blur') return leave(known);
  if (event.type === 'compositionstart' || event.type === 'compositionend') return pass({ ...known, composedAt: at });
  if (event.type === 'keyup') return pass(known);
  const moved = moveTo(known, event.editable === true, at);
  const keys = moved.inField && event.repeat !== true ? another(moved.keys, at) : moved.keys;
  const here = isMasked(event) ? { ...moved, keys, composedAt: at } : { ...moved, keys };
  const stroke = keystrokeOf(event, { shift: event.shift ?? here.shift, modified: event.modified ?? here.modified, byPlace: here.profile.byPlace });
  if (stroke.kind === 'end') return event.repeat === true ? { wedge: here, swallow: here.swallowed, findings: [] } : remembering(here.inField ? endInField(here, at) : end(here, at));
  if (stroke.kind === 'character') return here.inField ? typeInField(here, stroke.character, at) : type(here, stroke.character, at);
  if (stroke.kind === 'noise') return { wedge: here, swallow: !here.inField && here.burst.text !== '' && [...event.key].length === 1, findings: [] };
  if (stroke.kind === 'unreadable') return here.inField ? typeInField(here, UNREADABLE, at) : type(here, UNREADABLE, at);
  // In a field the others edit what stands there: no burst goes on after them.
  if (here.inField) return pass(emptied(here));
  if (stroke.kind === 'keypad') return typeArrow(here, stroke.character, at);
  const { burst } = here;
  if (burst.text === '' || stroke.kind === 'other') return pass(here);
  // No scanner takes back what it typed: something has got into its keys.
  if (isUnderWay(burst, at) || byScanner(burst)) return type(here, UNREADABLE, at);
  return { wedge: stroke.kind === 'escape' ? emptied(here) : { ...here, burst: withoutLast(burst, at) }, swallow: true, findings: [] };
}

const remembering = (step: Step): Step => ({ ...step, wedge: { ...step.wedge, swallowed: step.swallow } });

/** Its next key came as a scanner's next key does. */
const isUnderWay = (burst: Burst, at: number): boolean => at - burst.lastAt <= Math.max(SLOWEST_SCANNER, stallAfter(burst)) && (burst.gaps.length === 0 || pace(burst) <= SLOWEST_SCANNER);

/** What it means that nothing came until `now`, in ms of the events; call it when `silenceAfter` has passed. */
export function silence(wedge: Wedge, now: number): Step {
  const after = silenceAfter(wedge);
  if (after === null || now < lastAt(wedge) + after) return pass(wedge);
  if (wedge.deferred.length > 0 && wedge.burst.text === '') return { wedge: { ...wedge, deferred: [] }, swallow: false, findings: wedge.deferred.map(undeferred) };
  const late = wedge.deferred.map(undeferred);
  const burst = { ...wedge.burst, text: meant(wedge.burst.text) };
  const findings = wedge.inField ? silentInField(wedge) : wedge.torn && byScanner(burst) ? [held(burst.text, 'torn')] : judgeSilent(burst, wedge.before, wedge.profile.end);
  const scans = findings.filter(({ kind }) => kind === 'scan').length;
  const endsIn = endKnownBy(wedge, burst, scans, after);
  return {
    wedge: {
      ...emptied(wedge), deferred: [], before: scans > 0 || endsIn !== wedge.profile.end ? remembered(null, burst, 'whole') : beginning(wedge), silentAt: findings.length > 0 ? burst.lastAt : wedge.silentAt,
      profile: { ...wedge.profile, end: endsIn },
    },
    swallow: false, findings: [...late, ...findings], ...(wedge.inField && { inField: scanInField(wedge) }),
  };
}

/** What is known of the scanner's end after a silence of `after` ms, which made `scans` of `burst`. */
function endKnownBy({ profile, silentAt, inField }: Wedge, burst: Burst, scans: number, after: number): ScannerProfile['end'] {
  // Its next scan came instead of an end key: at once, or after the silence that ended the one before. It may be another scanner.
  if (profile.end === 'key') return scans > 1 || (!inField && silentAt > Number.NEGATIVE_INFINITY && byScanner(burst) && isWhole(burst.text)) ? 'unknown' : 'key';
  // It had all the time for an end key, or its next scan came instead of one.
  return profile.end === 'unknown' && (scans > 1 || (scans > 0 && after === SILENCE_IF_IT_COULD_GO_ON_AND_END)) ? 'nothing' : profile.end;
}

/** ms after the last key when silence has something to say; null while nothing is open. */
export function silenceAfter(wedge: Wedge): number | null {
  const { profile, inField } = wedge;
  if (wedge.burst.text === '') return wedge.deferred.length > 0 ? joinedWithin(wedge.endedPace) + 1 : null;
  const burst = inField ? lastPiece(wedge.burst).tail : wedge.burst;
  if (!byScanner(burst)) return GIVE_UP_FINGERS;
  // The rest of a stalled scan and its end key may still come. One that comes behind what is complete is swallowed; who sends none must not wait for it.
  if (profile.end === 'key' && !inField && !isComplete(burst) && !areScans(burst)) return GIVE_UP_SCANNER;
  if (!isWhole(burst.text)) return SILENCE_IF_IT_COULD_GO_ON;
  if (!couldGoOn(burst.text)) return SILENCE;
  return profile.end === 'unknown' ? SILENCE_IF_IT_COULD_GO_ON_AND_END : SILENCE_IF_IT_COULD_GO_ON;
}

/** The event from which `silenceAfter` counts, ms. */
export const lastAt = (wedge: Wedge): number => (wedge.burst.text === '' ? wedge.endedAt : wedge.burst.lastAt);

/** The window is no longer in front: keys go elsewhere, and a scan that is under way is broken. */
function leave(wedge: Wedge): Step {
  const { burst } = wedge;
  const broken = !wedge.inField && burst.text.length > 1 && pace(burst) <= SLOWEST_SCANNER;
  const findings = [...wedge.deferred.map(undeferred), ...(broken ? [held(burst.text, 'left')] : [])];
  return { wedge: { ...emptied(wedge), deferred: [], shift: false, modified: false, before: broken ? remembered(wedge.before, burst, 'torn') : null }, swallow: false, findings };
}

/** At least `length` characters, most of them no more than `gap` ms apart. */
export const isBurst = ({ burst }: Wedge, length: number, gap: number): boolean => burst.text.length >= length && pace(burst) <= gap;

function type(wedge: Wedge, character: string, at: number): Step {
  // A blank before anything else is a person pressing a button, not a scan.
  if (character === ' ' && wedge.burst.text === '') return pass(wedge);
  const late = wedge.deferred.length > 0 && wedge.burst.text === '' && at - wedge.endedAt > joinedWithin(wedge.endedPace) ? wedge.deferred.map(undeferred) : [];
  return { wedge: { ...wedge, deferred: late.length > 0 ? [] : wedge.deferred, burst: append(wedge.burst, character, at) }, swallow: true, findings: late };
}

/** An arrow of the keypad is for whoever has the focus, unless the next one follows at a scanner's pace. */
function typeArrow(wedge: Wedge, character: string, at: number): Step {
  const { arrow, burst } = wedge;
  if (burst.text !== '') return at - burst.lastAt <= SLOWEST_SCANNER ? type(wedge, character, at) : pass(wedge);
  if (arrow === null || at - arrow.at > SLOWEST_SCANNER) return pass({ ...wedge, arrow: { character, at } });
  return type({ ...wedge, arrow: null, burst: append(EMPTY_BURST, arrow.character, arrow.at) }, character, at);
}

function end(wedge: Wedge, at: number): Step {
  const { deferred } = wedge;
  const burst = { ...wedge.burst, text: meant(wedge.burst.text) };
  if (burst.text === '') return lateEnd(wedge, at, Math.max(LINE_FEED_AFTER, 2 * wedge.endedPace));
  const speed = pace(burst);
  // Not where a person has pressed Enter for it.
  const sendsEnd = byScanner(burst) && at - burst.lastAt <= stallAfter(burst);
  const ended: Wedge = {
    ...emptied(wedge), profile: sendsEnd && wedge.profile.end !== 'key' ? { ...wedge.profile, end: 'key' } : wedge.profile, slowest: slowestOf(wedge, burst),
    deferred: [], before: null, endedAt: at, endedPace: Number.isFinite(speed) ? speed : 0, silentAt: Number.NEGATIVE_INFINITY,
  };
  const step = (findings: readonly Finding[], more: readonly string[] = []): Step => ({ wedge: { ...ended, deferred: more }, swallow: true, findings });
  if (wedge.torn) return step([...deferred.map(undeferred), held(burst.text, 'torn')]);
  const from = deferred.findIndex((_, index) => fitsCourier([...deferred.slice(index), burst.text].join('')));
  if (from >= 0) {
    const joined = [...deferred.slice(from), burst.text].join('');
    // Two codes of digits make a number by chance.
    return step([...deferred.slice(0, from).map(undeferred), isUnmistakable(joined) ? scanOf(joined) : held(joined, 'rest')]);
  }
  const judged = judgeEnded(burst, wedge.before);
  if (judged !== 'defer') return step([...deferred.map(undeferred), ...judged]);
  const open = [...deferred, burst.text];
  const over = open.slice(0, Math.max(0, open.length - MOST_DEFERRED));
  return step(over.map(undeferred), open.slice(over.length));
}

/** An end key with nothing before it: one more of the scan that has ended, or that of one which silence has ended. */
function lateEnd(wedge: Wedge, at: number, within: number): Step {
  const swallow = at - wedge.endedAt <= within || at - wedge.silentAt <= LATE_END_AFTER;
  return { wedge: { ...wedge, silentAt: Number.NEGATIVE_INFINITY, endedAt: swallow ? at : wedge.endedAt }, swallow, findings: [] };
}

function slowestOf({ slowest }: Wedge, burst: Burst): number | null {
  const speed = pace(burst);
  return fitsCourier(burst.text) && burst.longestGap <= stallAfter(burst) && speed <= CERTAINLY_SCANNER ? Math.max(slowest ?? 0, speed) : slowest;
}

const knownGap = ({ profile, slowest }: Wedge): number | null => profile.gap ?? slowest;

const typeInField = (wedge: Wedge, character: string, at: number): Step => pass({ ...wedge, burst: append(wedge.burst, character, at) });

function endInField(wedge: Wedge, at: number): Step {
  const burst = { ...wedge.burst, text: meant(wedge.burst.text) };
  const eaten = isEaten(wedge.keys, wedge.composedAt);
  if (burst.text === '' && !eaten) return lateEnd(wedge, at, LINE_FEED_AFTER);
  const judged = burst.text === '' ? [] : wedge.torn && byScanner(burst) ? [held(burst.text, 'torn')] : judgeField({ ...wedge, burst, gap: knownGap(wedge) });
  const nothingLeft = judged.length === 0 && eaten;
  const findings = nothingLeft ? [held(burst.text, 'input-method')] : judged;
  const found = findings.length > 0;
  const ended: Wedge = { ...emptied(wedge), keys: found ? NO_KEYS : wedge.keys, before: found ? null : beginning(wedge), endedAt: found ? at : wedge.endedAt, endedPace: 0, silentAt: Number.NEGATIVE_INFINITY };
  return { wedge: ended, swallow: found, findings, inField: nothingLeft ? { from: wedge.keys.from, masked: true } : scanInField(wedge) };
}

function silentInField(wedge: Wedge): readonly Finding[] {
  const { burst, profile } = wedge;
  const { tail } = lastPiece(burst);
  const whole = profile.end !== 'key' && fitsCourier(tail.text) && isScanInField(tail, scanInField(wedge).masked, knownGap(wedge));
  return whole ? judgeField({ ...wedge, gap: knownGap(wedge) }) : [];
}

/** What may be the beginning of the next scan: its latest keys came from a scanner, or are too few to know who typed them. */
function beginning({ burst, before }: Wedge): Before | null {
  if (burst.text === '') return before;
  const { head, tail } = lastPiece(burst);
  const mayBe = byScanner(burst) || byScanner(tail) || (burst.text.length < LEAST_SCANNED && (burst.gaps.length === 0 || pace(burst) <= SLOWEST_SCANNER));
  return mayBe ? remembered(before, byScanner(burst) ? burst : { ...tail, text: head.text + tail.text }, 'part') : before;
}

function moveTo(wedge: Wedge, inField: boolean, at: number): Wedge {
  if (wedge.inField === inField) return wedge;
  return isUnderWay(wedge.burst, at) && wedge.burst.text !== '' ? { ...wedge, inField, torn: true } : { ...emptied(wedge), inField, before: beginning(wedge) };
}

function modifiers(wedge: Wedge, { type: kind, key, code }: KeyEvent): Wedge {
  if (kind !== 'keydown' && kind !== 'keyup') return wedge;
  const down = kind === 'keydown';
  if (key === 'Shift' || code.startsWith('Shift')) return { ...wedge, shift: down };
  if (/^(Control|Alt|Meta)$/.test(key) || /^(Control|Alt|Meta)/.test(code)) return { ...wedge, modified: down };
  return wedge;
}

const pass = (wedge: Wedge): Step => ({ wedge, swallow: false, findings: [] });
const emptied = (wedge: Wedge): Wedge => ({ ...wedge, burst: EMPTY_BURST, torn: false });
const joinedWithin = (speed: number): number => Math.max(JOINED_WITHIN, JOINED_WITHIN_GAPS * speed);
