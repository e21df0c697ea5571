import type { SheetRow } from '../../../src-shared/bridge/views.ts';
import type { Interception, Parcel, Target } from '../../../src-shared/contract/parcels.ts';
import { PLATFORMS, type Courier, type Platform } from '../../../src-shared/domain/couriers.ts';
import { courierNumber } from './courier-numbers.ts';
import { dice, type Dice } from './dice.ts';
import { expiredOfTheDay, rowOfExpired } from './expired.ts';
import { intents, workOf, type Intent } from './intents.ts';
import { piecesOfTheDay, rowsOfPieces, withPieces } from './pieces.ts';
import { items, recipient } from './people-and-goods.ts';
import { STORES } from './stores.ts';
import { strangers } from './strangers.ts';
import { withWeight } from './weights.ts';

/** One seeded day of a warehouse: what the account API tells, and what should happen when each number is scanned. */
export type Day = {
  readonly parcels: readonly Parcel[];
  /** `after`: ms from the day's start; 0 for those that are there when it begins. */
  readonly interceptions: readonly { readonly number: string; readonly reason: Interception['reason']; readonly after: number }[];
  /** The number of an order whose time was over before the day began. */
  readonly expired: string | null;
  readonly sheet: readonly SheetRow[];
};

const PARCELS_A_DAY = 360;

const COURIERS_OF_THE_DAY: readonly Courier[] = ['sf', 'yto', 'zto', 'sto', 'yunda', 'jd'];
/** A platform's own number segment has its name; numbers bought outside any platform are the courier's offline segment. */
const SEGMENTS = [...PLATFORMS, 'offline'] as const;

/** Pure: the same seed gives the same day, on any machine and at any time. */
export function practiceDay(seed: number, count: number = PARCELS_A_DAY): Day {
  const chance = dice('practice-day', seed);
  const numbers = new Set<string>();
  const fresh = (courier: Courier, from: Dice = chance): string => {
    const number = courierNumber(courier, from, (candidate) => numbers.has(candidate));
    numbers.add(number);
    return number;
  };
  const planned = intents(chance, count).map((intent, at) => ({ intent, parcel: parcelFor(intent, at, chance, fresh) }));
  const rows = planned.map(({ intent, parcel }) => rowFor(intent, parcel));
  const sheet = strewn(rows, strangers(chance, COURIERS_OF_THE_DAY.map((courier) => fresh(courier))));
  const leaving = planned.map(({ intent, parcel }) => ({ parcel, leaves: intent.stopped === null && intent.interception === null }));
  const further = piecesOfTheDay(seed, leaving, fresh);
  const expired = expiredOfTheDay(leaving, (number) => further.has(number));
  return {
    parcels: planned.map(({ parcel }) => withWeight(seed, withPieces(parcel, further.get(parcel.number)))),
    interceptions: planned.flatMap(({ intent, parcel }) =>
      intent.interception ? [{ number: parcel.number, reason: intent.interception.reason, after: intent.interception.after ?? 0 }] : [],
    ),
    expired,
    sheet: sheet.flatMap((row) => rowsOfPieces(rowOfExpired(row, expired), further.get(row.number))),
  };
}

function parcelFor(intent: Intent, at: number, chance: Dice, fresh: (courier: Courier) => string): Parcel {
  const store = STORES[at % STORES.length] as (typeof STORES)[number];
  const courier = chance.pick(COURIERS_OF_THE_DAY);
  return {
    number: fresh(courier),
    courier,
    platform: store.platform,
    store: { id: store.id, name: store.name },
    orderNumber: `${store.platform.toUpperCase()}-${chance.digits(12)}-${String(at).padStart(4, '0')}`,
    target: targetFor(intent, courier, store.platform, chance),
    privacy: intent.privacy,
    recipient: recipient(chance, at),
    items: items(chance),
    refund: intent.stopped === 'refund',
    hold: intent.stopped === 'hold',
  };
}

function targetFor(intent: Intent, courier: Courier, platform: Platform, chance: Dice): Target | null {
  if (intent.conversion === 'sync') return { kind: 'segment', segment: chance.pick(SEGMENTS.filter((segment) => segment !== platform)) };
  if (intent.conversion === 'trace') return { kind: 'courier', courier: chance.pick(COURIERS_OF_THE_DAY.filter((other) => other !== courier)) };
  return null;
}

function rowFor(intent: Intent, parcel: Parcel): SheetRow {
  const stopped = intent.stopped !== null || (intent.interception !== null && intent.interception.after === null);
  return {
    number: parcel.number,
    platform: parcel.platform,
    courier: parcel.courier,
    verdict: stopped ? 'intercepted' : 'pass',
    work: workOf(intent),
    interceptedAfter: intent.interception?.after ?? null,
  };
}

/** The strangers lie between the parcels at even distances, as they would on a real belt. */
function strewn(rows: readonly SheetRow[], among: readonly SheetRow[]): SheetRow[] {
  const every = Math.max(1, Math.floor(rows.length / (among.length + 1)));
  const sheet: SheetRow[] = [];
  const left = [...among];
  rows.forEach((row, at) => {
    sheet.push(row);
    const stranger = (at + 1) % every === 0 ? left.shift() : undefined;
    if (stranger) sheet.push(stranger);
  });
  return [...sheet, ...left];
}
