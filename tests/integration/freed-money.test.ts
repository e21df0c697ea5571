import { expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { json } from '../support/fake-send.ts';
import { aParcel, anInterception, entitlementsWith, numberOf } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const [FIRST, SECOND] = [numberOf(1), numberOf(2)];

/** A station with so much lent that one of two parcels can be paid; the account has nothing more. Nothing is called yet. */
async function withMoneyForOne(by: 'desk' | 'list' = 'desk') {
  const w = world();
  w.state.orders = [FIRST, SECOND].map((number) => aParcel({ number, courier: 'yto', privacy: false }));
  w.state.entitlements = entitlementsWith({ provider: { settings: { errors: { GONE: 'nobody' } } } });
  w.state.refusals.set('grantLease', new CallFailed('insufficient-balance', 'grantLease', { effect: 'none', problem: 'insufficient-balance' }));
  const s = wholeStation({ world: w });
  const { flow } = s.station;
  s.station.start();
  await expect.poll(() => s.station.status().ordersReady && flow.stores.version() !== null).toBe(true);
  s.station.pause(true);
  const lease = { leaseId: 'lease', amount: 100, spendUntil: Date.now() + 60_000 };
  w.state.leases.push({ ...lease, stationId: 'st-1', stationName: '工位', captured: 0, state: 'open' });
  s.store.transaction(() => flow.ledger.granted({ ...lease, grantId: flow.ledger.ask(100, Date.now()), priceVersion: 1 }));
  const { batchId } = await s.station.batches.put('名单.csv', readList(readCsvText(`运单号\n${FIRST}\n`)));
  if (by === 'list') s.station.batches.start(batchId);
  else expect((await s.station.scan(FIRST)).verdict).toBe('pass');
  await expect.poll(() => flow.ledger.totals().held).toBe(100);
  const { scanId, verdict } = await s.station.scan(SECOND);
  expect(verdict).toBe('no-funds');
  const waits = () => flow.jobs.ofScan(scanId).find(({ kind }) => kind === 'sync')?.waits;
  expect(waits()).toBe('funds');
  return { w, s, waits, batchId };
}

test('what a refusal frees pays for the work that waits for money', async () => {
  const { w, s, waits } = await withMoneyForOne();
  w.play.provider = (outgoing) => (outgoing.body?.includes(FIRST) ? json({ code: 'GONE' }) : w.provider(outgoing));
  s.station.pause(false);
  await expect.poll(waits).not.toBe('funds');
  await expect.poll(() => s.station.flow.ledger.totals().captured).toBe(100);
  expectSoundBooks(s.store);
});

test('and what an interception frees', async () => {
  const { w, s, waits } = await withMoneyForOne();
  w.state.interceptions.push(anInterception({ number: FIRST }));
  s.station.soon();
  await expect.poll(waits).not.toBe('funds');
});

test('and what a person frees who stops a list', async () => {
  const { s, waits, batchId } = await withMoneyForOne('list');
  s.station.batches.cancel(batchId);
  await expect.poll(waits).not.toBe('funds');
});
