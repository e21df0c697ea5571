import type { Interception } from '../../../src-shared/contract/parcels.ts';
import type { JobKind } from '../../../src-shared/domain/work.ts';
import type { Dice } from './dice.ts';

/** What a parcel of the day is there to practise. The sheet's answers come from here, never from the client's rules. */
export type Intent = {
  readonly conversion: 'sync' | 'trace' | null;
  readonly privacy: boolean;
  readonly stopped: 'refund' | 'hold' | null;
  /** Told by the interceptions feed; `after` in ms from the day's start, null when it is there from the start. */
  readonly interception: { readonly reason: Interception['reason']; readonly after: number | null } | null;
};

const REASONS = ['refund', 'address-change', 'risk', 'recall'] as const;
/** Of each ten parcels. */
const MIX: readonly Pick<Intent, 'conversion' | 'privacy'>[] = [
  { conversion: 'sync', privacy: false },
  { conversion: 'sync', privacy: false },
  { conversion: 'sync', privacy: false },
  { conversion: 'sync', privacy: true },
  { conversion: 'trace', privacy: false },
  { conversion: 'trace', privacy: true },
  { conversion: null, privacy: true },
  { conversion: null, privacy: false },
  { conversion: null, privacy: false },
  { conversion: null, privacy: false },
];
const STOPPED = 12;
const INTERCEPTED_AT_START = 8;
const INTERCEPTED_LATER = 6;
/** ms after the start: between 20 s and 180 s, one in each part of it. */
const FIRST = 20_000;
const LAST = 180_000;

/** The day's intents in a shuffled order. `count` at least 60, so that every kind of stop finds its parcels. */
export function intents(dice: Dice, count: number): Intent[] {
  const part = (LAST - FIRST) / INTERCEPTED_LATER;
  const planned = Array.from({ length: count }, (_, at): Intent => {
    const mix = MIX[at % MIX.length] as (typeof MIX)[number];
    const plain = { ...mix, stopped: null, interception: null };
    if (at < STOPPED) return { ...plain, stopped: at % 2 === 0 ? 'refund' : 'hold' };
    const early = at - STOPPED;
    if (early < INTERCEPTED_AT_START) return { ...plain, interception: { reason: REASONS[early % REASONS.length] as Interception['reason'], after: null } };
    const later = early - INTERCEPTED_AT_START;
    if (later < INTERCEPTED_LATER) {
      return { ...plain, interception: { reason: dice.pick(REASONS), after: Math.floor(FIRST + part * later + dice.below(part)) } };
    }
    return plain;
  });
  return dice.shuffle(planned);
}

/** What scanning it sets in motion: nothing where it may not leave; a trace is followed by a message to the recipient. */
export function workOf(intent: Intent): JobKind[] {
  if (intent.stopped || (intent.interception && intent.interception.after === null)) return [];
  const work: JobKind[] = [];
  if (intent.conversion) work.push(intent.conversion, 'write-back');
  if (intent.privacy) work.push('privacy');
  if (intent.conversion === 'trace') work.push('forwarding-sms');
  return work;
}
