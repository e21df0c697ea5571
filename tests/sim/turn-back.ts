import type { Outgoing } from '../../src-main/egress/egress.ts';
import type { TurnBack } from './plan.ts';
import { HELPER, copyOf, type Life, type Seat } from './seat.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

/** A database as it was once, the work it knew then, how often it had called it, the scans that had been answered and the lists that had been started. */
export type Copy = { readonly file: Buffer; readonly keys: ReadonlySet<string>; readonly calls: ReadonlyMap<string, number> } & Pick<Seat, 'answered' | 'lists'>;

export function copyNow({ seat, raw }: Life): Copy {
  const keys = raw.sql<{ key: string; calls: number }>("SELECT key, (SELECT count(*) FROM attempts WHERE job_id = jobs.id AND (purpose = 'call' OR kind = 'privacy')) AS calls FROM jobs").all();
  return {
    file: copyOf(seat), keys: new Set(keys.map(({ key }) => key)), calls: new Map(keys.map(({ key, calls }) => [key, calls])), answered: [...seat.answered], lists: new Map(seat.lists),
  };
}

type Parts = {
  readonly time: VirtualTime;
  readonly world: World;
  readonly note: (who: string, what: string) => void;
  /** The key of a paid call; null for everything else. */
  readonly paidCall: (outgoing: Outgoing) => string | null;
  readonly isDone: (outgoing: Outgoing) => boolean;
  readonly scan: (life: Life, n: number) => void;
  readonly putBack: (seat: Seat, copy: Copy, item: TurnBack) => void;
};
type Armed = { readonly item: TurnBack; copy: Copy | null; keys: readonly string[]; put: boolean };

const TELLS_OF_A_REFUND = /\\"kind\\":\\"refund\\"/;

/** Databases that are put back at the moment at which it hurts most: chance alone would meet it once in a thousand days. */
export function turnBacks({ time, world, note, paidCall, isDone, scan, putBack }: Parts) {
  const armed = new Map<Seat, Armed>();

  function take(life: Life, own: Armed, keys: readonly string[]): void {
    own.copy = copyNow(life);
    own.keys = keys;
    note(life.seat.name, `is copied: ${own.item.moment} ${keys.join(' ')}`);
  }
  function put(seat: Seat, own: Armed): void {
    if (own.put) return;
    own.put = true;
    time.after(HELPER, own.item.wait, () => {
      seat.cutOff = false;
      if (own.copy && seat.life && armed.has(seat)) putBack(seat, own.copy, own.item);
    });
  }

  const keysOf = (life: Life, condition: string): string[] =>
    life.raw.sql<{ key: string }>(`SELECT key FROM jobs WHERE price > 0 AND ${condition}`).all().map(({ key }) => key);
  /** Work of the copy is charged and told, its lease has nothing left at the API, and another one has. */
  function isUsedUp({ keys }: Armed): boolean {
    return world.stage.sql(
      `SELECT 1 FROM captures c JOIN holds h USING (station_id, hold_id) JOIN leases l USING (lease_id)
       WHERE c.account_id = ? AND c.key IN (SELECT value FROM json_each(?)) AND c.refund_reason IS NULL AND (l.state = 'closed' OR l.amount - l.captured < c.amount)
         AND EXISTS (SELECT 1 FROM leases o WHERE o.station_id = c.station_id AND o.epoch = l.epoch AND o.state = 'open' AND o.amount - o.captured >= c.amount)`,
    ).get(world.accountId, JSON.stringify(keys)) !== undefined;
  }

  return {
    heal: (): void => armed.clear(),
    arm: (seat: Seat, item: TurnBack): void => void armed.set(seat, { item, copy: null, keys: [], put: false }),
    afterStep(): void {
      for (const [seat, own] of armed) {
        const { life } = seat;
        if (!life || own.put || life.raw.db.inTransaction) continue;
        if (own.copy) {
          if (own.item.moment === 'used-up' && isUsedUp(own)) put(seat, own);
          continue;
        }
        if (life.actor !== time.last()) continue;
        const keys =
          own.item.moment === 'unheld' ? keysOf(life, "state = 'waiting' AND waits IN ('funds', 'service-off') AND NOT EXISTS (SELECT 1 FROM holds WHERE job_id = jobs.id AND state = 'open')")
          : own.item.moment === 'used-up' ? keysOf(life, "state = 'calling' AND EXISTS (SELECT 1 FROM holds JOIN leases USING (lease_id) WHERE job_id = jobs.id AND holds.state = 'open' AND leases.state = 'open')")
          : [];
        if (keys.length > 0) take(life, own, keys);
      }
    },
    /** What is given back is about to be told: it never is, and the packer works on without the account API. */
    leaves(life: Life, outgoing: Outgoing): void {
      const own = armed.get(life.seat);
      if (own?.item.moment !== 'refunded' || own.put) return;
      if (own.copy) return void (paidCall(outgoing) !== null && put(life.seat, own));
      if (!outgoing.url.endsWith('/journal') || !TELLS_OF_A_REFUND.test(outgoing.body ?? '')) return;
      take(life, own, []);
      life.seat.cutOff = true;
      for (const n of own.item.scans) scan(life, n);
    },
    happened({ seat }: Life, outgoing: Outgoing): void {
      const own = armed.get(seat);
      if (own?.item.moment === 'unheld' && own.keys.includes(paidCall(outgoing) ?? '') && isDone(outgoing)) put(seat, own);
    },
  };
}
