import { createHash } from 'node:crypto';
import type { Outgoing } from '../../src-main/egress/egress.ts';
import { failDeliveries } from '../../src-main/practice/account/delivery-reports.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { nextDue, underWay } from './at-rest.ts';
import { numbersOf } from './belt.ts';
import { besideTheDesk } from './beside-the-desk.ts';
import { isOfItsOwnMaking } from './calm.ts';
import { chance } from './chance.ts';
import { tellOddReport } from './deliveries.ts';
import { invariants } from './invariants.ts';
import { memory } from './memory.ts';
import { network } from './network.ts';
import { people } from './people.ts';
import type { Item, NetworkFault, Plan } from './plan.ts';
import { platform } from './platform.ts';
import { HELPER, boot, loseKeys, newSeat, putBack, scan, undo, type Life, type Seat, type SeatParts } from './seat.ts';
import { copyNow, turnBacks, type Copy } from './turn-back.ts';
import type { Violation } from './view.ts';
import { enter, install, virtualTime } from './virtual-time.ts';
import { createWorld, prepareWorld } from './world.ts';

export type Told = {
  readonly seed: number;
  readonly stations: number;
  readonly days: number;
  readonly steps: number;
  readonly scans: number;
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly excluded: Readonly<Record<string, number>>;
  /** How the work of the seats ended, by state. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Virtual ms that the faults' end took to heal. */
  readonly healed: number;
  /** Of every line of the history: the same seed has the same. */
  readonly digest: string;
  readonly history: readonly string[];
};

/** 08:00 on a day in UTC+8. */
const START = Date.UTC(2026, 10, 24, 0);
/** So long after the last fault everything has to be at rest. */
const PATIENCE = 3_600_000;
/** 厘 for each station, which is more than it can hold: in the end money keeps nothing waiting. */
const MONEY_EACH = 100_000;
const HISTORY = 400;
/** Planned is not yet met: these count when they happen, or where somebody meets them. */
const COUNTED_LATER: readonly Item['do'][] = ['crash', 'restore', 'write-off', 'keys-lost', 'partition', 'outage', 'lag', 'forgetful', 'suspend', 'order', 'list', 'give-up', 'say-number'];
/** So long providers are slow to a station of which a copy is made, and the account API does not hear it. */
const SLOW = 5_000;

/** Plays a plan, or only some of its items, and checks every invariant after every step. The first violation ends it. */
export async function play(plan: Plan, keep?: ReadonlySet<number>): Promise<Told> {
  install();
  const time = virtualTime(START);
  prepareWorld(plan.seed, time);
  enter(time, plan.seed);
  const world = createWorld(plan.seed);
  // Money counts from the first moment; the template was made at another one.
  const seats: Seat[] = [];
  const faults: Record<string, number> = {};
  const excluded: Record<string, number> = {};
  const violations: Violation[] = [];
  const history: string[] = [];
  const digest = createHash('sha256');
  const ended: Life[] = [];
  let requests = 0;
  const note = (who: string, what: string): void => {
    const line = `${time.now() - time.start} ${who}: ${what}`;
    digest.update(line);
    history.push(line);
    if (history.length > 2 * HISTORY) history.splice(0, HISTORY);
  };
  const met = (kind: string): void => void (faults[kind] = (faults[kind] ?? 0) + 1);
  const broken = (invariant: Violation['invariant'], about: string): void => {
    if (violations.length === 0) note('VIOLATION', `${invariant}: ${about}`);
    violations.push({ invariant, about });
  };
  const onceHeld = new Set<string>();
  const check = invariants({ time, world, seats: () => seats, onceHeld, broken, excluded: (what) => void (excluded[what] = (excluded[what] ?? 0) + 1) });

  const chosen = plan.items.filter((_, at) => !keep || keep.has(at));
  const planned = new Map<string, NetworkFault>();
  for (const item of chosen) if (item.do === 'network') planned.set(`${item.station}:${item.request}`, item.fault);
  const remembered = memory(time, world);
  const net = network({ seed: plan.seed, time, world, faults: planned, met, note, leaves: (life, outgoing) => ((requests += 1), check.leaves(life, outgoing), worst.leaves(life, outgoing)), arrives, hears: check.hears, isDone: check.isDone, callsAgain: check.callsAgain, memory: remembered });
  function arrives(life: Life, outgoing: Outgoing): () => void {
    const after = check.arrives(life, outgoing);
    return () => (after(), worst.happened(life, outgoing));
  }
  const alarmed = (life: Life, problem: Problem): void => {
    if (!life.dead && isOfItsOwnMaking(problem)) broken('calm', `${life.seat.name}: ${problem.code} ${problem.about ?? ''}`);
  };
  const parts: SeatParts = { time, world, send: net.send, note, alarmed, died: (life) => void ended.push(life) };

  const numbers = numbersOf(plan, world);
  const after = new Map<Seat, { off: number; again: number | null; copy: Copy | null }>();
  /** Powered on in a shift only. */
  function start(seat: Seat, again: number | null): void {
    if (!seats.includes(seat) || seat.life) return;
    const shift = plan.shifts.find(({ to }) => to > time.now() - time.start);
    const wait = shift ? shift.from - (time.now() - time.start) : 0;
    if (wait > 0) return time.after(HELPER, wait, () => start(seat, again));
    note(seat.name, 'starts');
    boot(parts, seat, again);
  }
  /** What a life leaves behind when it has ended: its open files, and somebody who starts the next one. */
  function bury(): void {
    for (const life of ended.splice(0)) {
      if (life.pointsLeft !== null && life.pointsLeft <= 0) met('crash');
      if (seats.includes(life.seat)) check.died(life);
      const { off, again, copy } = after.get(life.seat) ?? { off: 1_000, again: null, copy: null };
      after.delete(life.seat);
      if (copy) {
        putBack(life.seat, copy);
        check.putBack(life.seat, copy);
        life.seat.restores += 1;
      }
      if (seats.includes(life.seat)) time.after(HELPER, off, () => start(life.seat, again));
    }
  }

  const worst = turnBacks({
    time, world, note, paidCall: check.paidCall, isDone: check.isDone,
    scan: (life, n) => asLife(life, () => scan(life, numbers[n] as string)),
    putBack(seat, copy, { moment, off }) {
      met(`turned-back: ${moment}`);
      turnBack(seat, copy, off);
    },
  });

  for (let index = 0; index < plan.stations; index += 1) {
    const seat = newSeat(index, `station-${index}`);
    seats.push(seat);
    time.after(HELPER, index * 40, () => start(seat, null));
  }
  for (const item of chosen) if (item.do !== 'network') time.after(HELPER, item.at, () => happen(item));
  for (const [at, shift] of plan.shifts.entries()) {
    const next = plan.shifts[at + 1];
    if (next) time.after(HELPER, shift.to, () => sleep(time.start + next.from));
  }

  function sleep(until: number): void {
    for (const seat of seats) {
      if (!seat.life || seat.life.actor.asleepUntil >= until) continue;
      seat.life.actor.asleepUntil = until;
      seat.life.heard = false;
      seat.slept += until - time.now();
    }
  }

  /** In a step of its own, so that its timers are its own. */
  function asLife(life: Life, run: () => void): void {
    time.after(life.actor, 0, run);
  }
  const beside = besideTheDesk({ time, world, asLife, seats, onceHeld, met });
  const { suspend, writeOff, topUp, decide } = people({ time, world, note, check, asLife });
  const decided = platform(time, world, suspend, check.priced);

  function happen(item: Exclude<Item, { do: 'network' }>): void {
    const seat = 'station' in item ? seats[item.station] : undefined;
    const life = seat?.life ?? null;
    if (item.do !== 'scan' && item.do !== 'undo' && item.do !== 'person') {
      if ('station' in item && !life && item.do !== 'partition' && item.do !== 'clock' && item.do !== 'turn-back') return;
      if (!COUNTED_LATER.includes(item.do)) met(item.do);
      note('plan', JSON.stringify(item));
    }
    switch (item.do) {
      case 'scan': {
        if (life && life.actor.asleepUntil <= time.now()) asLife(life, () => scan(life, numbers[item.n] as string));
        return;
      }
      case 'undo': {
        if (life && life.actor.asleepUntil <= time.now()) asLife(life, () => note(life.seat.name, `undo: ${undo(life)}`));
        return;
      }
      case 'crash': {
        if (!life || !seat) return;
        after.set(seat, { off: item.off, again: item.again, copy: null });
        life.pointsLeft = item.points;
        return;
      }
      case 'restart': {
        if (!life || !seat) return;
        after.set(seat, { off: item.off, again: null, copy: null });
        asLife(life, () => void life.station.stop().then(() => life.die(), () => life.die()));
        return;
      }
      case 'partition': return void (seat && (seat.partitionedUntil = time.now() + item.for));
      case 'outage': return net.outage(item.of, item.how, time.now() + item.for);
      case 'clock': return void (seat && (seat.wallOffset += item.by));
      case 'restore': {
        const copy = copies.get(item);
        if (!life || !seat || !copy) return;
        met('restore');
        return turnBack(seat, copy, item.off);
      }
      case 'turn-back': return void (seat && worst.arm(seat, item));
      case 'clone': return void (life && cloneOf(life, item.for));
      case 'busy-clone': {
        if (!life || !seat) return;
        seat.slowUntil = time.now() + SLOW;
        seat.cutOff = true;
        time.after(HELPER, SLOW, () => void (seat.cutOff = false));
        const copy = cloneOf(life, item.for);
        const later = (ms: number, who: () => Life | null, n: number): void => time.after(HELPER, ms, () => {
          const one = who();
          if (one && one.actor.asleepUntil <= time.now()) asLife(one, () => scan(one, numbers[n] as string));
        });
        const [last, ...own] = item.scans.toReversed() as [number, ...number[]];
        for (const [turn, n] of own.entries()) later(200 * (turn + 1), () => seat.life, n);
        return later(1_500, () => copy.life, last);
      }
      case 'deliveries-fail': return failDeliveries(world.stage, item.count);
      case 'odd-report': return tellOddReport(world, item.how);
      case 'api-crash':
        return world.api.dieIn(item.points, item.call, () => {
          note('api', 'is gone');
          met('api-died');
          time.after(HELPER, item.off, () => (note('api', 'is back'), world.api.rise()));
        });
      case 'refusals': return net.refuse(item.of, item.why, item.share, time.now() + item.for);
      case 'lag': return remembered.lag(item.of, item.by);
      case 'forgetful': return remembered.forget(item.of);
      case 'keys-lost': return void (seat && loseKeys(seat) && met('keys-lost'));
      case 'write-off': return void (seat && writeOff(seat) && met('write-off'));
      case 'top-up': return void (life && topUp(life, item.amount, item.paid));
      case 'order': return beside.change(numbers[item.n] as string, item);
      case 'list': return void (seat && beside.list(seat, item.parcels.map((n) => numbers[n] as string), item));
      case 'give-up': return void (life && beside.giveUp(life));
      case 'pause': return void (seat && beside.pause(seat, item.for));
      case 'service-off': case 'price': case 'limits': case 'short-leases': case 'small-loans': case 'say-number': case 'suspend': case 'drain': case 'expire': return decided.decides(item);
      case 'person': return void (life && life.actor.asleepUntil <= time.now() && decide(life, item.repeats, 2));
    }
  }
  function turnBack(seat: Seat, copy: Copy, off: number): void {
    after.set(seat, { off, again: null, copy });
    seat.life?.die();
  }
  const copies = new Map<Item, Copy>();
  for (const item of chosen) {
    if (item.do === 'restore') time.after(HELPER, item.taken, () => {
      const life = seats[item.station]?.life;
      if (life && !life.raw.db.inTransaction) copies.set(item, copyNow(life));
    });
  }

  /** No two copies have one name, also where the first of them is gone: what is counted of a seat is counted by its name. */
  let made = plan.stations - 1;
  function cloneOf(life: Life, until: number): Seat {
    const seat = newSeat(100 + seats.length, `${life.seat.name}-copy-${(made += 1)}`, life.seat);
    seat.cloned.yes = true;
    seats.push(seat);
    time.after(HELPER, 500, () => start(seat, null));
    const dice = chance('clone', plan.seed, seat.index);
    for (let n = 0; n < 4; n += 1) {
      const number = numbers[dice.below(numbers.length)] as string;
      time.after(HELPER, 2_000 + dice.below(8_000), () => {
        const copy = seat.life;
        if (copy && copy.actor.asleepUntil <= time.now()) asLife(copy, () => scan(copy, number));
      });
    }
    time.after(HELPER, until, () => remove(seat));
    return seat;
  }
  function remove(seat: Seat): void {
    const at = seats.indexOf(seat);
    if (at >= 0) seats.splice(at, 1);
    seat.life?.die();
    seat.disk.db.close();
  }

  const run = async (until: number): Promise<void> => {
    while (violations.length === 0 && (await time.step(until))) {
      bury();
      check.afterStep();
      worst.afterStep();
    }
    time.skipTo(until);
  };
  const last = plan.shifts.at(-1)?.to ?? 0;
  await run(time.start + last + 1_000);

  // The faults stop, money comes, every machine is on; then all of it has to end.
  const from = time.now();
  note('plan', 'the faults stop');
  net.heal();
  worst.heal();
  world.api.rise();
  planned.clear();
  // A copy that was still running is switched off for good.
  for (const seat of seats.filter(({ index }) => index >= 100)) remove(seat);
  for (const seat of seats) {
    seat.partitionedUntil = 0;
    seat.slowUntil = 0;
    seat.cutOff = false;
    if (seat.life) seat.life.pointsLeft = null;
    // One that has nothing to say would only notice when it does, or at its next start: this is its next start.
    if (seat.cloned.yes) seat.life?.die();
  }
  after.clear();
  bury();
  for (const seat of seats) time.after(HELPER, 0, () => start(seat, null));
  decided.heal(MONEY_EACH * plan.stations);
  while (violations.length === 0 && time.now() - from < PATIENCE && underWay(world, seats) !== null) {
    await run(time.now() + 2_000);
    for (const seat of seats) if (seat.life) decide(seat.life, false, 50);
    beside.heal();
    leap();
  }
  const healed = time.now() - from;
  const open = underWay(world, seats);
  if (violations.length === 0 && open !== null) broken('convergence', `not at rest ${healed} ms after the last fault: ${open}`);
  if (violations.length === 0) check.atTheEnd();
  const jobs: Record<string, number> = {};
  for (const { disk } of seats) for (const { state, n } of disk.sql<{ state: string; n: number }>('SELECT state, count(*) AS n FROM jobs GROUP BY state').all()) jobs[state] = (jobs[state] ?? 0) + n;
  for (const seat of seats) seat.disk.db.close();
  world.db.close();

  /** Where nothing is due for a while, the machines sleep until it is: the same as waiting, and quicker to play. */
  function leap(): void {
    const until = nextDue(seats);
    if (until !== null && until - time.now() > 10_000) sleep(Math.min(until, time.now() + 300_000) - 2_000);
  }

  return {
    seed: plan.seed, stations: plan.stations, days: plan.days, steps: time.steps(), scans: seats.reduce((sum, seat) => sum + seat.answered.length, 0), requests,
    faults, excluded, jobs, violations, healed, digest: digest.digest('hex').slice(0, 16), history: history.slice(-HISTORY),
  };
}
