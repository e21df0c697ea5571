import { resultOf } from '../queue/kept.ts';
import type { ScanRow } from '../scan/scan-rows.ts';
import type { Steps } from '../steps.ts';
import type { PrintRow } from './print-rows.ts';
import type { SlipFacts } from './slip.ts';

type Known = Pick<Steps, 'parcels' | 'scans' | 'jobs'>;

/**
 * `held`: the platform keeps its order back and may let it go again. `never`: it has no new number and will have none. `kept`: the parcel, or this
 * piece of it, must not leave: intercepted or refunded.
 */
export type Due = { readonly kind: 'ready'; readonly facts: SlipFacts } | { readonly kind: 'waits' | 'held' | 'never' | 'kept' };

const OPEN = ['waiting', 'calling', 'unknown', 'parked'];

/** Whether the slip of a parcel can be printed now, and what stands on it. One that a scan asked for is printed for its new number. */
export function dueSlip(flow: Known, { number, piece, scan_id, reason, reprint, operator, asked_at }: Pick<PrintRow, 'number' | 'piece' | 'scan_id' | 'reason' | 'reprint' | 'operator' | 'asked_at'>): Due {
  const parcel = flow.parcels.find(number);
  const scan = flow.scans.find(scan_id);
  if (flow.parcels.isCalledBack(number) || (scan?.label && flow.parcels.interception(scan.label))) return { kind: 'kept' };
  if (parcel?.hold) return { kind: 'held' };
  const conversions = flow.scans.sentAll(number).flatMap(({ id }) => flow.jobs.ofScan(id)).filter(({ kind }) => kind === 'sync' || kind === 'trace');
  const done = conversions.map(resultOf).find((result) => result?.kind === 'conversion');
  if (!done && conversions.some(({ state }) => OPEN.includes(state))) return { kind: 'waits' };
  if (!done && reason === 'scan') return { kind: 'never' };
  const converted = done?.kind === 'conversion' ? done : null;
  return {
    kind: 'ready',
    facts: {
      number: converted?.number ?? number,
      courier: converted?.courier ?? parcel?.courier ?? null,
      original: converted ? number : null,
      orderNumber: parcel?.orderNumber ?? '',
      piece: scan?.piece ?? (parcel?.pieces ? { number: piece, of: parcel.pieces.count } : null),
      recipient: parcel && { name: parcel.recipient.name, phone: parcel.recipient.mask, region: parcel.recipient.region },
      operator, station: scan?.station ?? '', at: asked_at, reprint, sample: false,
    },
  };
}

/** Which piece a scan was of; 1 for an order of one. */
export const pieceOf = ({ piece }: Pick<ScanRow, 'piece'>): number => piece?.number ?? 1;

/** A slip belongs to a parcel that has left: the scan after which this piece counts as sent. */
export const sentScan = (flow: Pick<Steps, 'scans'>, number: string, piece: number): ScanRow | null => flow.scans.sentAll(number).find((scan) => pieceOf(scan) === piece) ?? null;
