import { expect, test } from 'vitest';
import { recalledBy } from '../../src-main/flow/recalled.ts';
import { aParcel, anInterception } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const NUMBER = aParcel().number;

test.each([['stop', 'pass'], ['pass', 'stop']] as const)('a number that was scanned under the rule %s and then %s: its order decides the scan that was let pass, and no other', async (...rules) => {
  const w = world();
  const { station, store, announcements, until } = wholeStation({ world: w });
  station.start();
  await expect.poll(() => station.status().ordersReady && (station.status().leaseLeft ?? 0) > 0).toBe(true);
  const scans = new Map<string, number>();
  for (const unknown of rules) {
    station.rules.set({ unknown, platforms: [] });
    const { scanId } = await station.scan(NUMBER);
    if (unknown === 'stop') station.takeOff(scanId);
    scans.set(unknown, scanId);
  }
  const [kept, left] = [scans.get('stop') ?? 0, scans.get('pass') ?? 0];
  expect(recalledBy(station.flow, [], [anInterception()])).toMatchObject([{ scanId: left }]);
  w.state.orders.push(aParcel());
  station.soon();
  await expect.poll(() => announcements).toEqual([{ kind: 'order-arrived', scanId: left, number: NUMBER, verdict: 'pass' }]);
  await until(left, isSettled);
  expect([kept, left].map((id) => station.card(id)?.verdict)).toEqual(['unknown', 'pass']);
  expect(station.unknowns.list()).toMatchObject([{ state: rules[1] === 'pass' ? 'done' : 'arrived' }]);
  expectSoundBooks(store);
});
