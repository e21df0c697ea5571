import type { Card, UndoAnswer } from '../../src-shared/bridge/views.ts';
import { isCardLike } from '../../src-shared/domain/function-cards.ts';
import { SENT_VERDICTS } from '../../src-shared/domain/verdict.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { oneScan, type Desk } from '../flow/one-scan.ts';
import { cardOf } from '../flow/screen/cards.ts';
import type { Steps } from '../flow/steps.ts';
import type { Resolved } from '../flow/resolve.ts';
import { undoLast } from '../flow/undo.ts';
import type { FirstOrders } from './first-orders.ts';
import type { operators } from './operators.ts';
import type { stationPrinting } from './printing.ts';
import type { unknownNumbers } from './unknown-numbers.ts';
import type { StationWeighing } from './weighing.ts';

/**
 * How a scan was made: by which serial scanner, null for a keyboard, typed by a person, and how many ms before it came here. `queued`: others wait
 * behind it.
 */
export type Made = { readonly device: string | null; readonly ago: number; readonly typed?: boolean; readonly queued?: boolean };
const BY_KEYBOARD: Made = { device: null, ago: 0 };

export type ScanningParts = {
  readonly flow: Steps;
  readonly desk: () => Desk;
  readonly people: ReturnType<typeof operators>;
  readonly orders: FirstOrders;
  readonly unknowns: ReturnType<typeof unknownNumbers>;
  readonly weighing: Pick<StationWeighing, 'weigh' | 'forget'>;
  readonly printing: ReturnType<typeof stationPrinting>;
  /** A scan is on the disk; `passes` says whether it made work. */
  readonly recorded: (scanId: number, passes: boolean) => void;
  readonly undone: (scanId: number) => void;
};

/** 扫描 and 撤销: what a person does at the desk, each one transaction, and how many parcels have passed in their shift. */
export function scanning({ flow, desk, people, orders, unknowns, weighing, printing, recorded, undone }: ScanningParts) {
  const { store } = flow;
  let shift = 0;

  /** In the transaction that decides the scan. */
  function wantSlip(scanId: number): void {
    const scan = flow.scans.find(scanId);
    if (scan) printing.want(scan);
  }

  return {
    /** Durable when it returns. Throws StationError for a failure of the disk, and for what is never a parcel. */
    async scan(text: string, made: Made = BY_KEYBOARD): Promise<Card> {
      // Neither is ever a parcel, whoever sent it here.
      if (isCardLike(text)) throw new StationError('function-card');
      if (people.isBadge(text)) throw new StationError('badge-scanned');
      // Looked at before anything is waited for: a moment later the next parcel may lie there.
      const weighed = weighing.weigh(text, made.ago);
      await orders.wait();
      await unknowns.lookUp(text, made.queued);
      const { scanId, decision } = store.transaction(() => {
        const scanned = oneScan(flow, desk(), text, null, { device: made.device, typed: made.typed ?? false, weight: weighed.captured });
        wantSlip(scanned.scanId);
        return scanned;
      });
      printing.look([scanId]);
      const passes = SENT_VERDICTS.includes(decision.verdict);
      weighed.recorded(scanId, passes);
      if (passes) shift += 1;
      recorded(scanId, passes);
      return found(cardOf(flow, scanId));
    },
    undo(): UndoAnswer {
      const taken = store.transaction(() => {
        const answer = undoLast(flow, desk());
        if (answer.kind === 'undone') printing.unwant(answer.scan);
        return answer;
      });
      if (taken.kind === 'refused') return { kind: 'refused', why: taken.why, number: taken.scan && (taken.scan.label ?? taken.scan.number) };
      weighing.forget(taken.scan.id);
      if (SENT_VERDICTS.includes(taken.scan.verdict)) shift = Math.max(0, shift - 1);
      undone(taken.scan.id);
      return { kind: 'undone', card: found(cardOf(flow, taken.scan.id)) };
    },
    /** Scans of numbers that had no order then, and have been decided anew. */
    decidedLater(resolved: readonly Resolved[]): void {
      shift += resolved.filter(({ verdict }) => verdict !== null && SENT_VERDICTS.includes(verdict)).length;
    },
    wantSlip,
    shift: (): number => shift,
    newShift(): void {
      shift = 0;
    },
  };
}

/** Throws StationError where there is no such scan. */
export function found(card: Card | null): Card {
  if (!card) throw new StationError('request-malformed', 'no such scan');
  return card;
}
