import type { Finding } from './finding.ts';
import type { KeyEvent } from './key-event.ts';
import { UNKNOWN_SCANNER, type ScannerProfile } from './scanner-profile.ts';
import { lastAt, press, silence, silenceAfter, startWedge, type Wedge } from './wedge.ts';

/**
 * A recording from its first event to an endless silence after its last, with the pauses as long as they were. Of an
 * unknown scanner it may show only later that silence has ended a number too early: then it is heard again by somebody
 * who knows that this scanner sends an end key.
 */
export function replay(events: readonly KeyEvent[], profile: ScannerProfile = UNKNOWN_SCANNER): readonly Finding[] {
  const found = hear(events, profile);
  const cutShort = found.some((one, at) => one.kind === 'held' && one.reason === 'rest' && found[at - 1]?.kind === 'scan');
  return cutShort && profile.end === 'unknown' ? hear(events, { ...profile, end: 'key' }) : found;
}

function hear(events: readonly KeyEvent[], profile: ScannerProfile): readonly Finding[] {
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
  for (const event of events) {
    wait(event.t ?? wedge.now);
    const step = press(wedge, event);
    wedge = step.wedge;
    found.push(...step.findings);
  }
  wait(Number.POSITIVE_INFINITY);
  return found;
}
