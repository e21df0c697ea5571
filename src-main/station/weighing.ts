import type { Grams, WeighingRules } from '../../src-shared/domain/weight.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import type { Scale } from '../devices/scale/scale.ts';
import type { CapturedWeight } from '../flow/one-scan.ts';
import type { Steps } from '../flow/steps.ts';
import { untilWritten } from './until-written.ts';

export type WeighingParts = { readonly scale: Scale; readonly rules: () => WeighingRules };

/** A scan that is answered so late may find the next parcel on the scale. ms. */
const AT_ONCE = 700;

/** Scanned first and then put on the scale: what comes to rest later is the next parcel, which is weighed before its scan. ms. */
const WEIGHED_WITHIN = 3_000;

const MISSING = { soon: 'weight-not-stable', empty: 'weight-empty', taken: 'weight-of-another', silent: 'weight-no-scale' } as const satisfies Record<string, ErrorCode>;

/**
 * 称重: a scan gets what rests on the scale when it is made, or what comes to rest in the same place before anything else
 * is scanned. One after which its parcel may leave, and that finds the scale empty, gets what is put on it at once, before
 * anything else is scanned. Whatever lay there belongs to one number.
 */
export function stationWeighing(flow: Steps, parts: WeighingParts | null, { weighed, failed }: { readonly weighed: (scanId: number) => void; readonly failed: (error: unknown) => void }) {
  const writing = untilWritten(failed);
  /** A scan whose parcel still moves, or is still to be put on. `label`: as it was scanned; `until`: ms of the scale's clock. */
  let waiting: Waiting | null = null;
  function give({ scanId, number, label }: Waiting, grams: Grams, { scale, rules }: WeighingParts): void {
    waiting = null;
    scale.scanned(label);
    const [asRuled, at] = [rules(), flow.now()];
    writing.add(() => flow.store.transaction(() => flow.weighings.add(scanId, number, grams, asRuled, at)), () => weighed(scanId));
  }
  const unhear = parts?.scale.onRest((placement, grams, at) => {
    if (waiting?.placement === placement && at <= waiting.until) give(waiting, grams, parts);
  });
  /** Begins with a scan that was made `ago` ms before now. `captured` is what it finds, null without a scale; `mayLeave`: so it was decided. */
  function weigh(text: string, ago: number): { readonly captured: CapturedWeight | null; readonly recorded: (scanId: number, mayLeave: boolean) => void } {
    const reading = readWaybillNumber(text);
    if (!parts || reading.kind !== 'number') return { captured: null, recorded: () => undefined };
    const { scale } = parts;
    const label = reading.number;
    const rules = parts.rules();
    const seen = scale.look(label);
    const found = ago > AT_ONCE ? null : seen;
    return {
      captured: found?.kind === 'rests' ? { grams: found.grams, missing: null, rules } : { grams: null, missing: rules.required ? MISSING[found?.kind ?? 'soon'] : null, rules },
      recorded(scanId, mayLeave) {
        const now = scale.look(label);
        const expected = found && expectedBy(found);
        const goesOn = expected !== null && expected.placement >= now.placement;
        // A label that is read twice is one scan: the first one has the weight.
        if (!goesOn) waiting = null;
        else if (waiting?.label !== label || waiting.placement !== expected.placement) waiting = mayLeave || found?.kind === 'soon' ? { scanId, number: flow.scans.find(scanId)?.number ?? label, label, ...expected } : null;
        // It came to rest while the scan was recorded.
        if (waiting?.placement === now.placement && now.kind === 'rests') give(waiting, now.grams, parts);
        // By now another parcel may lie there.
        else if (now.placement === (waiting?.placement ?? lyingAt(seen, ago))) scale.scanned(label);
      },
    };
  }
  return {
    weigh,
    /** This scan was taken back: nothing is put on the scale for it. */
    forget(scanId: number): void {
      if (waiting?.scanId === scanId) waiting = null;
    },
    /** The scale is the next station's. */
    stop(): void {
      unhear?.();
      writing.stop();
    },
  };
}
export type StationWeighing = ReturnType<typeof stationWeighing>;

type Waiting = { readonly scanId: number; readonly number: string; readonly label: string; readonly placement: number; readonly until: number };

type Seen = ReturnType<Scale['look']>;

/** Which parcel on the scale is the one that was scanned, where it has no weight yet. */
function expectedBy({ kind, placement, at, bare }: Seen): Pick<Waiting, 'placement' | 'until'> | null {
  if (kind === 'soon') return { placement, until: Number.POSITIVE_INFINITY };
  // An envelope that lies there already is what was scanned.
  return kind === 'silent' || (kind === 'empty' && bare) ? { placement: placement + 1, until: at + WEIGHED_WITHIN } : null;
}

/** Which parcel lay there at a scan; null where it was put on after one that is answered late. */
const lyingAt = ({ placement, placedAt, at }: Seen, ago: number): number | null => (ago > AT_ONCE && placedAt > at - ago ? null : placement);
