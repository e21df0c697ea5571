import { MOST_UNKNOWN, type Announcement, type UnknownNumberRow } from '../../src-shared/bridge/views.ts';
import type { Interception, Parcel, StopWords } from '../../src-shared/contract/parcels.ts';
import { mayHaveOrder } from '../../src-shared/domain/unknown-number.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { Desk } from '../flow/one-scan.ts';
import { endNumber, goOnAfterHold, keepInterception, stopWork } from '../flow/called-back.ts';
import type { OrderAgain } from '../flow/phone-of.ts';
import { recall, type Recalled } from '../flow/recalled.ts';
import { resolveUnknown, type Resolved } from '../flow/resolve.ts';
import { readLabel } from '../flow/scan/label.ts';
import type { Steps } from '../flow/steps.ts';
import { isOfDisk } from '../store/store-problem.ts';
import type { StuckRows } from './stuck-rows.ts';

/** So long a packer waits for the account API's word on a number that nobody knows; what comes later resolves it, ms. */
const PATIENCE = 600;

export type UnknownParts = {
  readonly flow: Steps;
  readonly client: AccountClient;
  readonly desk: () => Desk;
  /** Somebody is signed in and the network is there. */
  readonly mayAsk: () => boolean;
  /** A scan is decided anew, in the transaction that does. */
  readonly decided: (scanId: number) => void;
  /** These were, after it is on the disk. */
  readonly moved: (resolved: readonly Resolved[]) => void;
  /** Scans whose work was given up or may go on, after it is on the disk. */
  readonly changed: (scans: ReadonlySet<number>) => void;
  /** Orders and interceptions of these numbers were told anew, after it is on the disk. */
  readonly toldAnew: (numbers: readonly string[]) => void;
  /** Privacy numbers are to be ended, or work may go on, after it is on the disk. */
  readonly wake: () => void;
  readonly announce: (news: Announcement) => void;
  readonly failed: (error: unknown) => void;
  readonly rows: Pick<StuckRows, 'met' | 'passed'>;
};

/** What the feeds tell. `words`: of known orders that this version could not read anew. */
type All = { readonly parcels: readonly Parcel[]; readonly interceptions: readonly Interception[]; readonly words: readonly StopWords[] };
const NOTHING: All = { parcels: [], interceptions: [], words: [] };
const namesOf = ({ parcels, interceptions, words }: All): string[] => [...[...parcels, ...words].map(({ number }) => `order ${number}`), ...interceptions.map(({ number }) => `interception ${number}`)];

/** 待查: a number without an order is asked for once, and otherwise waits until its order arrives by itself. */
export function unknownNumbers({ flow, client, desk, mayAsk, decided, moved, changed, toldAnew, wake, announce, failed, rows }: UnknownParts) {
  /** What the feeds told is put down: it counts for every scan and every call from now on. In the transaction of the caller. */
  function putDown({ parcels, interceptions, words }: All): Recalled[] {
    const late = recall(flow, [...parcels, ...words], interceptions);
    write({ parcels, interceptions, words }, (interception) => keepInterception(flow, interception));
    return late;
  }

  function write({ parcels, interceptions, words }: All, intercept: (interception: Interception) => void): void {
    for (const parcel of parcels) flow.parcels.put(parcel);
    for (const one of words) flow.parcels.stop(one);
    interceptions.forEach(intercept);
  }

  function tellRecalled(recalled: readonly Recalled[]): void {
    for (const one of recalled) announce({ kind: 'recalled', ...one });
  }

  /** Puts it down, and decides what had waited for it or stops what it calls back; one transaction. */
  function takeTogether(told: All, keep: () => void): void {
    const { parcels, interceptions, words } = told;
    const { resolved, recalled, stopped, ending, free } = flow.store.transaction(() => {
      const late = putDown(told);
      const goOn = goOnAfterHold(flow, parcels);
      keep();
      const calledBack = [...interceptions, ...[...parcels, ...words].filter(({ refund }) => refund)].map(({ number }) => number);
      const numbers = calledBack.filter((number) => endNumber(flow, number));
      const anew = resolveUnknown(flow, desk(), parcels);
      for (const { scanId } of anew) decided(scanId);
      return { recalled: late, resolved: anew, stopped: calledBack.flatMap((number) => stopWork(flow, number)), ending: numbers.length > 0, free: goOn };
    });
    const moving = [...stopped, ...free];
    if (moving.length > 0) changed(new Set(moving));
    if (ending || moving.length > 0) wake();
    if (resolved.length > 0) moved(resolved);
    for (const { scanId, number, verdict } of resolved) announce({ kind: 'order-arrived', scanId, number, verdict });
    tellRecalled(recalled);
    namesOf(told).forEach(rows.passed);
  }

  /** False where that failed for this row, which is told; for the disk it throws. */
  function did(told: All, step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      if (isOfDisk(error)) throw error;
      for (const name of namesOf(told)) rows.met(name, error);
      return false;
    }
  }

  /**
   * Where its work can't be stopped or decided, at least it is put down, for the last look before each call asks for that; where not even that can be done,
   * without recalling what has passed, and at the very least under the number that was told.
   */
  function takeAlone(told: All): void {
    const { transaction } = flow.store;
    const ways = [
      () => takeTogether(told, () => undefined),
      () => tellRecalled(transaction(() => putDown(told))),
      () => transaction(() => write(told, (interception) => keepInterception(flow, interception))),
      () => transaction(() => write(told, flow.parcels.putInterception)),
    ];
    ways.some((way) => did(told, way));
  }

  /** Keeps what the feeds told with `keep`, the caller's own part of it. Where that fails, and not for the disk, row by row: one keeps no other away. */
  function take({ parcels = [], interceptions = [], words: said = [] }: Partial<All>, keep: () => void): void {
    // Of an order that can't be read nothing is known but that: it stops a parcel, and lets none go.
    const words = said.flatMap(({ number, refund, hold }) => {
      const known = refund || hold ? flow.parcels.wordsOf(number) : null;
      return known ? { number, refund: refund || known.refund, hold: hold || known.hold } : [];
    });
    try {
      takeTogether({ parcels, interceptions, words }, keep);
    } catch (error) {
      if (isOfDisk(error)) throw error;
      for (const parcel of parcels) takeAlone({ ...NOTHING, parcels: [parcel] });
      for (const interception of interceptions) takeAlone({ ...NOTHING, interceptions: [interception] });
      for (const one of words) takeAlone({ ...NOTHING, words: [one] });
      flow.store.transaction(keep);
    }
    toldAnew([...parcels, ...words, ...interceptions].map(({ number }) => number));
  }

  /** Of each order that is being asked for, what the feeds have told meanwhile: its answer may be older. */
  const underWay = new Set<Set<string>>();

  function takeFeed(told: Partial<All>, keep: () => void): void {
    for (const { number } of [...(told.parcels ?? []), ...(told.words ?? [])]) for (const meanwhile of underWay) meanwhile.add(number);
    take(told, keep);
  }

  const askOrder: OrderAgain['askOrder'] = async (number) => {
    const meanwhile = new Set<string>();
    underWay.add(meanwhile);
    try {
      const parcel = await client.call('order', {}, { params: { number } });
      const isIts = parcel.number === number || parcel.pieces?.numbers.includes(number) === true;
      const isKept = flow.store.db.open && isIts && !meanwhile.has(parcel.number);
      if (isKept) take({ parcels: [parcel] }, () => undefined);
      return { parcel, isKept };
    } finally {
      underWay.delete(meanwhile);
    }
  };

  async function ask(number: string): Promise<void> {
    try {
      await askOrder(number);
    } catch (error) {
      // Nobody knows it, or nobody could be asked: the feed brings its order when there is one.
      if (!(error instanceof CallFailed)) failed(error);
    }
  }

  let hurried: () => void = () => undefined;
  /** One after the other: nobody waits for these. */
  let asked: Promise<void> = Promise.resolve();

  return {
    takeFeed,
    askOrder,
    /** It is on the disk that these have passed and must not leave. */
    tellRecalled,
    /**
     * Before a scan is decided: where no order is known, the account API is asked once. It is waited for as long as a packer may be kept, and while no
     * other scan waits (`queued`); what it says later decides the scan again.
     */
    async lookUp(text: string, queued = false): Promise<void> {
      const reading = readWaybillNumber(text);
      if (!mayHaveOrder(reading)) return;
      const isWanted = (): boolean => mayAsk() && !readLabel(flow, reading).parcel;
      if (!isWanted()) return;
      if (queued) {
        // When its turn comes its order may have, and the station may be over: whoever is signed in then has other orders.
        asked = asked.then(() => (flow.store.db.open && isWanted() ? ask(reading.number) : undefined)).catch(failed);
        return;
      }
      const enough = new Promise<void>((go) => {
        hurried = go;
        setTimeout(go, PATIENCE);
      });
      await Promise.race([ask(reading.number), enough]);
    },
    /** Somebody has scanned on. */
    hurry: (): void => hurried(),
    list: (): UnknownNumberRow[] =>
      flow.unknowns.list(MOST_UNKNOWN).map((row) => {
        const reading = readWaybillNumber(row.number);
        return {
          number: row.number, scanId: row.scan_id, firstAt: row.first_at, lastAt: row.last_at, times: row.times, operator: row.operator, station: row.station, stopped: row.stopped === 1, state: row.state, endedAt: row.ended_at,
          candidates: reading.kind === 'number' ? reading.candidates : [],
        };
      }),
    /** Nobody waits for its order any more. Throws StationError `unknown-gone` where it has come, or was put away before. */
    drop(number: string): void {
      if (!flow.unknowns.end(number, 'dropped', flow.now())) throw new StationError('unknown-gone', number);
    },
  };
}
