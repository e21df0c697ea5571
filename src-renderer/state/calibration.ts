import { create } from 'zustand';
import type { ScannerCalibration } from '../../src-shared/bridge/devices.ts';
import { CARD_OVER_AFTER, learn, readings, type Reading } from '../../src-shared/domain/wedge/calibration.ts';
import type { KeyEvent } from '../../src-shared/domain/wedge/key-event.ts';
import { changeSettings } from './settings.ts';

type Calibrating = {
  /** The next scans are of the calibration card. A parcel or another card ends that and is never lost to it. */
  readonly running: boolean;
  readonly found: readonly Reading[];
  /** What has just been learnt, until somebody has read it. */
  readonly learnt: ScannerCalibration | null;
};

const NOTHING: Calibrating = { running: false, found: [], learnt: null };
export const useCalibration = create<Calibrating>(() => NOTHING);

/** Three scans of the card, with Shift and the letting go of each key. */
const MOST_KEYS = 400;

/** Keys that have not been read yet; while nothing runs, those of the latest scan. */
let keys: KeyEvent[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

export const isCalibrating = (): boolean => useCalibration.getState().running;

export function startCalibration(): void {
  keys = [];
  useCalibration.setState({ ...NOTHING, running: true });
}

/** Ends it, or puts away what was learnt. */
export function endCalibration(): void {
  clearTimeout(timer);
  useCalibration.setState(NOTHING);
}

/** The card was scanned and nobody had asked for it: that is the first of three. Silence may end a scan whose keys were read before: then it is none. */
export function calibrateFromHere(): void {
  if (!readings(keys).some(({ kind }) => kind === 'whole' || kind === 'added')) return;
  useCalibration.setState({ ...NOTHING, running: true });
  readSoon();
}

/** Every event of the keyboard, whatever the desk makes of it. */
export function calibrationHears(event: KeyEvent): void {
  const before = keys.at(-1);
  if (!isCalibrating() && before && (event.t ?? 0) - (before.t ?? 0) > CARD_OVER_AFTER) keys = [];
  keys = [...keys.slice(-MOST_KEYS), event];
  if (isCalibrating()) readSoon();
}

function readSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(read, CARD_OVER_AFTER);
}

function read(): void {
  const found = [...useCalibration.getState().found, ...readings(keys)];
  keys = [];
  const learnt = learn(found);
  if (learnt === null) return useCalibration.setState({ found });
  const scanner = { ...learnt, at: Date.now() };
  useCalibration.setState({ running: false, found, learnt: scanner });
  void changeSettings({ scanner });
}
