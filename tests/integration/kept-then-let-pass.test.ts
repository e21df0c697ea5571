import { expect, test } from 'vitest';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
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

async function opened() {
  const w = world();
  const whole = wholeStation({ world: w });
  const { station, announcements } = whole;
  station.start();
  await expect.poll(() => station.status().ordersReady && (station.status().leaseLeft ?? 0) > 0).toBe(true);
  return {
    station,
    async scanUnder(unknown: 'stop' | 'pass', ...texts: readonly string[]): Promise<void> {
      station.rules.set({ unknown, platforms: [] });
      for (const text of texts) {
        const { scanId } = await station.scan(text);
        if (unknown === 'stop') station.takeOff(scanId);
      }
    },
    scanned: async (text: string) => (await station.scan(text)).verdict,
    async arrives(parcel: Parcel): Promise<void> {
      w.state.orders.push(parcel);
      station.soon();
      await expect.poll(() => announcements.length).toBeGreaterThan(0);
    },
    states: () => station.unknowns.list().map(({ number, state }) => [number, state]),
  };
}
const ofJd = (pieces?: number): Parcel => aParcel({ number: JD, courier: 'jd', privacy: false, ...(pieces === undefined ? {} : { pieces: { count: pieces, numbers: [] } }) });

test('a piece that was kept is still to be scanned where another piece of its number was let pass', async () => {
  const { scanUnder, arrives, scanned, states } = await opened();
  await scanUnder('stop', `${JD}-1-2-`);
  await scanUnder('pass', `${JD}-2-2-`);
  await arrives(ofJd());
  expect(states()).toEqual([[JD, 'arrived']]);
  // Another copy of the label that has left says nothing of the one that is here.
  await scanned(`${JD}-2-2-`);
  expect(states()).toEqual([[JD, 'arrived']]);
  expect(await scanned(`${JD}-1-2-`)).toBe('pass');
  expect(states()).toEqual([[JD, 'done']]);
});

test.each([
  ['the one piece, whose number is typed', undefined, ['-1-1-'], ['']],
  ['the one piece, by its label', undefined, [''], ['-1-1-']],
  ['the first piece, whose number is typed', undefined, ['-1-2-', '-2-2-'], ['', '-2-2-']],
  ['two pieces, whose labels are written otherwise', undefined, ['-1-2-', '-2-2-'], ['-1-2', '-02-2-']],
  ['two pieces, by other copies of their labels, of an order that counts them', 2, ['-1-2', '-2-2'], ['-2-2-', '-1-2-']],
  ['all pieces of an order that has no such piece as was kept', 3, ['-4-5-'], ['-2-3-', '-1-3-', '-3-3-']],
])('what was kept is not to be scanned any more when it has passed: %s', async (_, count, kept, passed) => {
  const { scanUnder, arrives, scanned, states } = await opened();
  await scanUnder('stop', ...kept.map((suffix) => `${JD}${suffix}`));
  await arrives(ofJd(count));
  for (const [n, suffix] of passed.entries()) {
    expect([suffix, n, states()]).toEqual([suffix, n, [[JD, 'arrived']]]);
    expect(await scanned(`${JD}${suffix}`)).toBe('pass');
  }
  expect(states()).toEqual([[JD, 'done']]);
});

test.each(['before', 'after'])('of a parcel that was let pass, a scan that kept it and was undone %s its order came asks for nothing', async (when) => {
  const { station, scanUnder, arrives, states } = await opened();
  await scanUnder('pass', NUMBER);
  await scanUnder('stop', NUMBER);
  const undo = (): void => void expect(station.undo().kind).toBe('undone');
  if (when === 'before') undo();
  await arrives(aParcel());
  if (when === 'after') {
    expect(states()).toEqual([[NUMBER, 'arrived']]);
    undo();
  }
  expect(states()).toEqual([[NUMBER, 'done']]);
});

test.each([['the parcel', NUMBER, aParcel()], ['a piece of it', `${JD}-2-2-`, ofJd()]])('undoing the scan by which what was kept has passed, it lies here again and is to be scanned, and not so of a copy of its label: %s', async (_, label, order) => {
  const { station, scanUnder, arrives, scanned, states } = await opened();
  await scanUnder('stop', label);
  await arrives(order);
  expect(await scanned(label)).toBe('pass');
  expect([station.undo().kind, states()]).toEqual(['undone', [[order.number, 'arrived']]]);
  expect(await scanned(label)).toBe('pass');
  expect(states()).toEqual([[order.number, 'done']]);
  expect(await scanned(label)).toBe('duplicate');
  expect([station.undo().kind, states()]).toEqual(['undone', [[order.number, 'done']]]);
});
