import { afterEach, expect, test, vi } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { aForwardedParcel, anInterception } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const NUMBER = aForwardedParcel().number;
const unreachable = new CallFailed('api-unreachable', 'ECONNREFUSED', { effect: 'none' });
const CALLED_BACK = 'job-called-back';

afterEach(() => void vi.restoreAllMocks());

/** A station with a parcel and money. `slow`: from now on its interceptions are told only when the test says, by `answer`. */
async function working() {
  const told = world();
  let slowly: Promise<void> | null = null;
  let answer = (): void => undefined;
  const w: typeof told = { ...told, client: { async call(name, request, options) {
    if (name === 'interceptions') await slowly;
    return told.client.call(name, request, options);
  } } };
  w.state.orders.push(aForwardedParcel());
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady && s.station.flow.ledger.left(Date.now()) > 0).toBe(true);
  return { w, s, slow: (): void => void (slowly = new Promise((resolve) => void (answer = resolve))), answer: (): void => answer() };
}

/** A station whose parcel was scanned while there was no network, for so many ms. `back`: there is one again, and its interceptions are told only when the test says. */
async function away(ms = 10_000) {
  const { w, s, slow, answer } = await working();
  w.state.refusals.set('*', unreachable);
  w.state.online = false;
  s.station.reached(false);
  const { scanId } = await s.station.scan(NUMBER);
  await s.until(scanId, ({ jobs }) => jobs.some(({ waits }) => waits === 'offline'));
  return {
    w, s, scanId,
    answer,
    back(): void {
      const clock = performance.now.bind(performance);
      vi.spyOn(performance, 'now').mockImplementation(() => clock() + ms);
      slow();
      w.state.refusals.clear();
      w.state.online = true;
      w.out.splice(0);
    },
  };
}

test('what was called back while there was no network is heard before anybody is called', async () => {
  const { w, s, scanId, back, answer } = await away();
  w.state.interceptions.push(anInterception());
  back();
  s.station.reached(true);
  await new Promise((go) => setTimeout(go, 500));
  expect(w.out).toEqual([]);
  answer();
  await s.until(scanId, ({ jobs }) => jobs.every(({ error }) => error === CALLED_BACK));
  expect(w.out).toEqual([]);
  expect(s.station.recalls()).toMatchObject([{ scanId }]);
  expectSoundBooks(s.store);
});

test('so is what was called back while the program was off', async () => {
  const { w, s, scanId, back, answer } = await away();
  await s.stop();
  w.state.interceptions.push(anInterception());
  back();
  const again = wholeStation({ world: w, dir: s.dir });
  again.station.start();
  await expect.poll(() => again.station.flow.entitlements() !== null && w.asked.some(({ name }) => name === 'openStation')).toBe(true);
  await new Promise((go) => setTimeout(go, 500));
  expect(w.out).toEqual([]);
  answer();
  await again.until(scanId, ({ jobs }) => jobs.every(({ error }) => error === CALLED_BACK));
  expect(w.out).toEqual([]);
});

test.each(['interceptions', 'orders', 'journal'])('a call of the account API that fails then (%s) keeps no work waiting', async (name) => {
  const { w, s, scanId, back, answer } = await away();
  back();
  w.state.refusals.set(name, new CallFailed('api-busy', 'HTTP 429', { effect: 'none', retryAfter: 60_000 }));
  s.station.reached(true);
  answer();
  await s.until(scanId, isSettled);
});

test('a network that is gone for a moment keeps no work waiting', async () => {
  const { s, scanId, back, answer } = await away(0);
  back();
  s.station.reached(true);
  await s.until(scanId, isSettled);
  answer();
});

/** A station whose parcel was scanned while the queue was paused. `wakes`: the machine wakes after 30 s by this clock, and its interceptions are told only when the test says. */
async function asleep() {
  const { w, s, slow, answer } = await working();
  s.station.pause(true);
  const { scanId } = await s.station.scan(NUMBER);
  return {
    w, s, scanId,
    answer,
    wakes(clock: typeof performance | typeof Date): void {
      slow();
      const now = clock.now.bind(clock);
      vi.spyOn(clock, 'now').mockImplementation(() => now() + 30_000);
      s.station.pause(false);
    },
  };
}

test.each([['the wall alone', Date], ['ticks alone', performance]] as const)('what was called back while the machine slept is heard before anybody is called, whichever clock says that it slept (%s)', async (_, clock) => {
  const { w, s, scanId, wakes, answer } = await asleep();
  w.state.interceptions.push(anInterception());
  wakes(clock);
  await new Promise((go) => setTimeout(go, 500));
  expect(w.out).toEqual([]);
  answer();
  await s.until(scanId, ({ jobs }) => jobs.every(({ error }) => error === CALLED_BACK));
  expect(w.out).toEqual([]);
});

test('a clock that is set on keeps work waiting for one reading of the feeds, and not where they fail', async () => {
  const { w, s, scanId, wakes, answer } = await asleep();
  w.state.refusals.set('interceptions', new CallFailed('api-refused', 'HTTP 404', { effect: 'none' }));
  wakes(Date);
  answer();
  await s.until(scanId, isSettled);
});
