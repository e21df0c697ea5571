import type { WeighingRules } from '../../src-shared/domain/weight.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import type { Scale } from '../devices/scale/scale.ts';
import type { CapturedWeight } from '../flow/one-scan.ts';
import type { Steps } from '../flow/steps.ts';

export type WeighingParts = { readonly scale: Scale; readonly rules: () => WeighingRules };

/** A scan that is answered so late may find the next parcel on the scale. ms. */
const AT_ONCE = 700;

const MISSING = { soon: 'weight-not-stable', empty: 'weight-empty', taken: 'weight-of-another', silent: 'weight-no-scale' } as const satisfies Record<string, ErrorCode>;

/**
 * 称重: a scan gets what rests on the scale when it is made, or what comes to rest in the same place before anything else
 * is scanned. Whatever lay there belongs to one number.
 */
export function stationWeighing(flow: Steps, parts: WeighingParts | null, weighed: (scanId: number) => void) {
  /** A scan whose parcel still moves. */
  let waiting: { readonly scanId: number; readonly number: string; readonly placement: number } | null = null;
  parts?.scale.onRest((placement, grams) => {
    const scan = waiting;
    if (scan?.placement !== placement) return;
    waiting = null;
    flow.store.transaction(() => flow.weighings.add(scan.scanId, scan.number, grams, parts.rules(), flow.now()));
    weighed(scan.scanId);
  });
  /** Begins with a scan that was made `ago` ms before now. `captured` is what it finds, null without a scale. */
  return function weigh(text: string, ago: number): { readonly captured: CapturedWeight | null; readonly recorded: (scanId: number, number: string) => void } {
    const reading = readWaybillNumber(text);
    if (!parts || reading.kind !== 'number') return { captured: null, recorded: () => undefined };
    const { scale } = parts;
    const rules = parts.rules();
    const found = ago > AT_ONCE ? null : scale.look(reading.number);
    return {
      captured: found?.kind === 'rests' ? { grams: found.grams, missing: null, rules } : { grams: null, missing: rules.required ? MISSING[found?.kind ?? 'soon'] : null, rules },
      recorded(scanId, number) {
        const goesOn = found?.kind === 'soon' && scale.look(reading.number).placement === found.placement;
        if (!goesOn) waiting = null;
        else if (waiting?.placement !== found.placement) waiting = { scanId, number, placement: found.placement };
        scale.scanned(reading.number);
      },
    };
  };
}
