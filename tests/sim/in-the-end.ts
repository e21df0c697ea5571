import type { JobKind } from '../../src-shared/domain/work.ts';
import { endedLeases } from './at-rest.ts';
import { refundedInTheEnd } from './deliveries.ts';
import { endedForNothing, type KnownOfEnded } from './ended-for-nothing.ts';
import { keyOf } from './message-keys.ts';
import { arrivalsInTheEnd, numbersInTheEnd } from './owed-elsewhere.ts';
import { owedInTheEnd, type KnownOfOwed } from './owed.ts';
import type { Life, Seat } from './seat.ts';
import { verdictsInTheEnd } from './verdicts.ts';
import type { View } from './view.ts';

type Known = KnownOfEnded & KnownOfOwed & {
  readonly keyOfMessage: (text: string) => string | null;
  /** The station's past is not all in its database. */
  readonly lineageBroken: (stationId: string) => boolean;
  /** It was called from a database that was put back to a time before it, or from a copy that is gone. */
  readonly calledByLost: (key: string) => boolean;
  /** A person had it called again. */
  readonly repeated: (key: string) => boolean;
};

/** When everything has come to rest: nothing is lost, both sides agree, and each effect was charged once. */
export function checkTheEnd(view: View, known: Known): void {
  const { world, broken, seats, excluded } = view;
  const { effects: { hasEffect, phoneOf }, keyOfMessage, lineageBroken, calledByLost, repeated } = known;
  const worldAll = <R>(text: string): R[] => world.stage.sql<R>(text).all();
  const worldOneOf = <R>(text: string, ...values: unknown[]): R | undefined => world.stage.sql<R>(text).get(...values);
  const live = seats().flatMap((seat) => (seat.life ? [seat.life] : []));
  for (const life of live) {
    const { seat, raw } = life;
    for (const { scanId, number } of seat.answered) {
      const row = raw.sql<{ text: string; verdict: string }>('SELECT text, verdict FROM scans WHERE id = ?').get(scanId);
      if (row?.text !== number) broken('nothing lost', `scan ${scanId} of ${number} at ${seat.name}`);
    }
    const open = raw.sql<{ id: number; kind: string; state: string; waits: string | null }>("SELECT id, kind, state, waits FROM jobs WHERE state NOT IN ('done', 'void', 'refused')").all();
    if (open.length > 0) broken('convergence', `${seat.name}: ${JSON.stringify(open.slice(0, 3))} of ${open.length} never ended`);
    agrees(life);
  }
  for (const life of live) {
    chargedOnce(life);
    endedForNothing(world, life, known, broken);
    verdictsInTheEnd(view, life);
    owedInTheEnd(view, life, known);
    arrivalsInTheEnd(view, life, known);
    numbersInTheEnd(view, life, known);
  }
  refundedInTheEnd(world, live, lineageBroken, reviewed, broken, excluded);
  eachIsPaid();
  for (const lease of endedLeases(world)) broken('convergence', `${lease} has ended and never came back`);

  /** Whatever happened outside is paid once, also where its job ended otherwise. */
  function eachIsPaid(): void {
    const keys = [
      ...worldAll<{ original: string; kind: JobKind }>('SELECT original, kind FROM conversions').map(({ original, kind }) => keyOf(world.accountId, original, kind)),
      ...worldAll<{ key: string }>("SELECT customer_data AS key FROM bindings").map(({ key }) => key),
      ...worldAll<{ text: string }>('SELECT text FROM messages').map(({ text }) => keyOfMessage(text) ?? ''),
    ];
    for (const key of new Set(keys)) {
      if (reviewed(key) || worldOneOf("SELECT 1 FROM captures WHERE key = ? AND (amount > refunded OR refund_reason = 'reported')", key)) continue;
      // What only a copy knew that is gone can't be charged any more.
      if (calledByLost(key)) excluded('an effect that only a lost copy knew');
      // A person repeated it and was refused: the provider had forgotten that it was its own doing.
      else if (repeated(key)) excluded('an effect that its provider has forgotten');
      else broken('one capture', `${key} happened and was never charged`);
    }
  }

  function agrees({ seat, raw }: Life): void {
    const epoch = Number(raw.meta.get('epoch') ?? 0);
    const stationId = raw.meta.get('stationId');
    const head = raw.sql<{ sequence: number; hash: string }>('SELECT sequence, hash FROM journal WHERE epoch = ? ORDER BY sequence DESC LIMIT 1').get(epoch);
    const there = worldOneOf<{ last_sequence: number; last_hash: string | null }>('SELECT last_sequence, last_hash FROM epochs WHERE station_id = ? AND epoch = ?', stationId, epoch);
    const acked = Number(raw.meta.get(`journal.acked.${epoch}`) ?? 0);
    if (!there || (head?.sequence ?? 0) !== there.last_sequence || (head?.hash ?? null) !== there.last_hash || acked !== there.last_sequence) {
      return broken('convergence', `${seat.name} has ${head?.sequence ?? 0} entries, ${acked} acknowledged, the API ${there?.last_sequence ?? 'none'}`);
    }
    if (seat.restores > 0 || seat.cloned.yes) return agreesNow(seat, raw, epoch);
    const own = raw.sql<{ held: number; captured: number; refunded: number; amount: number }>("SELECT coalesce(sum(held), 0) AS held, coalesce(sum(refunded), 0) AS refunded, coalesce(sum(captured), 0) AS captured, coalesce(sum(amount), 0) AS amount FROM leases").get();
    // One whose grant was never heard, and that a new epoch has frozen, is closed by the station when it has ended.
    const unheard = worldAll<{ lease_id: string; amount: number }>(`SELECT lease_id, amount FROM leases WHERE station_id = '${stationId}' AND state = 'frozen' AND captured = 0 AND spend_until > ${world.stage.now()}`)
      .reduce((sum, { lease_id, amount }) => sum + (raw.sql('SELECT 1 FROM leases WHERE lease_id = ?').get(lease_id) === undefined ? amount : 0), 0);
    const api = worldOneOf<{ captured: number; amount: number }>('SELECT coalesce(sum(captured), 0) AS captured, coalesce(sum(amount), 0) - ? AS amount FROM leases WHERE station_id = ?', unheard, stationId);
    const back = worldOneOf<{ n: number }>('SELECT coalesce(sum(refunded), 0) AS n FROM captures WHERE station_id = ?', stationId)?.n;
    // What was charged to a lease that a merchant had written off is with the platform's people, and so is what was given back of it.
    const kept = (reason: string): number => worldOneOf<{ li: number | null }>("SELECT sum(body ->> '$.amount') AS li FROM reviews WHERE station_id = ? AND reason = ?", stationId, reason)?.li ?? 0;
    if (own?.held !== 0 || own.captured !== (api?.captured ?? 0) + kept('over-lease') || own.amount !== api?.amount || own.refunded !== (back ?? 0) + kept('capture-unknown')) broken('convergence', `${seat.name} counts ${JSON.stringify(own)}, the API ${JSON.stringify(api)}; refunded ${back}`);
  }

  /** Of a past that is not all in its database only what was spent in the epoch that lives is the same on both sides. */
  function agreesNow({ name }: Seat, { sql, meta }: Life['raw'], epoch: number): void {
    const own = sql<{ held: number; captured: number }>('SELECT coalesce(sum(held), 0) AS held, coalesce(sum(captured), 0) AS captured FROM leases WHERE epoch = ?').get(epoch);
    const there = worldOneOf<{ held: number; captured: number }>(
      `SELECT 0 AS held, coalesce(sum(captured), 0) + coalesce((SELECT sum(body ->> '$.amount') FROM reviews WHERE station_id = @station AND epoch = @epoch AND reason = 'over-lease'
         AND body ->> '$.leaseId' IN (SELECT lease_id FROM leases WHERE station_id = @station AND epoch = @epoch)), 0) AS captured
       FROM leases WHERE station_id = @station AND epoch = @epoch`, { station: meta.get('stationId'), epoch },
    );
    if (JSON.stringify(own) !== JSON.stringify(there)) broken('convergence', `of epoch ${epoch} ${name} counts ${JSON.stringify(own)}, the API ${JSON.stringify(there)}`);
  }

  /** A job that is done has had its effect and was charged; of all stations together its key was charged once. */
  function chargedOnce({ seat, raw }: Life): void {
    for (const { key, kind, state, price } of raw.sql<{ key: string; kind: JobKind; state: string; price: number }>('SELECT * FROM jobs').all()) {
      if (kind === 'write-back') {
        const original = key.split(':')[1];
        const written = worldOneOf('SELECT 1 FROM write_backs WHERE original = ?', original) !== undefined;
        if (state === 'done' && !written) broken('nothing lost', `${seat.name}: ${key} is done and was never written back`);
        continue;
      }
      if (kind === 'unbind') {
        const phone = phoneOf(key.split(':')[1] ?? '');
        if (state === 'done' && worldOneOf('SELECT 1 FROM bindings WHERE a = ? AND unbound = 1', phone) === undefined) broken('one effect', `${seat.name}: ${key} is done and nothing was unbound`);
        continue;
      }
      const happened = hasEffect(key, kind);
      const net = worldOneOf<{ n: number }>("SELECT count(*) AS n FROM captures WHERE key = ? AND (amount > refunded OR refund_reason = 'reported')", key)?.n ?? 0;
      if (state === 'done' && !happened) broken('one effect', `${seat.name}: ${key} is done and nothing happened`);
      if (state === 'done' && price > 0 && net !== 1 && !(net === 0 && reviewed(key))) broken('one capture', `${seat.name}: ${key} is done and charged ${net} times`);
      if (state !== 'done' && net > 0 && !happened) broken('one capture', `${seat.name}: ${key} is ${state} and charged without an effect`);
    }
  }

  /** Two live copies spent the same lease twice, or it was written off: the API pays what it lent, and keeps the rest for a person (hole 7). */
  function reviewed(key: string): boolean {
    return worldOneOf("SELECT 1 FROM reviews WHERE reason = 'over-lease' AND body ->> '$.key' = ?", key) !== undefined;
  }
}
