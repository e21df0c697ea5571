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

const JD = 'JDVA12345678901';

test('a piece that was kept is still to be scanned where another piece of its number was let pass', async () => {
  const w = world();
  const { station, announcements } = wholeStation({ world: w });
  station.start();
  await expect.poll(() => station.status().ordersReady && (station.status().leaseLeft ?? 0) > 0).toBe(true);
  station.rules.set({ unknown: 'stop', platforms: [] });
  station.takeOff((await station.scan(`${JD}-1-2-`)).scanId);
  station.rules.set({ unknown: 'pass', platforms: [] });
  await station.scan(`${JD}-2-2-`);
  w.state.orders.push(aParcel({ number: JD, courier: 'jd', privacy: false }));
  station.soon();
  await expect.poll(() => announcements).toMatchObject([{ kind: 'order-arrived', verdict: 'pass' }]);
  const states = () => station.unknowns.list().map(({ number, state }) => [number, state]);
  expect(states()).toEqual([[JD, 'arrived']]);
  // Another copy of the label that has left says nothing of the one that is here.
  await station.scan(`${JD}-2-2-`);
  expect(states()).toEqual([[JD, 'arrived']]);
  expect((await station.scan(`${JD}-1-2-`)).verdict).toBe('pass');
  expect(states()).toEqual([[JD, 'done']]);
});
