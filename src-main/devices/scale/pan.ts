import type { Grams } from '../../../src-shared/domain/weight.ts';
import type { Reading } from './formats.ts';

/**
 * What lies on a scale. Between two empty pans lies one parcel: its weight belongs to the one number that was scanned
 * meanwhile, and to no other, whatever is heard in between. Times are ms of any clock that does not go back.
 */
export type Pan = {
  /** Counts parcels: another one only after the pan was empty. */
  readonly placement: number;
  /** When this one was put on. */
  readonly placedAt: number;
  readonly loaded: boolean;
  /** It shows next to nothing: not even an envelope lies there. */
  readonly bare: boolean;
  /** The weight as it rests; null while it moves. */
  readonly grams: Grams | null;
  /** Readings in a row that say the same as the first of them. */
  readonly same: { readonly grams: Grams; readonly since: number; readonly count: number } | null;
  readonly lastAt: number;
  /** The latest line came after a silence: it may be the only one of a scale that speaks once a parcel, when it rests. */
  readonly alone: boolean;
  /** The number that this parcel's weight belongs to; '' once two were scanned: then it belongs to none. */
  readonly owner: string | null;
};

/** Lighter is empty: a scale does not always come back to zero to the gram. */
export const EMPTY_BELOW: Grams = 20;
/** More than this is no drift of its zero. */
const DRIFT: Grams = 5;
/** Two readings of one resting parcel differ by less. */
const SAME_WITHIN: Grams = 5;
/** A scale that does not say when it rests: it does when it has said the same for so long, and more than twice. */
const RESTS_AFTER = 500;
/** A scale that says so is believed the second time, for one line may be garbled; at once where it has said nothing for a while. */
const TWICE = 2;
/** A scale sends several times a second. */
export const SILENT_AFTER = 2_000;
/** One that speaks once a parcel does not say that it was taken off: so long its line is of what lies there. */
const ALONE_FOR = 5_000;

export const emptyPan: Pan = { placement: 0, placedAt: Number.NEGATIVE_INFINITY, loaded: false, bare: true, grams: null, same: null, lastAt: Number.NEGATIVE_INFINITY, alone: false, owner: null };

/** The pan after another line. */
export function weighed(pan: Pan, reading: Reading, at: number): Pan {
  // Nobody knows what was put on and off while nothing was heard.
  const alone = at - pan.lastAt > SILENT_AFTER;
  const begin: Pan = alone ? { ...pan, alone, loaded: false, grams: null, same: null, owner: null } : { ...pan, alone };
  const { grams, stable } = reading;
  if (grams !== null && grams < EMPTY_BELOW) return { ...begin, loaded: false, bare: grams <= DRIFT, grams: null, same: null, owner: null, lastAt: at };
  const loaded: Pan = begin.loaded ? { ...begin, lastAt: at } : { ...begin, loaded: true, placement: begin.placement + 1, placedAt: at, owner: null, lastAt: at };
  if (grams === null || stable === false) return { ...loaded, grams: null, same: null };
  const goesOn = begin.loaded && begin.same !== null && Math.abs(begin.same.grams - grams) < SAME_WITHIN;
  const same = goesOn && begin.same ? { ...begin.same, count: begin.same.count + 1 } : { grams, since: at, count: 1 };
  // What rests goes on resting while it says the same: a scale may speak two or three times a parcel.
  const rests = (alone && stable === true) || (goesOn && begin.grams !== null) || (same.count >= TWICE && (stable === true || (same.count > TWICE && at - same.since >= RESTS_AFTER)));
  return { ...loaded, same, grams: rests ? grams : null };
}

/** soon: it lies there and still moves. Of the others there is no weight. */
export type OnPan = { readonly kind: 'rests'; readonly grams: Grams } | { readonly kind: 'soon' | 'empty' | 'taken' | 'silent' };

/** What a scan of this number, at this time, finds on the pan. */
export function onPan(pan: Pan, number: string, at: number): OnPan {
  if (at - pan.lastAt > (pan.alone ? ALONE_FOR : SILENT_AFTER)) return { kind: 'silent' };
  if (!pan.loaded) return { kind: 'empty' };
  if (pan.owner !== null && pan.owner !== number) return { kind: 'taken' };
  return pan.grams === null ? { kind: 'soon' } : { kind: 'rests', grams: pan.grams };
}

/** A scan of this number was recorded while the pan was so. */
export function scanned(pan: Pan, number: string): Pan {
  if (!pan.loaded || pan.owner === number) return pan;
  return { ...pan, owner: pan.owner === null ? number : '' };
}
