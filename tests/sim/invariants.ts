import { conservation } from '../../src-main/practice/account/books.ts';
import type { JobKind } from '../../src-shared/domain/work.ts';
import type { Balance } from '../../src-shared/contract/money.ts';
import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { refundsOfKey, refundsOfLife, refundsOfWorld } from './deliveries.ts';
import { calledBack } from './called-back.ts';
import { failedIn } from './calm.ts';
import { causes } from './causes.ts';
import { effects } from './effects.ts';
import { fencing } from './fencing.ts';
import { checkTheEnd } from './in-the-end.ts';
import { limits } from './limits.ts';
import { REMEMBERS } from './memory.ts';
import { messageKeys } from './message-keys.ts';
import { messages } from './messages.ts';
import { WORLD } from './network.ts';
import { paidCalls } from './paid-calls.ts';
import { prices } from './prices.ts';
import type { Life, Seat } from './seat.ts';
import type { Copy } from './turn-back.ts';
import type { View } from './view.ts';

/** The Date header has whole seconds; beside that a station's time may be behind by what an answer was under way. */
const CLOCK_SLACK = 1_500;

/** Reviews that say that a station did what it may not. */
const MISTAKES = ['unreadable', 'over-lease', 'lease-unknown', 'hold-over-lease', 'hold-after-end', 'held-twice', 'capture-over-hold', 'capture-after-void', 'captured-twice', 'capture-unknown', 'refunded-twice', 'close-with-holds'];

/** Those that two copies of one database, or one that was put back, can't be kept from. */
const OF_COPIES = ['over-lease', 'hold-over-lease', 'hold-after-end', 'capture-unknown'];

/** Every invariant of docs/money.md, read from both sides' databases and not from the programs. */
export function invariants(view: View) {
  const { world, broken, time } = view;
  /** What a person gave up, by seat and key. */
  const givenUp = new Set<string>();
  const repeats = new Map<string, number>();
  /** How often a seat's database was put back to a time before the job was made: nothing there can know of the messages that have left. */
  const pasts = new Map<string, number>();
  /** By seat and key: called by a program whose database was put back to a time before that. */
  const lostCalls = new Set<string>();
  /** Leases that a merchant gave up: what is still charged to them is kept for review. */
  const wroteOff = new Set<string>();
  /** Leases that a life was told are lost. */
  const told = new WeakMap<Life, ReadonlySet<string>>();
  /** How often a seat ever called for a key. */
  const calledBy = new Map<string, Map<Seat, number>>();

  /** What is asked of a row once it has changed. */
  const OF_WORLD: Readonly<Record<string, (id: string) => void>> = {
    money(): void {
      const money = conservation(world.stage, world.accountId);
      if (!money.holds) broken('conservation', JSON.stringify(money));
      refundsOfWorld(world, broken);
    },
    lease(id): void {
      // Holds of an old epoch: a newer one charges what it found to the pool of all old leases, also to one on which a copy that lives on holds something.
      const over = worldOneOf(
        `SELECT 1 FROM leases l WHERE lease_id = ? AND captured + (SELECT coalesce(sum(amount), 0) FROM holds h WHERE h.lease_id = l.lease_id AND h.state = 'open'
           AND h.epoch = (SELECT epoch FROM stations s WHERE s.station_id = h.station_id) AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.station_id = h.station_id AND r.body ->> '$.holdId' = h.hold_id)) > amount`, id,
      );
      if (over) broken('no overspend', `lease ${id} on the API's side`);
    },
    review(id): void {
      const [station, reason, body, epoch] = JSON.parse(id) as [string, string, string, number];
      if (reason === 'over-lease' && isPaidByPool(station, epoch, body)) broken('one capture', `put aside, and the frozen leases have room for it: ${body}`);
      if (reason === 'hold-after-end' && paysAfterwards(station, body)) return;
      if (!MISTAKES.includes(reason) || (OF_COPIES.includes(reason) && lineageBroken(station)) || isOfWrittenOff(station, reason, body, epoch)) return;
      broken(reason === 'hold-after-end' ? 'time' : reason.startsWith('capture') && reason !== 'capture-unknown' ? 'one capture' : 'no overspend', `review ${reason}: ${body}`);
    },
    charge(key): void {
      const { n, paid, most } = worldOneOf<{ n: number; paid: number; most: number }>("SELECT sum(coalesce(refund_reason, '') <> 'captured-before') AS n, sum(amount - refunded) AS paid, max(amount) AS most FROM captures WHERE account_id = ? AND key = ?", world.accountId, key) ?? { n: 0, paid: 0, most: 0 };
      if (n > 1) broken('one capture', key);
      const twice = worldOneOf<{ number: string }>(
        "SELECT number FROM captures c WHERE account_id = ? AND key = ? AND work <> 'pickup-sms' AND (SELECT count(*) FROM captures o WHERE o.number = c.number AND o.work = c.work AND coalesce(o.refund_reason, '') <> 'captured-before') > 1", world.accountId, key,
      );
      if (twice) broken('one capture', `under two keys: ${twice.number}`);
      if (paid > most) broken('one capture', `paid more than once: ${key}`);
      refundsOfKey(world, key, broken);
    },
    conversion(original): void {
      if ((worldOneOf<{ n: number }>('SELECT count(*) AS n FROM conversions WHERE account_id = ? AND original = ?', world.accountId, original)?.n ?? 0) > 1) broken('one effect', `converted twice: ${original}`);
    },
    binding(key): void {
      if ((worldOneOf<{ n: number }>('SELECT count(*) AS n FROM bindings WHERE unbound = 0 AND customer_data = ?', key)?.n ?? 0) > 1) broken('one effect', `bound twice: ${key}`);
    },
    written(original): void {
      if (worldOneOf('SELECT 1 FROM write_backs WHERE converted = 0 AND original = ?', original)) broken('order', `written back before its conversion: ${original}`);
    },
    message(text): void {
      if (!keyOfMessage(text)) broken('order', 'a message names a number that no conversion gave');
    },
  };

  /** A charge to a lease that a merchant gave up, or to the pool that it was of; or what was given back of such a charge. */
  function isOfWrittenOff(station: string, reason: string, body: string, epoch: number): boolean {
    if (reason === 'capture-unknown') return worldOneOf("SELECT 1 FROM reviews WHERE station_id = ? AND reason = 'over-lease' AND body ->> '$.holdId' = ?", station, (JSON.parse(body) as { holdId: string }).holdId) !== undefined;
    if (reason !== 'over-lease') return false;
    const { leaseId } = JSON.parse(body) as { leaseId: string };
    const lease = worldOneOf<{ epoch: number }>('SELECT epoch FROM leases WHERE lease_id = ?', leaseId);
    if (wroteOff.has(leaseId) || !lease || lease.epoch === epoch) return wroteOff.has(leaseId);
    return [...wroteOff].some((given) => worldOneOf('SELECT 1 FROM leases WHERE lease_id = ? AND station_id = ? AND epoch < ?', given, station, epoch) !== undefined);
  }

  /** As entryOf: a frozen lease pays, whenever that is found, for what was done in its time; the hold and its charge are told together. */
  function paysAfterwards(station: string, body: string): boolean {
    const { holdId } = JSON.parse(body) as { holdId: string };
    return worldOneOf("SELECT 1 FROM holds h JOIN leases l USING (lease_id) WHERE h.station_id = ? AND h.hold_id = ? AND h.state = 'captured' AND l.state = 'frozen'", station, holdId) !== undefined;
  }

  /** A charge from before a new epoch is paid by whatever was lent to the station before it (money.md, hole 3). Room only gets less, so what is there now was there then. */
  function isPaidByPool(station: string, epoch: number, body: string): boolean {
    const { leaseId, amount } = JSON.parse(body) as { leaseId: string; amount: number };
    const own = worldOneOf<{ epoch: number }>('SELECT epoch FROM leases WHERE lease_id = ?', leaseId);
    if (!own || own.epoch >= epoch) return false;
    return (worldOneOf<{ room: number | null }>("SELECT sum(amount - captured) AS room FROM leases WHERE station_id = ? AND state = 'frozen' AND epoch < ?", station, epoch)?.room ?? 0) >= amount;
  }

  /** A database that was put back, or that lived twice: what only the lost copy knew can't be accounted for. */
  function lineageBroken(stationId: string): boolean {
    return view.seats().some((seat) => (seat.restores > 0 || seat.cloned.yes) && worldOneOf<{ device_id: string }>('SELECT device_id FROM stations WHERE station_id = ?', stationId)?.device_id === seat.deviceId);
  }
  const worldOneOf = <R>(text: string, ...values: unknown[]): R | undefined => world.stage.sql<R>(text).get(...values);
  const keyOfMessage = messageKeys(world);
  const paidCall = paidCalls(world, keyOfMessage);
  const outside = effects(world, keyOfMessage);
  const message = messages(view, paidCall, outside.phoneOf);
  const fence = fencing(view);
  const stopped = calledBack(time);
  const cause = causes(view, paidCall, outside.phoneOf);
  const limit = limits(view);
  const price = prices(view, keyOfMessage);

  /** Of what has changed in a station's database, once it is committed. */
  function ofLife(life: Life): void {
    if (life.raw.db.inTransaction) return;
    for (const { what, id } of life.seat.disk.changes()) {
      if (what === 'lease') leaseOf(life, id);
      else if (what === 'job') jobOf(life, id);
      else if (what === 'scan') scanOf(life, id);
      else if (what === 'attempt') attemptOf(life, id);
      else entryOf(life, id);
    }
  }

  function leaseOf(life: Life, id: string): void {
    const { raw: { sql }, seat: { name } } = life;
    const lease = sql<{ amount: number; wrong: number }>(
      `SELECT amount, held + captured > amount
        OR held <> (SELECT coalesce(sum(amount), 0) FROM holds WHERE lease_id = l.lease_id AND state = 'open')
        OR captured <> (SELECT coalesce(sum(amount), 0) FROM holds WHERE lease_id = l.lease_id AND state = 'captured') AS wrong FROM leases l WHERE lease_id = ?`,
    ).get(id);
    if (lease?.wrong) broken('no overspend', `lease ${id} at ${name}`);
    if (lease && worldOneOf<{ amount: number }>('SELECT amount FROM leases WHERE lease_id = ?', id)?.amount !== lease.amount) broken('no overspend', `lease ${id} at ${name} is not what was lent`);
    refundsOfLife(life, 'lease', id, broken);
  }

  function jobOf(life: Life, id: string): void {
    const wrong = life.raw.sql<{ state: string }>(
      `SELECT state FROM jobs j WHERE id = ? AND (charged <> coalesce((SELECT sum(amount) FROM holds WHERE job_id = j.id AND state = 'captured'), 0) OR (charged > 0 AND state <> 'done')
         OR (state IN ('done', 'void', 'refused') AND EXISTS (SELECT 1 FROM holds WHERE job_id = j.id AND state = 'open')))`,
    ).get(id);
    if (wrong) broken('one capture', `job ${id} (${wrong.state}) at ${life.seat.name}`);
    const failure = failedIn(life, id);
    if (failure !== null) broken('calm', `job ${id} at ${life.seat.name}: ${failure}`);
    refundsOfLife(life, 'job', id, broken);
  }

  /** Judged when the scan appears, and again only when it is decided again, for what is not paid yet follows the price list: all the work that it was answered with is there. What a list had set to work before may be this scan's too. */
  function scanOf({ raw: { sql }, seat: { name } }: Life, id: string): void {
    const scan = sql<{ cost: number; due: number }>("SELECT cost, (SELECT coalesce(sum(price), 0) FROM jobs WHERE scan_id = s.id) AS due FROM scans s WHERE id = ? AND undone_at IS NULL").get(id);
    if (scan && scan.due < scan.cost) broken('nothing lost', `scan ${id} at ${name} costs ${scan.cost}, and its work ${scan.due}`);
  }

  /** Judged when a call is claimed: nothing is begun for a parcel that must not leave, or may not yet, as far as this program was told or its database knows, nor before what it depends on. */
  function attemptOf(life: Life, id: string): void {
    const { raw: { sql }, seat: { name } } = life;
    const [job, attempt] = id.split(':').map(Number);
    const begun = sql<{ kind: JobKind }>('SELECT kind FROM attempts JOIN jobs ON jobs.id = job_id WHERE job_id = ? AND attempt = ? AND attempts.ended_at IS NULL').get(job, attempt);
    if (begun) limit.begins(life, begun.kind);
    const call = sql<{ key: string; number: string; early: number; held: number; back: number; doubt: number }>(
      `SELECT key, number, EXISTS (SELECT 1 FROM jobs earlier WHERE earlier.id = jobs.depends_on AND earlier.state <> 'done') AS early,
         EXISTS (SELECT 1 FROM parcels WHERE number = jobs.number AND hold = 1) AS held,
         EXISTS (SELECT 1 FROM parcels WHERE number = jobs.number AND refund = 1) OR EXISTS (SELECT 1 FROM interceptions WHERE number = jobs.number) AS back,
         EXISTS (SELECT 1 FROM attempts earlier WHERE job_id = jobs.id AND earlier.attempt < attempts.attempt AND (((purpose = 'call' OR kind = 'privacy') AND (outcome IS NULL OR outcome = 'unknown')) OR outcome = 'done')) AS doubt
       FROM attempts JOIN jobs ON jobs.id = job_id WHERE job_id = ? AND attempt = ? AND purpose = 'call' AND attempts.ended_at IS NULL AND kind NOT IN ('pickup-sms', 'unbind')`,
    ).get(job, attempt);
    if (!call) return;
    const word = stopped.of(life, call.number);
    if (call.early) broken('order', `${name} calls for ${call.key} before what it depends on`);
    const isBack = Boolean(call.back) || word.back;
    if (isBack && !call.doubt) broken('order', `${name} calls for ${call.key}, whose parcel was called back`);
    // What may have happened of one that is both ends as it will: nobody lets it go any more.
    if (!isBack && (call.held || word.held)) broken('order', `${name} calls for ${call.key}, whose parcel is held`);
  }

  function entryOf(life: Life, id: string): void {
    const { sql } = life.raw;
    const [epoch, sequence] = id.split(':').map(Number) as [number, number];
    const body = (at: number): { kind?: string; leaseId?: string; holdId?: string; key?: string; amount?: number } => JSON.parse(sql<{ body: string }>('SELECT body FROM journal WHERE epoch = ? AND sequence = ?').get(epoch, at)?.body ?? '{}') as object;
    const { kind, holdId, leaseId, key = '', amount = 0 } = body(sequence);
    if (kind !== 'hold') return;
    // What is held and charged in one breath on a frozen lease pays for an effect that is older than the hold.
    const isPaidAtOnce = body(sequence + 1).holdId === holdId;
    if (!isPaidAtOnce) price.holds(life, { key, amount });
    const isPaidAfterwards = isPaidAtOnce && sql("SELECT 1 FROM holds JOIN leases USING (lease_id) WHERE hold_id = ? AND holds.state = 'captured' AND leases.state = 'frozen'").get(holdId) !== undefined;
    if (!isPaidAfterwards) holdInTime(life, leaseId ?? '');
  }

  /** Judged once, when the entry appears: by the true time, not by the station's. */
  function holdInTime(life: Life, leaseId: string): void {
    if (told.get(life)?.has(leaseId)) return broken('no overspend', `${life.seat.name} holds on ${leaseId}, of which it was told that it is lost`);
    const end = worldOneOf<{ spend_until: number }>('SELECT spend_until FROM leases WHERE lease_id = ?', leaseId)?.spend_until ?? 0;
    if (time.now() <= end + CLOCK_SLACK + life.took) return;
    // By its machine's clock as far as the API has corrected that.
    if (!life.heard && time.now() + life.seat.wallOffset - life.ahead <= end) return view.excluded('a hold after its lease ended, by a station that started or woke without a network and with its clock behind');
    broken('time', `${life.seat.name} holds ${time.now() - end} ms after the end of ${leaseId}`);
  }

  return {
    afterStep(): void {
      // A station's step can change its own database only, and the world's its own; those of the day itself all.
      const whose = view.seats().find(({ life }) => life?.actor === time.last())?.life;
      if (whose && !whose.dead) {
        ofLife(whose);
        price.stepped(whose);
      } else for (const { what, id } of world.changes()) OF_WORLD[what]?.(id);
      if (!whose && time.last() !== WORLD) for (const seat of view.seats()) if (seat.life) ofLife(seat.life);
      for (const { actor, error } of time.errors.splice(0)) {
        if (actor.alive) broken('calm', `${actor.name}: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error)}`);
      }
      for (const seat of view.seats()) if (seat.thrown > 0) broken('nothing lost', `${seat.name} answered a scan with an error`);
    },
    /** Money first, and the order of work: judged in the moment a request leaves, from what is committed then. */
    leaves(life: Life, outgoing: Outgoing): void {
      cause.leaves(life, outgoing);
      limit.leaves(life, outgoing);
      const key = paidCall(outgoing);
      if (key === null) return;
      const { raw, seat } = life;
      const by = calledBy.get(key) ?? new Map<Seat, number>();
      calledBy.set(key, by.set(seat, (by.get(seat) ?? 0) + 1));
      if (raw.db.inTransaction) broken('money first', `${seat.name} calls from inside a transaction`);
      if (outgoing.url.endsWith('/SendMsg')) message.leaves(seat, key, outgoing, pasts.get(`${seat.name} ${key}`) ?? 0);
      const job = raw.sql<{ id: number; kind: JobKind; state: string; price: number; depends_on: number | null; claim: string }>('SELECT * FROM jobs WHERE key = ?').get(key);
      if (!job) return broken('money first', `${seat.name} calls for ${key} without a job`);
      const hold = raw.sql<{ amount: number; lease: string; lease_id: string; told: number }>(
        `SELECT holds.amount, lease_id, leases.state AS lease, EXISTS (SELECT 1 FROM journal WHERE instr(body, hold_id) > 0 AND body ->> '$.holdId' = hold_id AND body ->> '$.kind' = 'hold') AS told
         FROM holds JOIN leases USING (lease_id) WHERE job_id = ? AND holds.state = 'open'`,
      ).get(job.id);
      if (job.state !== 'calling' || job.price <= 0 || hold?.amount !== job.price || !hold.told) broken('money first', `${seat.name} calls for ${key}: ${JSON.stringify({ state: job.state, price: job.price, hold })}`);
      const attempt = raw.sql<{ purpose: string }>('SELECT purpose FROM attempts WHERE job_id = ? AND claim = ? AND ended_at IS NULL').get(job.id, job.claim);
      if (!attempt) broken('money first', `${seat.name} calls for ${key} without an attempt`);
      if (attempt?.purpose === 'call' && hold?.lease !== 'open') broken('fencing', `${seat.name} calls for ${key} with the money of a ${hold?.lease} lease`);
      if (attempt?.purpose === 'call' && hold) fence.calls(life, key, hold.lease_id);
      if (attempt?.purpose === 'call') fence.isMarked(life, key);
      const earlier = job.depends_on === null ? null : raw.sql<{ state: string }>('SELECT state FROM jobs WHERE id = ?').get(job.depends_on);
      if (earlier && earlier.state !== 'done') broken('order', `${seat.name} calls for ${key} before what it depends on`);
    },
    /** Around a request's arrival outside: one effect, and fencing. Returns what to do when it has been answered. */
    arrives(life: Life, outgoing: Outgoing): () => void {
      const after = fence.arrives(life, outgoing);
      const sent = outgoing.url.endsWith('/SendMsg') ? message.count() : -1;
      return () => {
        after();
        if (sent >= 0 && message.count() > sent) message.arrived(life.seat, outgoing, (own) => repeats.get(own) ?? 0);
      };
    },
    /** What it had committed when it died is judged then, and not when the next program finds it. */
    died: ofLife,
    repeated: (seat: Seat, key: string): void => void repeats.set(`${seat.name} ${key}`, (repeats.get(`${seat.name} ${key}`) ?? 0) + 1),
    gaveUp: (seat: Seat, key: string): void => void givenUp.add(`${seat.name} ${key}`),
    putBack(seat: Seat, { keys, calls }: Copy): void {
      for (const [key, by] of calledBy) {
        const own = `${seat.name} ${key}`;
        if (by.has(seat) && !keys.has(key)) pasts.set(own, (pasts.get(own) ?? 0) + 1);
        // Work that the copy knew, but not its call, may be given up there before it can be asked about.
        if ((by.get(seat) ?? 0) > (calls.get(key) ?? 0)) lostCalls.add(own);
      }
    },
    parked: cause.parked,
    priced: price.changed,
    hasEffect: outside.hasEffect,
    paidCall,
    /** The API says which leases are lost: from here on this life holds nothing on them. */
    hears(life: Life, outgoing: Outgoing, answer: Sent): void {
      fence.hears(life, outgoing, answer);
      limit.hears(life, outgoing);
      price.hears(life, outgoing, answer);
      stopped.hears(life, outgoing, answer);
      cause.hears(life, outgoing, answer);
      const { url } = outgoing;
      if (!url.endsWith('/v1/balance') || answer.kind !== 'answer' || !answer.text.startsWith('{"balance":')) return;
      const { leases } = JSON.parse(answer.text) as Balance;
      if (Array.isArray(leases)) told.set(life, new Set(leases.flatMap(({ leaseId, state }) => (state === 'closed' ? [leaseId] : []))));
    },
    writtenOff: (leaseId: string): void => void wroteOff.add(leaseId),
    /**
     * A station that knows of an earlier call must not make another one when the provider knows nothing of it any more. Of what another station had
     * done before that call, it can't know.
     */
    callsAgain(life: Life, outgoing: Outgoing): void {
      const key = paidCall(outgoing) ?? '';
      const [, original, kind] = key.split(':');
      const doneAt = worldOneOf<{ at: number }>('SELECT at FROM conversions WHERE original = ? AND kind = ?', original, kind)?.at ?? 0;
      const before = life.raw.sql<{ n: number }>(
        "SELECT count(*) AS n FROM attempts JOIN jobs ON jobs.id = job_id WHERE key = ? AND purpose = 'call' AND outcome = 'unknown' AND started_at < ?",
      ).get(key, Math.min(time.now() - REMEMBERS, doneAt))?.n ?? 0;
      if (before > 0 && !repeats.has(`${life.seat.name} ${key}`)) broken('one effect', `${life.seat.name} calls again for ${key}, which its provider did and has forgotten`);
    },
    isDone(outgoing: Outgoing): boolean {
      const key = paidCall(outgoing);
      return key !== null && outside.hasEffect(key, (key.split(':')[2] ?? '') as JobKind);
    },
    atTheEnd: (): void => (price.inTheEnd(), checkTheEnd(view, {
      effects: outside, keyOfMessage, lineageBroken, wasRefused: cause.wasRefused, isPhoneGone: cause.isPhoneGone,
      calledByLost: (key) => [...(calledBy.get(key)?.keys() ?? [])].some((seat) => lostCalls.has(`${seat.name} ${key}`) || !view.seats().includes(seat)),
      gaveUp: (seatName, key) => givenUp.has(`${seatName} ${key}`),
      repeated: (key) => [...repeats.keys()].some((own) => own.endsWith(` ${key}`)),
    })),
  };
}
