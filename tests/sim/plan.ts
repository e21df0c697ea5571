import { SERVICES, type Service } from '../../src-shared/domain/work.ts';
import { chance, type Chance } from './chance.ts';
import { REFUSAL_KINDS, type RefusalKind } from './refusals.ts';

export const NETWORK_FAULTS = ['not-sent', 'lose-request', 'lose-answer', 'duplicate', 'late', 'slow', 'status-429', 'status-500', 'status-500-after', 'garbage', 'schema'] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

/** A report of a message again, or the opposite of it, or one of work that nobody here knows. */
export const ODD_REPORTS = ['again', 'opposite', 'unknown-key', 'other-account'] as const;
export type OddReport = (typeof ODD_REPORTS)[number];

/** When a database is copied that is put back at the worst moment: it waits for money, it gives money back, its money will be used up. */
export const MOMENTS = ['unheld', 'refunded', 'used-up'] as const;
export type TurnBack = { readonly do: 'turn-back'; readonly at: number; readonly station: number; readonly moment: (typeof MOMENTS)[number]; readonly wait: number; readonly off: number; readonly scans: readonly number[] };

/** The platform holds an order for a while, refunds it, or has its parcel intercepted. */
export type OrderChange = { readonly do: 'order'; readonly at: number; readonly n: number; readonly how: 'hold' | 'refund' | 'intercept'; readonly for: number };
/** A list of parcels is converted; after so many ms it is paused for a while, or cancelled. */
export type ListWork = { readonly do: 'list'; readonly at: number; readonly station: number; readonly parcels: readonly number[]; readonly stop: 'pause' | 'cancel' | null; readonly after: number; readonly for: number };

/** One thing that happens in a day, at ms from its start. Leaving any of them out leaves a day that can still be played. */
export type Item =
  | { readonly do: 'scan'; readonly at: number; readonly station: number; readonly n: number }
  | { readonly do: 'undo'; readonly at: number; readonly station: number }
  | { readonly do: 'crash'; readonly at: number; readonly station: number; readonly points: number; readonly off: number; readonly again: number | null }
  | { readonly do: 'restart'; readonly at: number; readonly station: number; readonly off: number }
  | { readonly do: 'network'; readonly station: number; readonly request: number; readonly fault: NetworkFault }
  | { readonly do: 'partition'; readonly at: number; readonly station: number; readonly for: number }
  | { readonly do: 'outage'; readonly at: number; readonly of: 'account' | Service; readonly how: 'refused' | 'silent' | 'busy'; readonly for: number }
  | { readonly do: 'clock'; readonly at: number; readonly station: number; readonly by: number }
  | { readonly do: 'restore'; readonly at: number; readonly station: number; readonly taken: number; readonly off: number }
  | TurnBack
  | { readonly do: 'clone'; readonly at: number; readonly station: number; readonly for: number }
  | { readonly do: 'busy-clone'; readonly at: number; readonly station: number; readonly for: number; readonly scans: readonly number[] }
  | { readonly do: 'service-off'; readonly at: number; readonly service: Service; readonly for: number }
  | { readonly do: 'deliveries-fail'; readonly at: number; readonly count: number }
  | { readonly do: 'odd-report'; readonly at: number; readonly how: OddReport }
  | { readonly do: 'drain'; readonly at: number }
  | { readonly do: 'expire'; readonly at: number; readonly refresh: boolean }
  | { readonly do: 'api-crash'; readonly at: number; readonly points: number; readonly call: string | null; readonly off: number }
  | { readonly do: 'refusals'; readonly at: number; readonly of: Service; readonly why: RefusalKind; readonly share: number; readonly for: number }
  | { readonly do: 'lag'; readonly at: number; readonly of: 'sync' | 'trace' | 'sms'; readonly by: number }
  | { readonly do: 'forgetful'; readonly at: number; readonly of: 'sync' | 'trace' }
  | { readonly do: 'write-off'; readonly at: number; readonly station: number }
  | { readonly do: 'top-up'; readonly at: number; readonly station: number; readonly amount: number; readonly paid: number | null }
  | { readonly do: 'keys-lost'; readonly at: number; readonly station: number }
  | { readonly do: 'short-leases'; readonly at: number; readonly ms: number }
  | OrderChange
  | ListWork
  | { readonly do: 'give-up'; readonly at: number; readonly station: number }
  | { readonly do: 'pause'; readonly at: number; readonly station: number; readonly for: number }
  | { readonly do: 'say-number'; readonly at: number }
  | { readonly do: 'price'; readonly at: number; readonly service: Service; readonly price: number }
  | { readonly do: 'small-loans'; readonly at: number; readonly amount: number; readonly for: number }
  | { readonly do: 'limits'; readonly at: number; readonly perSecond: number; readonly concurrency: number }
  | { readonly do: 'suspend'; readonly at: number; readonly for: number }
  | { readonly do: 'person'; readonly at: number; readonly station: number; readonly repeats: boolean };
export type FaultKind = Exclude<Item['do'], 'scan' | 'undo' | 'person'>;

export type Plan = {
  readonly seed: number;
  readonly stations: number;
  readonly days: number;
  readonly items: readonly Item[];
  /** Kinds that were left out of them. */
  readonly without: readonly FaultKind[];
  /** ms from the start: the stations work in these spans and sleep between them. */
  readonly shifts: readonly { readonly from: number; readonly to: number }[];
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Shifts of one day. They are seconds long: what takes long in a real day is nothing happening. */
const HOURS = [0, 4, 13];
/** One more the next morning, when the leases of the day have ended. */
const NEXT_MORNING = HOUR;
const SHIFT = 14_000;
/** Parcels that this seed's stations meet: few enough that two stations meet the same one, and that a day does not run dry. */
export const parcelsOf = (stations: number): number => Math.max(60, 12 * stations);

type Shift = Plan['shifts'][number];
const within = (dice: Chance, shift: Shift): number => shift.from + dice.below(shift.to - shift.from);

/** Calls of the account API that move money or a station's epoch, by how their path ends. */
const MOVING = ['journal', 'leases', 'open', 'write-backs'];

/** The account API dies now and then, often in the middle of a call that matters. What is later here has dice of its own: older seeds keep their days. */
function apiCrashes(seed: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('api', seed);
  const often = dice.pick([0, 0, 0.4, 0.9]);
  return shifts.flatMap((shift) =>
    dice.is(often) ? [{ do: 'api-crash', at: within(dice, shift), points: dice.pick([1, dice.between(1, 25), dice.between(1, 80), dice.between(1, 900)]), call: dice.is(0.6) ? dice.pick(MOVING) : null, off: dice.pick([500, 3_000, 40_000, 8 * 60_000]) } as const] : [],
  );
}

/** A provider refuses some or all work for a while: for a reason of one parcel, of a store, of the platform, or for want of money. */
function refusals(seed: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('refusals', seed);
  const often = dice.pick([0, 0, 0.15, 0.4]);
  const spans = SERVICES.flatMap((of) => shifts.map((shift) => ({ of, shift })));
  const items: Item[] = spans.flatMap(({ of, shift }) =>
    dice.is(often) ? [{ do: 'refusals', at: within(dice, shift), of, why: dice.pick(REFUSAL_KINDS), share: dice.pick([0.3, 1]), for: dice.pick([700, 4_000, 15_000, 14 * HOUR]) } as const] : [],
  );
  if (dice.is(often / 2)) items.push({ do: 'suspend', at: within(dice, dice.pick(shifts)), for: dice.pick([1_500, 8_000, 10 * HOUR]) });
  return items;
}

/** Providers whose look-ups know of an effect only later, and such as forget a request and its key after a day. */
function memories(seed: number): Item[] {
  const dice = chance('memories', seed);
  const late = dice.is(0.4);
  return [
    ...(['sync', 'trace', 'sms'] as const).flatMap((of) => (late && dice.is(0.7) ? [{ do: 'lag', at: 0, of, by: dice.pick([1_000, 4_000, 30_000, 600_000]) } as const] : [])),
    ...(['sync', 'trace'] as const).flatMap((of) => (dice.is(0.4) ? [{ do: 'forgetful', at: 0, of } as const] : [])),
  ];
}

/** The keys of the phones are gone at a station's next start: each phone has to be asked for again. */
function keysLost(seed: number, stations: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('keys', seed);
  return Array.from({ length: stations }, (_, station) => station).flatMap((station) => (dice.is(0.2) ? [{ do: 'keys-lost', at: within(dice, dice.pick(shifts)), station } as const] : []));
}

/** A merchant takes a station for lost that still works; and somebody pays in the middle of the day. */
function money(seed: number, stations: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('money', seed);
  const [lost, paying] = [dice.pick([0, 0, 0.15, 0.4]), dice.pick([0, 0.2, 0.5])];
  return shifts.flatMap((shift): Item[] => [
    ...(dice.is(lost) ? [{ do: 'write-off', at: within(dice, shift), station: dice.below(stations) } as const] : []),
    ...(dice.is(paying) ? [{ do: 'top-up', at: within(dice, shift), station: dice.below(stations), amount: dice.pick([1_000, 20_000, 100_000]), paid: dice.pick([null, 1_500, 6_000, 20 * 60_000]) } as const] : []),
  ]);
}

/** Databases put back at the worst moment, in a day that has such moments: work that can't be paid at first, messages that fail, an account that is nearly empty. */
function turnBacks(seed: number, stations: number, shifts: readonly Shift[]): Item[] {
  // A word that leaves those days alone that once found something.
  const dice = chance('put back 2', seed);
  const moment = dice.pick([null, null, null, ...MOMENTS]);
  if (moment === null) return [];
  const shift = moment === 'unheld' ? dice.pick(shifts.slice(0, 2)) : shifts[0] as Shift;
  const isPoor = moment !== 'refunded' && shift === shifts[0] && dice.is(0.6);
  const each = Array.from({ length: stations }, (_, station) => station);
  return [
    ...each.flatMap((station) => (dice.is(0.6) ? [{ do: 'turn-back', at: shift.from, station, moment, wait: dice.pick([1, 60, 400]), off: dice.pick([300, 4_000]), scans: [0, 0].map(() => dice.below(parcelsOf(stations))) } as const] : [])),
    ...(isPoor ? [{ do: 'drain', at: 0 } as const] : []),
    ...(isPoor ? shifts.flatMap(({ from }) => each.map((n) => ({ do: 'top-up', at: from + 2_500 + 1_700 * n, station: n, amount: 1_000, paid: 1_500 }) as const)) : []),
    ...(moment === 'unheld' && !isPoor ? SERVICES.map((service) => ({ do: 'service-off', at: Math.max(0, shift.from - 1), service, for: dice.between(2_000, 7_000) }) as const) : []),
    ...(moment === 'refunded' ? shifts.map(({ from }) => ({ do: 'deliveries-fail', at: from, count: 4 }) as const) : []),
  ];
}

/** A copy that reports before the original can, whose calls are under way: their outcomes come when another epoch asks about them already. */
function busyClones(seed: number, stations: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('busy clone', seed);
  if (!dice.is(0.2)) return [];
  return [{ do: 'busy-clone', at: dice.pick(shifts).from + dice.between(200, 1_000), station: dice.below(stations), for: dice.pick([6_000, 12_000]), scans: [0, 0, 0, 0].map(() => dice.below(parcelsOf(stations))) }];
}

/** Orders that change while they are packed, lists beside the desk, a supervisor who stops the queue for a while, and a message that says more. */
function besideTheDesk(seed: number, stations: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('beside the desk', seed);
  const [changes, lists, pauses] = [dice.pick([0, 0.5, 2]), dice.pick([0, 0, 0.2, 0.6]), dice.pick([0, 0, 0.15])];
  const parcel = (): number => dice.below(parcelsOf(stations));
  const items: Item[] = [];
  // From some moment on the forwarding message says the parcel's privacy number.
  if (dice.is(0.3)) items.push({ do: 'say-number', at: dice.pick([0, within(dice, shifts[0] as Shift)]) });
  for (const shift of shifts) {
    const changed = dice.below(2 * changes * stations + 1);
    for (let n = 0; n < changed; n += 1) items.push({ do: 'order', at: within(dice, shift), n: parcel(), how: dice.pick(['hold', 'hold', 'refund', 'intercept'] as const), for: dice.pick([800, 5_000, 6 * HOUR]) });
    for (let station = 0; station < stations; station += 1) {
      if (dice.is(lists)) items.push({ do: 'list', at: within(dice, shift), station, parcels: Array.from({ length: dice.between(2, 8) }, parcel), stop: dice.pick([null, null, 'pause', 'cancel'] as const), after: dice.pick([1, 150, 1_500]), for: dice.pick([600, 5_000, 6 * HOUR]) });
      if (dice.is(pauses)) items.push({ do: 'pause', at: within(dice, shift), station, for: dice.pick([1_000, 6_000, 6 * HOUR]) });
    }
  }
  return items;
}

/** A packer undoes the last scan: at once, or some seconds of work later; and now and then scans the parcel again. */
function undos(seed: number, scans: readonly Extract<Item, { do: 'scan' }>[]): Item[] {
  const dice = chance('undo', seed);
  const often = dice.pick([0, 0.1, 0.3]);
  return scans.flatMap((scan): Item[] => {
    if (!dice.is(often)) return [];
    const at = scan.at + dice.pick([1, dice.between(1, 400), dice.between(1, 3_000)]);
    return [{ do: 'undo', at, station: scan.station }, ...(dice.is(0.6) ? [{ ...scan, at: at + dice.between(1, 900) }] : [])];
  });
}

/** On some days what is lent ends while its station works: seconds later, in the middle of a shift. */
function shortLeases(seed: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('short leases', seed);
  return dice.is(0.15) ? [{ do: 'short-leases', at: dice.pick([0, dice.pick(shifts).from]), ms: dice.pick([4_000, 6_000, 9_000]) }] : [];
}

/** On some days every provider takes few calls a second, and few at once. */
function tightLimits(seed: number): Item[] {
  const dice = chance('limits', seed);
  return dice.is(0.25) ? [{ do: 'limits', at: 0, perSecond: dice.pick([0.5, 1, 3]), concurrency: dice.pick([1, 2]) }] : [];
}

/** Prices that go up or down while work waits and is paid for: to what no sum of pieces or segments makes of another one. */
function prices(seed: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('prices', seed);
  if (!dice.is(0.3)) return [];
  return Array.from({ length: dice.between(1, 4) }, () => ({ do: 'price', at: within(dice, dice.pick(shifts)), service: dice.pick(SERVICES), price: dice.pick([17, 37, 53, 79, 131]) }) as const);
}

/** For a while the account API lends little at once: a piece or a few, or less than one costs. */
function smallLoans(seed: number, shifts: readonly Shift[]): Item[] {
  const dice = chance('small loans', seed);
  return dice.is(0.25) ? [{ do: 'small-loans', at: dice.pick([0, within(dice, dice.pick(shifts))]), amount: dice.pick([50, 130, 400]), for: dice.pick([6_000, 15_000, 20 * HOUR]) }] : [];
}

/** Lists that are given up while they are paused. */
function giveUps(seed: number, lists: readonly ListWork[]): Item[] {
  const dice = chance('give up', seed);
  return lists.flatMap(({ stop, at, after, station }) => (stop === 'pause' && dice.is(0.5) ? [{ do: 'give-up', at: at + after + dice.pick([1, 500, 4_000]), station } as const] : []));
}

/** A day as a list, made of the seed alone. */
export function planOf(given: { readonly seed: number; readonly stations: number; readonly days: number; readonly without?: ReadonlySet<FaultKind> }): Plan {
  const { seed, stations, days } = given;
  const dice = chance('plan', seed, stations, days);
  const starts = [...Array.from({ length: days }, (_, day) => HOURS.map((hour) => day * DAY + hour * HOUR)).flat(), days * DAY + NEXT_MORNING];
  const shifts = starts.map((start) => ({ from: start, to: start + SHIFT }));
  // Each seed has its own weather: some days have no crashes, some have hardly anything else.
  const weather = { network: dice.pick([0, 0.01, 0.03, 0.1, 0.2]), crashes: dice.pick([0, 0.3, 1, 2]), rare: dice.pick([0, 0.15, 0.4]), outages: dice.pick([0, 0.3, 0.6]) };
  const when = (): number => {
    const shift = dice.pick(shifts);
    return shift.from + dice.below(SHIFT);
  };
  const long = (): number => dice.pick([2_000, 6_000, 20_000, 4 * HOUR, 20 * HOUR, 3 * DAY]);
  const items: Item[] = [];
  for (let station = 0; station < stations; station += 1) {
    const own = chance('station', seed, station);
    for (const shift of shifts) {
      const scans = own.between(1, 5);
      for (let n = 0; n < scans; n += 1) items.push({ do: 'scan', at: shift.from + 500 + own.below(SHIFT - 4_000), station, n: own.below(parcelsOf(stations)) });
      if (own.is(0.5)) items.push({ do: 'person', at: shift.to - own.below(3_000), station, repeats: own.is(0.3) });
      if (own.is(weather.crashes / 2)) items.push({ do: 'crash', at: shift.from + own.below(SHIFT), station, points: own.pick([1, own.between(1, 40), own.between(1, 40), own.between(1, 400)]), off: own.pick([200, 2_000, 9_000, 5 * HOUR]), again: own.is(0.2) ? own.between(1, 60) : null });
      if (own.is(weather.crashes / 8)) items.push({ do: 'restart', at: shift.from + own.below(SHIFT), station, off: own.pick([300, 4_000]) });
    }
    for (let request = 1; request < 900 * days; request += 1) if (own.is(weather.network)) items.push({ do: 'network', station, request, fault: own.pick(NETWORK_FAULTS) });
    if (dice.is(weather.outages)) items.push({ do: 'partition', at: when(), station, for: long() });
    if (dice.is(weather.rare)) items.push({ do: 'clock', at: when(), station, by: Math.round((dice.next() - 0.5) * 2 * dice.pick([HOUR, 9 * HOUR, 40 * HOUR])) });
    const scans = items.flatMap((item) => (item.do === 'scan' && item.station === station ? [item.at] : []));
    if (dice.is(weather.rare / 2)) {
      // A copy of the database that was taken in the middle of work knows least of what came of it.
      const taken = dice.is(0.6) ? dice.pick(scans) + dice.below(700) : when();
      items.push({ do: 'restore', at: taken + dice.pick([1_500, 6_000, 14 * HOUR]), station, taken, off: dice.pick([500, 5_000]) });
    }
    if (dice.is(weather.crashes / 2)) items.push({ do: 'crash', at: dice.pick(scans) - 1, station, points: dice.between(1, 120), off: dice.pick([300, 3_000]), again: null });
    if (dice.is(weather.rare / 3)) items.push({ do: 'clone', at: when(), station, for: dice.pick([3_000, 12_000, 5 * HOUR]) });
  }
  for (const of of ['account', ...SERVICES] as const) {
    if (dice.is(weather.outages)) items.push({ do: 'outage', at: when(), of, how: dice.pick(['refused', 'silent', 'busy'] as const), for: long() });
  }
  for (const service of SERVICES) if (dice.is(weather.rare / 2)) items.push({ do: 'service-off', at: when(), service, for: long() });
  if (dice.is(weather.rare)) items.push({ do: 'drain', at: when() });
  if (dice.is(weather.rare)) items.push({ do: 'expire', at: when(), refresh: dice.is(0.3) });
  for (const shift of shifts) if (dice.is(0.5)) items.push({ do: 'deliveries-fail', at: shift.from + dice.below(SHIFT / 2), count: dice.between(1, 4) });
  for (let n = 0; n < 4; n += 1) if (dice.is(0.4)) items.push({ do: 'odd-report', at: when(), how: dice.pick(ODD_REPORTS) });
  items.push(...apiCrashes(seed, shifts), ...refusals(seed, shifts), ...memories(seed), ...money(seed, stations, shifts), ...keysLost(seed, stations, shifts), ...turnBacks(seed, stations, shifts), ...besideTheDesk(seed, stations, shifts), ...busyClones(seed, stations, shifts), ...shortLeases(seed, shifts), ...tightLimits(seed), ...prices(seed, shifts), ...smallLoans(seed, shifts));
  items.push(...undos(seed, items.flatMap((item) => (item.do === 'scan' ? [item] : []))), ...giveUps(seed, items.flatMap((item) => (item.do === 'list' ? [item] : []))));
  const without = given.without ?? new Set();
  return { seed, stations, days, shifts, without: [...without], items: items.filter((item) => !without.has(item.do as FaultKind)) };
}
