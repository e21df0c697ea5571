import { describe, expect, test } from 'vitest';
import { createClock } from '../../src-main/account/clock.ts';
import { TIME_KEPT, lastKnown } from '../../src-main/station/last-known.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { NUMBER } from '../support/forwarded-parcel.ts';
import { wholeStation, world } from '../support/whole-station.ts';
import { NOON, OUTCOMES, bench, works, type Bench } from '../support/station.ts';

const HOUR = 3_600_000;

/** A parcel scanned at noon, another one that comes later, and a lease that ends at seven in the evening. */
function atNoon(): Bench {
  const b = bench();
  b.flow().parcels.put(aParcel({ privacy: false }));
  b.flow().parcels.put(aParcel({ number: numberOf(2), courier: 'yto', privacy: false }));
  b.lend(10_000, { spendUntil: NOON + 7 * HOUR });
  b.scan(NUMBER);
  return b;
}
/** It is switched off, its clock set back to a minute past noon, and it starts without a network. */
function startedOffline(b: Bench): number {
  const clock = createClock(() => NOON + 60_000, 0, () => 0);
  b.crash();
  clock.notBefore(lastKnown(b.store()));
  return (b.time.now = clock.now());
}

describe('a program that starts offline, on a machine whose clock was set back', () => {
  test.each<readonly [string, (b: Bench) => void]>([
    ['an outcome that is in the journal', (b) => void b.turn(works)],
    ['a look-up that said nothing', (b) => {
      b.time.now = NOON + 1;
      b.turn(() => OUTCOMES.unknown);
      b.time.now = NOON + 8 * HOUR;
      b.turn(() => OUTCOMES.unknown);
    }],
    ['work that is free', (b) => {
      b.time.now = NOON + 1;
      b.turn(works);
      b.time.now = NOON + 8 * HOUR;
      b.turn(works);
    }],
    ['what time it was kept', (b) => b.store().meta.set(TIME_KEPT, String(NOON + 8 * HOUR))],
  ])('knows by %s that it is later, and spends no lease that has ended', (_, happens) => {
    const b = atNoon();
    b.time.now = NOON + 8 * HOUR;
    happens(b);
    expect(startedOffline(b)).toBeGreaterThanOrEqual(NOON + 8 * HOUR);
    expect(b.flow().ledger.left(b.time.now)).toBe(0);
    expect(b.scan(numberOf(2)).decision.verdict).toBe('no-funds');
  });
  test('goes by its own clock where that is later, and an empty database knows nothing', () => {
    expect(startedOffline(atNoon())).toBe(NOON + 60_000);
    expect(lastKnown(bench({ epoch: 0 }).store())).toBe(0);
  });
});

test('a station at rest keeps what time it is', async () => {
  const s = wholeStation({ world: world() });
  s.station.start();
  await expect.poll(() => Number(s.store.meta.get(TIME_KEPT))).toBeGreaterThan(Date.now() - 10_000);
});
