import { append, EMPTY_BURST, pace, stallAfter, withoutLast, type Burst } from './burst.ts';
import { held, scanOf, type Finding } from './finding.ts';
import { isScanInField, judgeField } from './judge-field.ts';
import { byScanner, isWhole, judgeEnded, judgeSilent, SLOWEST_SCANNER, undeferred, type Before } from './judge.ts';
import type { KeyEvent } from './key-event.ts';
import { isMasked, keystrokeOf } from './keystroke.ts';
import { UNKNOWN_SCANNER, type ScannerProfile } from './scanner-profile.ts';
import { couldGoOn, fitsCourier } from './whole-code.ts';

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
  /** An input method took part in it. */
  readonly masked: boolean;
  /** Ended by keys and not known: together with what follows at once they may be one code with an Enter in it. */
  readonly deferred: readonly string[];
  readonly before: Before | null;
  /** When an end key last ended a scan: a LF that follows its CR is no second end. */
  readonly endedAt: number;
  readonly endedPace: number;
  readonly composedAt: number;
  /** For recordings that have no flags. */
  readonly shift: boolean;
  readonly modified: boolean;
  /** ms of the latest event. */
  readonly now: number;
};

export type Step = { readonly wedge: Wedge; readonly swallow: boolean; readonly findings: readonly Finding[] };

const LINE_FEED_AFTER = 100;
const SILENCE = 400;
const SILENCE_IF_IT_COULD_GO_ON = 1500;
const GIVE_UP_SCANNER = 3000;
const GIVE_UP_FINGERS = 15_000;
/** An Enter inside a code is followed at the scanner's own pace; two labels are never that close. */
const JOINED_WITHIN = 60;
const JOINED_WITHIN_GAPS = 4;
const MOST_DEFERRED = 8;
const COMPOSED_BEFORE = 600;
const LATEST = 48;

export const startWedge = (profile: ScannerProfile = UNKNOWN_SCANNER): Wedge => ({
  profile, burst: EMPTY_BURST, inField: false, torn: false, masked: false, deferred: [], before: null, endedAt: Number.NEGATIVE_INFINITY, endedPace: 0,
  composedAt: Number.NEGATIVE_INFINITY, shift: false, modified: false, now: 0,
});

/** Any event of a keyboard. `event.t` null: at the time of the one before. */
export function press(wedge: Wedge, event: KeyEvent): Step {
  const at = event.t ?? wedge.now;
  const known = modifiers({ ...wedge, now: Math.max(wedge.now, at) }, event);
  if (event.type === 'blur') return leave(known);
  if (event.type === 'compositionstart' || event.type === 'compositionend') return pass({ ...known, composedAt: at, masked: known.masked || known.burst.text !== '' });
  if (event.type === 'keyup') return pass(known);
  const moved = moveTo(known, event.editable === true, at);
  const here = isMasked(event) ? { ...moved, composedAt: at, masked: true } : moved;
  const stroke = keystrokeOf(event, { shift: event.shift ?? here.shift, modified: event.modified ?? here.modified, byPlace: here.profile.byPlace });
  if (stroke.kind === 'end') return here.inField ? endInField(here, at) : end(here, at, event.repeat === true);
  if (stroke.kind === 'character') return here.inField ? typeInField(here, stroke.character, at) : type(here, stroke.character, at);
  if (stroke.kind === 'noise') return { wedge: here, swallow: !here.inField && here.burst.text !== '' && [...event.key].length === 1, findings: [] };
  // In a field they edit what stands there: no burst goes on after them.
  if (here.inField) return pass(emptied(here));
  if (stroke.kind === 'back' && here.burst.text !== '') return { wedge: { ...here, burst: withoutLast(here.burst, at) }, swallow: true, findings: [] };
  if (stroke.kind === 'escape' && here.burst.text !== '') return { wedge: emptied(here), swallow: true, findings: [] };
  return pass(here);
}

/** What it means that nothing came until `now`, in ms of the events; call it when `silenceAfter` has passed. */
export function silence(wedge: Wedge, now: number): Step {
  const after = silenceAfter(wedge);
  if (after === null || now < lastAt(wedge) + after) return pass(wedge);
  if (wedge.deferred.length > 0 && wedge.burst.text === '') return { wedge: { ...wedge, deferred: [] }, swallow: false, findings: wedge.deferred.map(undeferred) };
  const late = wedge.deferred.map(undeferred);
  const { burst } = wedge;
  const findings = wedge.inField ? silentInField(wedge) : wedge.torn && byScanner(burst) ? [held(burst.text, 'torn')] : judgeSilent(burst, wedge.before, wedge.profile.end);
  const before: Before | null = byScanner(burst) ? { text: burst.text.slice(-LATEST), at: burst.lastAt, whole: findings.some(({ kind }) => kind === 'scan') } : null;
  return { wedge: { ...emptied(wedge), deferred: [], before }, swallow: false, findings: [...late, ...findings] };
}

/** ms after the last key when silence has something to say; null while nothing is open. */
export function silenceAfter(wedge: Wedge): number | null {
  const { burst, profile, inField } = wedge;
  if (burst.text === '') return wedge.deferred.length > 0 ? joinedWithin(wedge.endedPace) + 1 : null;
  if (!byScanner(burst)) return GIVE_UP_FINGERS;
  // The rest of a stalled scan and its end key may still come.
  if (profile.end === 'key' && !inField) return GIVE_UP_SCANNER;
  return isWhole(burst.text) && !couldGoOn(burst.text) ? SILENCE : SILENCE_IF_IT_COULD_GO_ON;
}

/** The event from which `silenceAfter` counts, ms. */
export const lastAt = (wedge: Wedge): number => (wedge.burst.text === '' ? wedge.endedAt : wedge.burst.lastAt);

/** The window is no longer in front: keys go elsewhere, and a scan that is under way is broken. */
function leave(wedge: Wedge): Step {
  const { burst } = wedge;
  const broken = !wedge.inField && burst.text.length > 1 && pace(burst) <= SLOWEST_SCANNER;
  const findings = [...wedge.deferred.map(undeferred), ...(broken ? [held(burst.text, 'left')] : [])];
  return { wedge: { ...emptied(wedge), deferred: [], shift: false, modified: false, before: broken ? { text: burst.text.slice(-LATEST), at: burst.lastAt, whole: false } : null }, swallow: false, findings };
}

/** At least `length` characters, most of them no more than `gap` ms apart. */
export const isBurst = ({ burst }: Wedge, length: number, gap: number): boolean => burst.text.length >= length && pace(burst) <= gap;

function type(wedge: Wedge, character: string, at: number): Step {
  // A blank before anything else is a person pressing a button, not a scan.
  if (character === ' ' && wedge.burst.text === '') return pass(wedge);
  const late = wedge.deferred.length > 0 && wedge.burst.text === '' && at - wedge.endedAt > joinedWithin(wedge.endedPace) ? wedge.deferred.map(undeferred) : [];
  return { wedge: { ...wedge, deferred: late.length > 0 ? [] : wedge.deferred, burst: append(wedge.burst, character, at) }, swallow: true, findings: late };
}

function end(wedge: Wedge, at: number, repeat: boolean): Step {
  const { burst, deferred } = wedge;
  if (burst.text === '') return { wedge, swallow: repeat || at - wedge.endedAt <= Math.max(LINE_FEED_AFTER, 2 * wedge.endedPace), findings: [] };
  const speed = pace(burst);
  const profile: ScannerProfile = wedge.profile.end === 'unknown' && byScanner(burst) ? { ...wedge.profile, end: 'key' } : wedge.profile;
  const ended: Wedge = { ...emptied(wedge), profile, deferred: [], before: null, endedAt: at, endedPace: Number.isFinite(speed) ? speed : 0 };
  const step = (findings: readonly Finding[], more: readonly string[] = []): Step => ({ wedge: { ...ended, deferred: more }, swallow: true, findings });
  if (wedge.torn) return step([...deferred.map(undeferred), held(burst.text, 'torn')]);
  const from = deferred.findIndex((_, index) => fitsCourier([...deferred.slice(index), burst.text].join('')));
  if (from >= 0) return step([...deferred.slice(0, from).map(undeferred), scanOf([...deferred.slice(from), burst.text].join(''))]);
  const judged = judgeEnded(burst, wedge.before);
  if (judged !== 'defer') return step([...deferred.map(undeferred), ...judged]);
  const open = [...deferred, burst.text];
  const over = open.slice(0, Math.max(0, open.length - MOST_DEFERRED));
  return step(over.map(undeferred), open.slice(over.length));
}

function typeInField(wedge: Wedge, character: string, at: number): Step {
  const { burst } = wedge;
  if (burst.text === '' || at - burst.lastAt <= stallAfter(burst)) {
    const masked = wedge.masked || (burst.text === '' && at - wedge.composedAt <= COMPOSED_BEFORE);
    return pass({ ...wedge, masked, burst: append(burst, character, at) });
  }
  // A new burst; what stands before it may be its beginning.
  const masked = at - wedge.composedAt <= COMPOSED_BEFORE;
  return pass({ ...emptied(wedge), masked, before: beginning(burst), burst: append(EMPTY_BURST, character, at) });
}

function endInField(wedge: Wedge, at: number): Step {
  const { burst } = wedge;
  if (burst.text === '') return { wedge, swallow: at - wedge.endedAt <= LINE_FEED_AFTER, findings: [] };
  const torn = wedge.torn && byScanner(burst);
  const findings = torn ? [held(burst.text, 'torn')] : judgeField(burst, wedge.masked, wedge.before, wedge.profile);
  const found = findings.length > 0;
  return { wedge: { ...emptied(wedge), before: found ? null : beginning(burst), endedAt: found ? at : wedge.endedAt, endedPace: 0 }, swallow: found, findings };
}

function silentInField({ burst, masked, before, profile }: Wedge): readonly Finding[] {
  const whole = profile.end !== 'key' && fitsCourier(burst.text) && isScanInField(burst, masked, profile);
  return whole ? judgeField(burst, masked, before, profile) : [];
}

/** Too short to know who typed it, or typed by a scanner. */
const beginning = (burst: Burst): Before | null => (burst.text.length < 4 || byScanner(burst) ? { text: burst.text.slice(-LATEST), at: burst.lastAt, whole: false } : null);

function moveTo(wedge: Wedge, inField: boolean, at: number): Wedge {
  if (wedge.inField === inField) return wedge;
  const { burst } = wedge;
  const underWay = burst.text !== '' && at - burst.lastAt <= stallAfter(burst) && (burst.gaps.length === 0 || pace(burst) <= SLOWEST_SCANNER);
  return underWay ? { ...wedge, inField, torn: true } : { ...emptied(wedge), inField, before: wedge.before ?? (burst.text === '' ? null : beginning(burst)) };
}

function modifiers(wedge: Wedge, { type: kind, key, code }: KeyEvent): Wedge {
  if (kind !== 'keydown' && kind !== 'keyup') return wedge;
  const down = kind === 'keydown';
  if (key === 'Shift' || code.startsWith('Shift')) return { ...wedge, shift: down };
  if (/^(Control|Alt|Meta)$/.test(key) || /^(Control|Alt|Meta)/.test(code)) return { ...wedge, modified: down };
  return wedge;
}

const pass = (wedge: Wedge): Step => ({ wedge, swallow: false, findings: [] });
const emptied = (wedge: Wedge): Wedge => ({ ...wedge, burst: EMPTY_BURST, torn: false, masked: false });
const joinedWithin = (speed: number): number => Math.max(JOINED_WITHIN, JOINED_WITHIN_GAPS * speed);
