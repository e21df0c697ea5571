import type { Finding } from '../../src-shared/domain/wedge/finding.ts';
import { recording, type RecordedKey } from '../../src-shared/domain/wedge/key-event.ts';
import { replay } from '../../src-shared/domain/wedge/replay.ts';
import type { ScannerProfile } from '../../src-shared/domain/wedge/scanner-profile.ts';
import { lastAt, press, silence, silenceAfter, startWedge, type Step } from '../../src-shared/domain/wedge/wedge.ts';

/** What the wedge makes of events: codes as they are, what was held as "held: reason". */
export const heard = (events: readonly RecordedKey[], profile?: ScannerProfile): string[] => replay(recording.parse(events), profile).map(nameOf);

/** The same, each with when it was said, ms. */
export function heardAt(events: readonly RecordedKey[], profile?: ScannerProfile): { readonly at: number; readonly what: string }[] {
  const said: { at: number; what: string }[] = [];
  let wedge = startWedge(profile);
  const take = (at: number, step: Step): void => {
    wedge = step.wedge;
    said.push(...step.findings.map((one) => ({ at, what: nameOf(one) })));
  };
  const wait = (until: number): void => {
    for (let after = silenceAfter(wedge); after !== null && lastAt(wedge) + after <= until; after = silenceAfter(wedge)) take(lastAt(wedge) + after, silence(wedge, lastAt(wedge) + after));
  };
  for (const event of recording.parse(events)) {
    wait(event.t ?? wedge.now);
    take(event.t ?? wedge.now, press(wedge, event));
  }
  wait(Number.POSITIVE_INFINITY);
  return said;
}

const nameOf = (one: Finding): string => (one.kind === 'scan' ? one.code : `held: ${one.reason}`);
