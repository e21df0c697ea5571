import type { Finding } from './finding.ts';
import type { KeyEvent } from './key-event.ts';
import { UNKNOWN_SCANNER, type ScannerProfile } from './scanner-profile.ts';
import { lastAt, press, silence, silenceAfter, startWedge, type Wedge } from './wedge.ts';

/** A recording as the desk heard it, from its first event to an endless silence after its last, with the pauses as long as they were. */
export function replay(events: readonly KeyEvent[], profile: ScannerProfile = UNKNOWN_SCANNER): readonly Finding[] {
  const found: Finding[] = [];
  let wedge: Wedge = startWedge(profile);
  /** Silences that end before `until`, each at its own moment. */
  const wait = (until: number): void => {
    for (let after = silenceAfter(wedge); after !== null && lastAt(wedge) + after <= until; after = silenceAfter(wedge)) {
      const step = silence(wedge, lastAt(wedge) + after);
      wedge = step.wedge;
      found.push(...step.findings);
    }
  };
  for (const event of letGo(fromZero(events))) {
    wait(event.t ?? wedge.now);
    const step = press(wedge, event);
    wedge = step.wedge;
    found.push(...step.findings);
  }
  wait(Number.POSITIVE_INFINITY);
  return found;
}

/** Times of any origin, as those of a clock that has begun before them. */
function fromZero(events: readonly KeyEvent[]): readonly KeyEvent[] {
  const earliest = events.reduce((least, { t }) => Math.min(least, t ?? 0), 0);
  return earliest === 0 ? events : events.map((event) => ({ ...event, t: event.t === null ? null : event.t - earliest }));
}

const MODIFIER = /^(Control|Alt|Meta)/;
const BY_CTRL = /^[jm]$/i;

/**
 * A recording that has neither flags nor the letting go of Ctrl, Alt or Meta: such a key is down for the CR or LF that
 * follows it, and for nothing else. Otherwise all that comes after it would be shortcuts.
 */
function letGo(events: readonly KeyEvent[]): readonly KeyEvent[] {
  const known = events.some((event) => event.type === 'keyup' && isModifier(event));
  if (known) return events;
  return events.map((event, at) => {
    const before = events[at - 1];
    return event.modified === null ? { ...event, modified: before !== undefined && isModifier(before) && BY_CTRL.test(event.key) } : event;
  });
}

const isModifier = ({ key, code }: KeyEvent): boolean => MODIFIER.test(key) || MODIFIER.test(code);
