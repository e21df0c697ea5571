import { expect, onTestFinished, test } from 'vitest';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { batches } from '../../src-main/station/batches.ts';
import { turn } from '../../src-main/station/turn.ts';
import { AUTHORISED, aParcel, numberOf } from '../support/samples.ts';
import { bench, expectSoundBooks, type Bench } from '../support/station.ts';

const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const ROWS = 1_000;
/** A parcel that is on no list. */
const OTHER = numberOf(9_999);

/** The lists of a station over the bench's database, as it starts with them. */
function listsOf(b: Bench) {
  const lists = batches({
    flow: b.flow(), desk: () => DESK, scan: (desk, text, listed) => oneScan(b.flow(), desk, text, listed), wake: () => undefined, changed: () => undefined,
    failed: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => lists.stop());
  return lists;
}

/** A list whose every row lies with a person, for want of an authorisation; `row` is what its rows were brought to by then. */
function parked(row: 'sent' | 'parked' = 'parked') {
  const b = bench();
  const flow = b.flow();
  flow.stores.replace('2', [{ ...AUTHORISED, authorised: null }]);
  flow.parcels.put(aParcel({ number: OTHER, orderNumber: 'other', target: null, privacy: false }));
  b.lend(1_000_000);
  const id = flow.batches.begin({ name: 'a.csv', at: b.time.now, operator: DESK.operator, station: DESK.station, headings: [] });
  b.store().transaction(() => {
    for (let n = 0; n < ROWS; n += 1) {
      flow.parcels.put(aParcel({ number: numberOf(n), orderNumber: `order-${n}`, courier: 'yto', privacy: false }));
      flow.batches.addGood(id, { line: n + 1, number: numberOf(n), courier: null, target: null });
      oneScan(flow, DESK, numberOf(n), { target: null });
      flow.batches.put(id, n + 1, row, null, flow.jobs.byKey(`acct:${numberOf(n)}:sync`)?.id ?? null);
    }
  });
  flow.batches.complete(id, ROWS, 0);
  flow.batches.move(id, ['preview'], 'running', b.time.now);
  const open = (): number => b.store().sql<{ n: number }>("SELECT count(*) AS n FROM jobs WHERE kind = 'sync' AND state = 'waiting'").get()?.n ?? 0;
  while (open() > 0) expect(b.claims()).toEqual([]);
  return { ...b, id };
}

test('a long list that is cancelled is given up in portions: a scan is answered in between, and what a packer has scanned by then is the packer\'s', async () => {
  const b = parked();
  const lists = listsOf(b);
  let transactions = 0;
  b.store().committed(() => void (transactions += 1));
  lists.cancel(b.id);
  expect(lists.view(b.id).state).toBe('cancelled');
  expect(() => lists.cancel(b.id)).toThrow('batch-gone');
  await turn();
  expect([b.scan(OTHER).decision.verdict, b.scan(numberOf(ROWS - 1)).decision.verdict]).toEqual(['pass', 'pass']);
  expect(lists.view(b.id).state).toBe('cancelled');
  await expect.poll(() => lists.view(b.id).state).toBe('stopped');
  expect(lists.view(b.id).rows).toEqual({ failed: ROWS - 1, parked: 1 });
  expect(transactions).toBeGreaterThan(ROWS / 100);
  expectSoundBooks(b.store());
});

test('and goes on with that where the program ended in the middle', async () => {
  const b = parked();
  const lists = listsOf(b);
  lists.cancel(b.id);
  await turn();
  lists.stop();
  b.crash();
  const again = listsOf(b);
  expect(again.view(b.id)).toMatchObject({ state: 'cancelled', rows: { parked: expect.any(Number) } });
  again.recover();
  await expect.poll(() => again.view(b.id)).toMatchObject({ state: 'stopped', rows: { failed: ROWS } });
  expectSoundBooks(b.store());
});

test('rows that had not followed their work when the program ended do so in portions after the next start', async () => {
  const b = parked('sent');
  const lists = listsOf(b);
  let transactions = 0;
  b.store().committed(() => void (transactions += 1));
  lists.recover();
  expect(lists.view(b.id).rows.sent).toBeGreaterThan(0);
  await expect.poll(() => lists.view(b.id)).toMatchObject({ state: 'ended', rows: { parked: ROWS } });
  expect(transactions).toBeGreaterThan(2);
});
