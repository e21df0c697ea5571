import { expect, test } from 'vitest';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readList } from '../../src-main/table/read-list.ts';
import type { Outgoing } from '../../src-main/egress/egress.ts';
import { json } from '../support/fake-send.ts';
import { aParcel, entitlementsWith } from '../support/samples.ts';
import { NUMBER } from '../support/forwarded-parcel.ts';
import { bench, expectSoundBooks, works } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };

/** A list's parcel, in a database that was put back: its conversion is being asked about when `meanwhile` happens, and done then. */
function listedInNewEpoch(meanwhile: (b: ReturnType<typeof bench>) => void) {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aParcel({ privacy: false }));
  oneScan(b.flow(), DESK, NUMBER, { target: null });
  b.newEpoch(2);
  b.lend(10_000);
  const [claim] = b.claims();
  if (!claim) throw new Error('nothing was claimed');
  meanwhile(b);
  return { b, changed: [...b.settle(claim, works(claim))] };
}
const statesOf = (b: ReturnType<typeof bench>, scanId: number) => b.flow().jobs.ofScan(scanId).map(({ kind, state }) => `${kind} ${state}`);

test('a list\'s parcel that a packer scans while it is asked about: what follows its conversion is asked about too', () => {
  const { b, changed } = listedInNewEpoch((at) => at.scan(NUMBER));
  expect(changed).toEqual([2]);
  b.run(works);
  expect(statesOf(b, 2)).toEqual(['sync done', 'write-back done']);
  expectSoundBooks(b.store());
});

test('what depends on work of another scan is asked about when that ends', () => {
  const { b } = listedInNewEpoch((at) => at.flow().jobs.adopt(at.job('write-back').id, at.scan('SF0000000000009').scanId));
  b.run(works);
  expect([...statesOf(b, 1), ...statesOf(b, 2)]).toEqual(['sync done', 'write-back done']);
});

test.each([
  ['refused', 'nobody', 'failed'],
  ['parked', 'person', 'parked'],
] as const)('a list\'s parcel that a packer scans during its call, which ends %s: the desk is told, and the list goes on', async (state, act, row) => {
  const w = world();
  w.state.orders = [aParcel({ privacy: false })];
  w.state.entitlements = entitlementsWith({ provider: { settings: { errors: { GONE: act } } } });
  let answer = (): void => undefined;
  const patience = new Promise<void>((resolve) => void (answer = resolve));
  const send = async (outgoing: Outgoing) => {
    if (!outgoing.url.endsWith('/convert')) return w.send(outgoing);
    await patience;
    return json({ code: 'GONE' });
  };
  const { station, cards } = wholeStation({ world: { ...w, send } });
  station.start();
  await expect.poll(() => station.status().ordersReady && station.flow.stores.version() !== null).toBe(true);
  const put = () => station.batches.put('名单.csv', readList(readCsvText(`运单号\n${NUMBER}`)));
  const { batchId } = await put();
  station.batches.start(batchId);
  await expect.poll(() => station.flow.jobs.counts().some((count) => count.state === 'calling')).toBe(true);
  const { scanId } = await station.scan(NUMBER);
  answer();
  await expect.poll(() => cards.get(scanId)?.jobs[0]?.state).toBe(state);
  await expect.poll(() => station.batches.view(batchId)).toMatchObject({ state: 'ended', rows: { [row]: 1 } });
  const next = await put();
  expect(() => station.batches.start(next.batchId)).not.toThrow();
});
