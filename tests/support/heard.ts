import { recording, type RecordedKey } from '../../src-shared/domain/wedge/key-event.ts';
import { replay } from '../../src-shared/domain/wedge/replay.ts';
import type { ScannerProfile } from '../../src-shared/domain/wedge/scanner-profile.ts';

/** What the wedge makes of events: codes as they are, what was held as "held: reason". */
export const heard = (events: readonly RecordedKey[], profile?: ScannerProfile): string[] =>
  replay(recording.parse(events), profile).map((one) => (one.kind === 'scan' ? one.code : `held: ${one.reason}`));
