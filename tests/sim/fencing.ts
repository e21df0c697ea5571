import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { booksOf } from '../../src-main/practice/account/books.ts';
import type { Life } from './seat.ts';
import type { View } from './view.ts';

type At = { readonly epoch: number; readonly sequence: number };

/** An old epoch changes no balance and pays no new call, by the account API's own rows and by what it has told: what a station thinks of its leases proves nothing. */
export function fencing({ world: { stage, accountId }, broken }: View) {
  /** The epoch that the API last told each life. One that it has not told yet is nobody's fault. */
  const opened = new WeakMap<Life, number>();
  return {
    hears(life: Life, { url }: Outgoing, answer: Sent): void {
      if (!url.endsWith('/open') || answer.kind !== 'answer' || answer.status !== 200 || !answer.text.startsWith('{"epoch":')) return;
      const { epoch } = JSON.parse(answer.text) as { epoch: number | null };
      if (epoch !== null) opened.set(life, epoch);
    },
    /** A call is about to be made with the money of this lease. */
    calls(life: Life, key: string, leaseId: string): void {
      const lease = stage.sql<{ epoch: number }>('SELECT epoch FROM leases WHERE lease_id = ?').get(leaseId);
      if (lease?.epoch !== opened.get(life)) broken('fencing', `${life.seat.name} calls for ${key} in epoch ${opened.get(life)} with money that was lent to epoch ${lease?.epoch}`);
    },
    /** The mark outside the database covers the entry of this call, which is about to leave: without it a copy that is put back can't know of the call. */
    isMarked({ raw, seat }: Life, key: string): void {
      const entry = raw.sql<At>("SELECT epoch, sequence FROM journal WHERE instr(body, ?) > 0 AND body ->> '$.kind' = 'call' AND body ->> '$.key' = ? ORDER BY epoch DESC, sequence DESC LIMIT 1").get(key, key);
      const mark = JSON.parse(seat.secrets.get('mark') ?? '{"epoch":0,"sequence":0}') as At;
      if (!entry || mark.epoch < entry.epoch || (mark.epoch === entry.epoch && mark.sequence < entry.sequence)) broken('fencing', `${seat.name} calls for ${key}: ${JSON.stringify({ entry, mark })}`);
    },
    /** Around the arrival of whatever names its epoch. Returns what to do when it has been answered. */
    arrives({ seat }: Life, { url, body }: Outgoing): () => void {
      const [, call] = /\/v1\/(?:stations\/[^/]+\/)?(journal|open|leases)$/.exec(url) ?? [];
      if (call === undefined) return () => undefined;
      const told = JSON.parse(body ?? '{}') as { epoch: number; stationId?: string };
      const stationId = told.stationId ?? /\/stations\/([^/]+)\//.exec(url)?.[1];
      const epoch = stage.sql<{ epoch: number }>('SELECT epoch FROM stations WHERE station_id = ?').get(stationId)?.epoch ?? 0;
      if (told.epoch >= epoch) return () => undefined;
      const before = JSON.stringify(booksOf(stage, accountId));
      return () => {
        if (JSON.stringify(booksOf(stage, accountId)) !== before) broken('fencing', `${call} of epoch ${told.epoch} of ${seat.name} moved money in epoch ${epoch}`);
      };
    },
  };
}
