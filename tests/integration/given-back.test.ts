import { expect, test } from 'vitest';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { aParcel } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const NUMBER = aParcel().number;

/** A station whose work another one had been charged for: the account API gives back every charge as soon as it hears of it. */
async function chargedBefore() {
  const w = world();
  w.state.orders = [aParcel({ privacy: false, target: { kind: 'courier', courier: 'yto' } })];
  w.state.chargedBefore = true;
  const whole = wholeStation({ world: w });
  whole.station.start();
  await expect.poll(() => whole.station.status().ordersReady && whole.station.flow.stores.version() !== null).toBe(true);
  return whole;
}

test('a charge that is given back when the journal is told is taken off the card at once', async () => {
  const whole = await chargedBefore();
  const { scanId } = await whole.station.scan(NUMBER);
  await whole.until(scanId, isSettled);
  await expect.poll(() => whole.cards.get(scanId)).toMatchObject({ charged: 0, cost: 0, jobs: expect.arrayContaining([expect.objectContaining({ kind: 'trace', charged: 300, refunded: 300 })]) });
  expectSoundBooks(whole.store);
});

test('a list says what its rows cost without what was given back', async () => {
  const whole = await chargedBefore();
  const { batchId } = await whole.station.batches.put('名单.csv', readList(readCsvText(`运单号\n${NUMBER}`)));
  whole.station.batches.start(batchId);
  await expect.poll(() => whole.station.batches.view(batchId).state).toBe('ended');
  await expect.poll(() => whole.store.sql('SELECT charged, refunded FROM jobs ORDER BY id LIMIT 1').get()).toEqual({ charged: 300, refunded: 300 });
  expect(whole.station.batches.results(batchId, null, 0, 10)).toMatchObject([{ number: NUMBER, state: 'done', charged: 0 }]);
  expectSoundBooks(whole.store);
});
