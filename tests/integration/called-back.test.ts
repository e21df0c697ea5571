import { expect, test } from 'vitest';
import { goOnAfterHold, keepInterception, stopWork } from '../../src-main/flow/called-back.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { goingOn } from '../../src-main/station/going-on.ts';
import type { Store } from '../../src-main/store/store.ts';
import { AUTHORISED, aForwardedParcel, aParcel, anInterception } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const NUMBER = aParcel().number;

/** A parcel with every kind of work has passed; nothing has been called yet. */
function passed(): Bench {
  const b = bench();
  b.flow().parcels.put(aForwardedParcel({ privacy: true }));
  b.lend(10_000);
  b.scan(NUMBER);
  return b;
}
/** The platform calls it back. */
const intercept = (b: Bench): number[] =>
  b.store().transaction(() => {
    b.flow().parcels.putInterception(anInterception());
    return stopWork(b.flow(), NUMBER);
  });
const states = (b: Bench) => b.flow().jobs.ofScan(1).map(({ kind, state, error }) => `${kind} ${state}${error ? ` ${error}` : ''}`);
const money = (b: Bench) => b.flow().ledger.totals();

test('an interception after the scan gives up what has not been called, and its money is free', () => {
  const b = passed();
  expect(intercept(b)).toEqual([1]);
  expect(states(b)).toEqual(['trace', 'write-back', 'privacy', 'forwarding-sms'].map((kind) => `${kind} void job-called-back`));
  expect(money(b)).toMatchObject({ held: 0, captured: 0 });
  expect(b.run(works)).toEqual([]);
  expect(intercept(b)).toEqual([]);
  expect(exceptionRows(b.flow())).toEqual([]);
  expectSoundBooks(b.store());
});

test('a call that is under way ends as it will and is charged; nothing follows it', () => {
  const b = passed();
  const trace = b.claims().find(({ job }) => job.kind === 'trace');
  if (!trace) throw new Error('not called');
  intercept(b);
  expect(states(b).filter((one) => !one.startsWith('privacy'))).toEqual(['trace calling', 'write-back void job-called-back', 'forwarding-sms void job-called-back']);
  b.settle(trace, OUTCOMES.converted());
  expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
  expect(b.run(works).map(({ job }) => job.kind)).not.toContain('write-back');
  expect(money(b).captured).toBeGreaterThanOrEqual(300);
  expectSoundBooks(b.store());
});

test('a call that comes to nothing is not made again', () => {
  const b = passed();
  const claims = b.claims();
  intercept(b);
  for (const claim of claims) b.settle(claim, OUTCOMES.offline);
  expect(b.run(works)).toEqual([]);
  expect(states(b).every((one) => one.endsWith('void job-called-back'))).toBe(true);
  expect(money(b)).toMatchObject({ held: 0, captured: 0 });
  expectSoundBooks(b.store());
});

test('what may have happened is asked about, and goes on under its key where its provider knows of it late: it is charged once', () => {
  for (const found of [true, false]) {
    const b = passed();
    const claims = b.claims();
    intercept(b);
    for (const claim of claims) b.settle(claim, OUTCOMES.unknown);
    const asked = b.run((claim) => (found || claim.purpose === 'call' ? works(claim) : OUTCOMES.absent));
    expect(new Set(asked.map(({ purpose }) => purpose))).toEqual(new Set(found ? ['look-up'] : ['look-up', 'call']));
    expect(new Set(asked.map(({ job }) => job.key))).toEqual(new Set(claims.map(({ job }) => job.key)));
    expect(b.job('trace').state).toBe('done');
    expect(money(b)).toMatchObject({ held: 0, captured: 500 });
    expectSoundBooks(b.store());
  }
});

test('what waits for a person and has not happened is given up too; what may have happened stays with them', () => {
  const b = passed();
  b.flow().stores.replace('2', [{ ...AUTHORISED, authorised: null }]);
  b.run((claim) => (claim.job.kind === 'privacy' ? { kind: 'unknown', about: 'no answer' } : works(claim)));
  expect(exceptionRows(b.flow()).map(({ error }) => error).sort()).toEqual(['provider-outcome-unknown', 'store-not-authorised']);
  intercept(b);
  expect(exceptionRows(b.flow()).map(({ error }) => error)).toEqual(['provider-outcome-unknown']);
});

test('an interception that was told by the new number before anybody here knew whose it is stops the parcel as soon as its conversion tells', () => {
  const b = bench();
  b.flow().parcels.put(aForwardedParcel({ privacy: true }));
  b.lend(10_000);
  b.store().transaction(() => keepInterception(b.flow(), anInterception({ number: `N${NUMBER}`, at: 5 })));
  expect(b.scan(NUMBER).decision.verdict).toBe('pass');
  b.turn(works);
  expect(states(b)).toEqual(['trace done', 'write-back void job-called-back', 'privacy done', 'forwarding-sms void job-called-back']);
  expect(b.run(works)).toEqual([]);
  expect(b.flow().recalls.open()).toMatchObject([{ scanId: 1, number: NUMBER, reason: { kind: 'intercepted', at: 5 } }]);
  expect(money(b)).toMatchObject({ held: 0, captured: 500 });
  expect(b.scan(NUMBER).decision.verdict).toBe('intercepted');
  expectSoundBooks(b.store());
});

test('so does one that was told while the outcome of the conversion was unknown, once it is found', () => {
  const b = passed();
  b.turn(() => OUTCOMES.unknown);
  b.store().transaction(() => keepInterception(b.flow(), anInterception({ number: `N${NUMBER}` })));
  expect(b.run(works).filter(({ purpose }) => purpose === 'call')).toEqual([]);
  expect(states(b)).toEqual(['trace done', 'write-back void job-called-back', 'privacy done', 'forwarding-sms void job-called-back']);
  expect(b.flow().recalls.open()).toHaveLength(1);
  expectSoundBooks(b.store());
});

test('an order that is held keeps its work, of which nothing is called before it is let go; one that is refunded then has none', () => {
  for (const refund of [false, true]) {
    const b = passed();
    b.flow().parcels.put(aForwardedParcel({ privacy: true, hold: true }));
    expect(b.run(works)).toEqual([]);
    expect(b.flow().jobs.ofScan(1).map(({ kind, waits }) => `${kind} ${waits}`)).toEqual(['trace held', 'write-back depends', 'privacy held', 'forwarding-sms depends']);
    expect(money(b).held).toBe(545);
    expect(goOnAfterHold(b.flow(), [aForwardedParcel({ number: 'SF0000000000009' })])).toEqual([]);
    const then = aForwardedParcel({ privacy: true, refund });
    b.flow().parcels.put(then);
    goOnAfterHold(b.flow(), [then]);
    if (refund) stopWork(b.flow(), NUMBER);
    b.run(works);
    expect(states(b)).toEqual(['trace', 'write-back', 'privacy', 'forwarding-sms'].map((kind) => `${kind} ${refund ? 'void job-called-back' : 'done'}`));
    expect(money(b)).toMatchObject({ held: 0, captured: refund ? 0 : 545 });
    expectSoundBooks(b.store());
  }
});

test.each(['is let go', 'is intercepted'])('an order that is held and %s after its parcel was read by a fixed scanner all day: none of its work is forgotten', (then) => {
  const b = passed();
  b.flow().parcels.put(aForwardedParcel({ privacy: true, hold: true }));
  expect(b.run(works)).toEqual([]);
  for (let n = 0; n < 60; n += 1) {
    b.time.now += 1_000;
    b.scan(NUMBER);
  }
  const parcel = aForwardedParcel({ privacy: true });
  b.flow().parcels.put(parcel);
  if (then === 'is intercepted') expect(intercept(b)).toEqual([1]);
  else expect(goOnAfterHold(b.flow(), [parcel])).toEqual([1, 1]);
  b.run(works);
  expect(states(b)).toEqual(['trace', 'write-back', 'privacy', 'forwarding-sms'].map((kind) => `${kind} ${then === 'is let go' ? 'done' : 'void job-called-back'}`));
  expect(money(b).held).toBe(0);
  expectSoundBooks(b.store());
});

/** The outcome of its conversion is unknown, and its provider knew nothing of it twice: it is to be called again under its key when its order is held. */
function inDoubtAndHeld(): Bench {
  const b = passed();
  b.turn((claim) => (claim.job.kind === 'trace' ? OUTCOMES.unknown : works(claim)));
  for (const _ of [1, 2]) {
    b.time.now = b.job('trace').ready_at ?? 0;
    b.turn(() => OUTCOMES.absent);
  }
  b.flow().parcels.put(aForwardedParcel({ privacy: true, hold: true }));
  expect(b.run(works)).toEqual([]);
  expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'held' });
  return b;
}
const refund = (b: Bench): number[] =>
  b.store().transaction(() => {
    b.flow().parcels.put(aForwardedParcel({ privacy: true, refund: true, hold: true }));
    return stopWork(b.flow(), NUMBER);
  });

test.each([['intercepted', intercept], ['refunded', refund]])('what may have happened of an order that is held and then %s goes on under its key and is charged once; nothing follows it', (_, callBack) => {
  const b = inDoubtAndHeld();
  expect(callBack(b)).toEqual([1]);
  expect(b.run(works).map(({ job, purpose }) => `${purpose} ${job.kind}`)).toEqual(['call trace']);
  expect(states(b)).toEqual(['trace done', 'write-back void job-called-back', 'privacy done', 'forwarding-sms void job-called-back']);
  expect(money(b)).toMatchObject({ held: 0, captured: 500 });
  expectSoundBooks(b.store());
});

test('what waits for an order that nobody will let go, for it was called back where its work could not be stopped, goes on at the next start', () => {
  const b = inDoubtAndHeld();
  b.flow().parcels.putInterception(anInterception());
  goingOn({ flow: b.flow(), cheapest: () => 45, tell: () => undefined, wake: () => undefined, failed: (error) => expect.fail(String(error)) }).atStart();
  b.run(works);
  expect(states(b)).toEqual(['trace done', 'write-back void job-called-back', 'privacy done', 'forwarding-sms void job-called-back']);
  expect(money(b)).toMatchObject({ held: 0, captured: 500 });
});

test('what is held waits over a start', () => {
  const b = inDoubtAndHeld();
  goingOn({ flow: b.flow(), cheapest: () => 45, tell: () => undefined, wake: () => undefined, failed: (error) => expect.fail(String(error)) }).atStart();
  expect(b.job('trace')).toMatchObject({ state: 'waiting', waits: 'held' });
});

test('a hold that comes while it is called lets the call end, and keeps what follows', () => {
  const b = passed();
  const trace = b.claims().find(({ job }) => job.kind === 'trace');
  if (!trace) throw new Error('not called');
  b.flow().parcels.put(aForwardedParcel({ privacy: true, hold: true }));
  b.settle(trace, OUTCOMES.converted());
  b.run((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.bound() : works(claim)));
  expect(b.flow().jobs.ofScan(1).filter(({ kind }) => kind !== 'privacy').map(({ kind, state, waits }) => `${kind} ${state} ${waits ?? ''}`)).toEqual(['trace done ', 'write-back waiting held', 'forwarding-sms waiting held']);
});

/** A whole station whose feed has told of a hold after the scan; `before` it did. */
async function heldByFeed(before: (store: Store) => void) {
  const w = world();
  w.state.orders.push(aForwardedParcel());
  const s = wholeStation({ world: w });
  s.station.start();
  s.station.pause(true);
  const { scanId } = await s.station.scan(NUMBER);
  before(s.store);
  w.state.orders.push(aForwardedParcel({ hold: true }));
  s.station.soon();
  await expect.poll(() => s.station.flow.parcels.find(NUMBER)?.hold).toBe(true);
  s.station.pause(false);
  await s.until(scanId, ({ jobs }) => jobs.some(({ waits }) => waits === 'held'));
  return { w, s, scanId };
}

test('the feed tells of a hold and of its end: the work goes on by itself', async () => {
  const { w, s, scanId } = await heldByFeed(() => undefined);
  expect(w.out).toEqual([]);
  w.state.orders.push(aForwardedParcel());
  s.station.soon();
  await s.until(scanId, isSettled);
});

test('the feed tells of an interception of what may have happened and is held: it goes on by itself', async () => {
  const { w, s, scanId } = await heldByFeed((store) => {
    store.sql("INSERT INTO attempts (job_id, attempt, purpose, claim, started_at, ended_at, outcome) SELECT id, 1, 'call', 'x', created_at, created_at, 'unknown' FROM jobs WHERE kind = 'trace'").run();
    store.sql("UPDATE jobs SET attempts = 1 WHERE kind = 'trace'").run();
  });
  w.state.interceptions.push(anInterception());
  s.station.soon();
  await s.until(scanId, ({ jobs }) => jobs.map(({ kind, state }) => `${kind} ${state}`).join() === 'trace done,write-back void,forwarding-sms void');
});

test.each(['interception', 'refund'] as const)('the feed tells of it (%s): the card says so, and nothing leaves', async (what) => {
  const w = world();
  w.state.orders.push(aForwardedParcel({ privacy: true }));
  const s = wholeStation({ world: w });
  s.station.start();
  s.station.pause(true);
  const { scanId } = await s.station.scan(NUMBER);
  if (what === 'interception') w.state.interceptions.push(anInterception());
  else w.state.orders.push(aForwardedParcel({ privacy: true, refund: true }));
  s.station.soon();
  await s.until(scanId, ({ jobs }) => jobs.length === 4 && jobs.every(({ state, error }) => state === 'void' && error === 'job-called-back'));
  s.station.pause(false);
  await s.stop();
  expect(w.out).toEqual([]);
});

test('an interception by a number that only the conversion tells: the desk is told, and nothing is written back, and its privacy number is ended', async () => {
  const w = world();
  w.state.orders.push(aForwardedParcel({ privacy: true }));
  w.state.interceptions.push(anInterception({ number: 'YT9000000000001' }));
  const isBound = (): boolean => s.station.flow.jobs.ofScan(1).some(({ kind, state }) => kind === 'privacy' && state === 'done');
  const s = wholeStation({ world: { ...w, send: async (outgoing) => {
    if (outgoing.url.endsWith('/convert')) await expect.poll(isBound).toBe(true);
    return w.send(outgoing);
  } } });
  s.station.start();
  await expect.poll(() => s.station.flow.parcels.interception('YT9000000000001')).not.toBeNull();
  const { scanId, verdict } = await s.station.scan(NUMBER);
  expect(verdict).toBe('pass');
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind }) => kind === 'unbind'));
  expect(s.station.card(scanId).jobs.map(({ kind, state }) => `${kind} ${state}`).slice(0, 4)).toEqual(['trace done', 'write-back void', 'privacy done', 'forwarding-sms void']);
  await expect.poll(() => s.announcements).toMatchObject([{ kind: 'recalled', scanId, number: NUMBER }]);
  expect(s.station.recalls()).toMatchObject([{ scanId }]);
  expect(w.state.writeBacks).toEqual([]);
});
