import type { Arrival } from '../../src-shared/contract/templates.ts';
import { isCalledBack } from './ended-for-nothing.ts';
import { keyOf } from './message-keys.ts';
import type { KnownOfOwed } from './owed.ts';
import type { Life } from './seat.ts';
import type { View } from './view.ts';

type Bound = { readonly key: string; readonly a: string; readonly x: string };

/** Nothing lost: each pickup code that the account API has told this station went out as a message, unless it was corrected, a person gave it up, or somebody refused it (ended-for-nothing.ts judges that). */
export function arrivalsInTheEnd({ world: { stage, accountId }, broken }: View, { raw, seat }: Life, { effects, gaveUp }: KnownOfOwed): void {
  for (const { arrival_id, arrival } of stage.sql<{ arrival_id: string; arrival: string }>('SELECT arrival_id, arrival FROM arrivals WHERE station_id = ?').all(raw.meta.get('stationId'))) {
    const { place, code } = JSON.parse(arrival) as Arrival;
    const key = keyOf(accountId, `${place}/${code}`, 'pickup-sms');
    const isCorrected = stage.sql("SELECT 1 FROM arrivals WHERE arrival ->> '$.corrects' = ?").get(arrival_id) !== undefined;
    if (isCorrected || effects.hasEffect(key, 'pickup-sms') || gaveUp(seat.name, key) || raw.sql("SELECT 1 FROM jobs WHERE key = ? AND state = 'refused'").get(key)) continue;
    broken('nothing lost', `${arrival_id} was told to ${seat.name}, and its message never went out`);
  }
}

/** Nothing lost: a privacy number that this station paid for is over once its parcel was called back, or nobody can be reached by it any more, and no other parcel goes to the same phone. */
export function numbersInTheEnd({ world, broken }: View, { raw, seat }: Life, { effects, gaveUp }: KnownOfOwed): void {
  const { stage } = world;
  for (const { key, a, x } of stage.sql<Bound>('SELECT customer_data AS key, a, x FROM bindings WHERE unbound = 0 AND until > ?').all(stage.now())) {
    const number = key.split(':')[1] ?? '';
    const isPaid = raw.sql("SELECT 1 FROM jobs WHERE key = ? AND state = 'done' AND charged > 0 AND result ->> '$.number' = ?").get(key, x) !== undefined;
    const isOver = isCalledBack(world, number) || raw.sql('SELECT 1 FROM parcels WHERE number = ? AND erased_at IS NOT NULL').get(number) !== undefined;
    if (!isPaid || !isOver || isShared(number, a)) continue;
    const isSettled = raw.sql<{ key: string; state: string }>("SELECT key, state FROM jobs WHERE number = ? AND kind = 'unbind'").all(number).some((end) => end.state === 'refused' || gaveUp(seat.name, end.key));
    if (!isSettled) broken('nothing lost', `${key} is over, and its privacy number is bound at ${seat.name}`);
  }

  function isShared(number: string, phone: string): boolean {
    return stage.sql<{ number: string }>('SELECT number FROM orders WHERE number <> ?').all(number).some((other) => effects.phoneOf(other.number) === phone);
  }
}
