import { intercept } from '../../src-main/practice/account/interceptions.ts';
import { orderOf, putOrder } from '../../src-main/practice/account/orders.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { StationError, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { Crash } from './crash.ts';
import type { ListWork, OrderChange } from './plan.ts';
import { HELPER, type Life, type Seat } from './seat.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

/** Another list is being converted, or this one has ended meanwhile. */
const EXPECTED: readonly ErrorCode[] = ['batch-running', 'batch-gone'];

export type BesideTheDeskParts = {
  readonly time: VirtualTime;
  readonly world: World;
  /** Runs it as what that program does next. */
  readonly asLife: (life: Life, run: () => void) => void;
  readonly seats: readonly Seat[];
  readonly onceHeld: Set<string>;
  readonly met: (kind: string) => void;
};

/** Orders that the platform changes, lists, and the pause of a whole queue. */
export function besideTheDesk({ time, world, asLife, seats, onceHeld, met }: BesideTheDeskParts) {
  const held = new Set<string>();
  function hold(number: string, yes: boolean): void {
    const parcel = orderOf(world.stage, number);
    if (!parcel) return;
    held[yes ? 'add' : 'delete'](number);
    if (yes) onceHeld.add(number);
    putOrder(world.stage, { ...parcel, hold: yes });
  }

  /** What it answers may come when the program is gone. */
  function ask(life: Life, what: () => Promise<unknown> | unknown): void {
    asLife(life, () => void (async () => what())().catch((error: unknown) => {
      if (life.dead || error instanceof Crash || (error instanceof StationError && EXPECTED.includes(error.code))) return;
      throw error;
    }));
  }

  function cancel({ seat, station }: Life, batchId: number): void {
    try {
      station.batches.cancel(batchId);
    } catch (error) {
      // One that has ended before still asks for its work; of one that was being cancelled when its program died nobody knows.
      if (!(error instanceof Crash)) throw error;
    }
    seat.lists.delete(batchId);
    met('list: cancelled');
  }
  function pauseList({ station }: Life, batchId: number): void {
    station.batches.pause(batchId, true);
    met('list: paused');
  }

  const openList = ({ raw }: Life): { id: number; state: string } | undefined => raw.sql<{ id: number; state: string }>("SELECT id, state FROM batches WHERE state IN ('running', 'paused')").get();

  return {
    change(number: string, { how, for: span }: OrderChange): void {
      // Most of them change a parcel that nobody has scanned, or that is done.
      if (seats.some(({ disk }) => disk.sql("SELECT 1 FROM jobs WHERE number = ? AND state IN ('waiting', 'calling', 'unknown', 'parked')").get(number))) met(`order: ${how}`);
      const parcel = orderOf(world.stage, number);
      if (how === 'intercept') return intercept(world.stage, number, 'recall', time.now());
      if (!parcel || held.has(number)) return;
      if (how === 'refund') return putOrder(world.stage, { ...parcel, refund: true });
      hold(number, true);
      time.after(HELPER, span, () => hold(number, false));
    },
    list(seat: Seat, numbers: readonly string[], { stop, after, for: span }: ListWork): void {
      const { life } = seat;
      if (!life) return;
      ask(life, async () => {
        const { batches } = life.station;
        const { batchId } = await batches.put('list', readList(readCsvText(['运单号', ...new Set(numbers)].join('\n'))));
        batches.start(batchId);
        met('list');
        // Of a parcel that no order has told of yet a list asks for nothing.
        seat.lists.set(batchId, numbers.filter((number) => life.raw.sql('SELECT 1 FROM parcels WHERE number = ?').get(number)));
        if (stop === null) return;
        time.after(HELPER, after, () => !life.dead && ask(life, () => (stop === 'cancel' ? cancel(life, batchId) : pauseList(life, batchId))));
        if (stop === 'pause') time.after(HELPER, after + span, () => seat.life && ask(seat.life, () => seat.life?.station.batches.pause(batchId, false)));
      });
    },
    /** A list that is paused is not wanted any more. */
    giveUp(life: Life): void {
      const list = openList(life);
      if (list?.state !== 'paused') return;
      met('give-up');
      ask(life, () => cancel(life, list.id));
    },
    pause(seat: Seat, span: number): void {
      const pause = (yes: boolean): void => void (seat.life && ask(seat.life, () => seat.life?.station.pause(yes)));
      pause(true);
      time.after(HELPER, span, () => pause(false));
    },
    /** Whatever was stopped for a while goes on. */
    heal(): void {
      for (const number of held) hold(number, false);
      for (const { life } of seats) {
        if (!life) continue;
        const list = openList(life);
        if (list?.state === 'paused') ask(life, () => life.station.batches.pause(list.id, false));
        if (life.station.status().paused) ask(life, () => life.station.pause(false));
      }
    },
  };
}
