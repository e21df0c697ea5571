import type { Grams } from '../../../src-shared/domain/weight.ts';
import { MARKS_MOVEMENT, readScale } from './formats.ts';
import { SILENT_AFTER, emptyPan, onPan, scanned, weighed, type OnPan, type Pan } from './pan.ts';

/** What the desk may ask of the station's scale. */
export type Scale = {
  /** What a scan of this number finds on the pan now, and which parcel that is, since when. `bare`: not even an envelope lies there. Times are ms of the scale's own clock. */
  readonly look: (number: string) => OnPan & Pick<Pan, 'placement' | 'placedAt' | 'bare'> & { readonly at: number };
  /** A scan of this number was recorded: what lies there belongs to it, or to nobody. */
  readonly scanned: (number: string) => void;
  /** Called whenever something comes to rest, until what it returns is called. */
  readonly onRest: (listener: RestListener) => () => void;
};
type RestListener = (placement: number, grams: Grams, at: number) => void;
/** What it shows now; null while nothing that can be read comes. `format` is what it was recognised as. */
export type ScaleShows = { readonly grams: Grams | null; readonly rests: boolean; readonly format: string };

export function createScale(now: () => number) {
  let pan: Pan = emptyPan;
  let shows: ScaleShows | null = null;
  /** A mark of movement was seen since its line was opened. */
  let marks = false;
  const listeners = new Set<RestListener>();
  const scale: Scale = {
    look(number) {
      const at = now();
      return { ...onPan(pan, number, at), placement: pan.placement, placedAt: pan.placedAt, bare: pan.bare, at };
    },
    scanned: (number) => void (pan = scanned(pan, number)),
    onRest(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    scale,
    /** A line came. False where it is no line of a scale. */
    hear(line: string): boolean {
      const read = readScale(line);
      if (!read) return false;
      const before = pan;
      const at = now();
      marks ||= read.format === MARKS_MOVEMENT && read.stable === false;
      // A line that comes alone is of a scale that speaks once a parcel, when it rests.
      const unmarked = read.format === MARKS_MOVEMENT && !marks && at - pan.lastAt <= SILENT_AFTER;
      const reading = unmarked ? { ...read, stable: null } : read;
      pan = weighed(pan, reading, at);
      shows = { grams: reading.grams, rests: pan.loaded ? pan.grams !== null : reading.stable !== false, format: reading.format };
      if (pan.grams !== null && (before.grams === null || before.placement !== pan.placement)) for (const listener of listeners) listener(pan.placement, pan.grams, pan.lastAt);
      return true;
    },
    /** Its line is gone: what lay there is not known any more. */
    gone(): void {
      pan = { ...emptyPan, placement: pan.placement };
      shows = null;
      marks = false;
    },
    shows: (): ScaleShows | null => (now() - pan.lastAt > SILENT_AFTER ? null : shows),
  };
}
