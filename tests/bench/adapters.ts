import { join } from 'node:path';
import { createEgress } from '../../src-main/egress/egress.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { claimReady } from '../../src-main/flow/queue/claim.ts';
import { settle } from '../../src-main/flow/settle.ts';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { openStore } from '../../src-main/store/store.ts';
import type { Parcel, Provider } from '../../src-shared/contract/parcels.ts';
import { signedIn } from '../contract/caller.ts';
import { askedBy } from '../contract/fault-matrix/asked.ts';
import { ENTRIES } from '../contract/fault-matrix/entries.ts';
import type { Work } from '../contract/fault-matrix/work.ts';
import { startPractice } from '../support/practice.ts';
import { figure, rate, type Figure } from './figures.ts';
import { startQuickOutside } from './quick-outside-process.ts';
import { DESK, oneJobParcel, putParcels, stationFlow, unlimited } from './station-flow.ts';

/** A day has some seventy parcels for another courier, and two rows convert them. */
const JOBS = 30;
const AT_ONCE = 10;
/** A desk makes fewer jobs than this in a second, whoever does its services. */
const ENOUGH = 20;

/**
 * Jobs a second of each adapter with all that it does, the write-back and the question for a track: claimed, signed, sent to the practice world over HTTP on loopback, answered and settled in the
 * station's database. Beside the same bytes, sent to a server that answers at once, with nothing signed, read or settled.
 */
export async function benchAdapters(dir: string): Promise<readonly Figure[]> {
  const world = await startPractice({ seed: 8 });
  const outside = await startQuickOutside(AT_ONCE);
  const egress = createEgress(() => new Set([world.ready().origin, outside.origin]));
  try {
    const caller = await signedIn(world);
    const parcels = (await caller.call('orders', { limit: 1000 })).items;
    const figures: Figure[] = [];
    for (const [row, entry] of Object.entries(ENTRIES)) {
      const provider = await askedBy(entry, world, caller);
      let made = 0;
      const fresh = {
        phone: () => `1990${String((made += 1)).padStart(7, '0')}`,
        key: () => `bench:${row}:${(made += 1)}`,
        parcel: (target: 'segment' | 'courier' | null) => parcels.splice(parcels.findIndex((one) => (one.target?.kind ?? null) === target && !one.refund && !one.hold), 1)[0] as Parcel,
        wire: { provider, send: egress, now: Date.now },
      };
      const works: Work[] = [];
      while (works.length < JOBS) works.push(await entry.work(fresh));
      figures.push(await ofAdapter(join(dir, row), row, provider, works, egress, outside.origin));
    }
    return figures;
  } finally {
    egress.close();
    outside.stop();
    await world.stop();
  }
}

async function ofAdapter(dir: string, row: string, provider: Provider, works: readonly Work[], send: ReturnType<typeof createEgress>, bareOrigin: string): Promise<Figure> {
  const store = openStore(join(dir, 'station.db'));
  const flow = stationFlow(store, unlimited(AT_ONCE));
  for (const number of putParcels(flow, works.map((_, n) => oneJobParcel(n)))) oneScan(flow, DESK, number);
  const bodies: string[] = [];
  const wire = { provider, now: Date.now, send: (outgoing: Parameters<typeof send>[0]) => (bodies.push(outgoing.body ?? ''), send(outgoing)) };
  const left = [...works];
  const from = performance.now();
  while (left.length > 0) {
    const claims = claimReady(store, flow.now(), () => AT_ONCE, flow.newId, (claim) => mayCall(flow, claim));
    const batch = await Promise.all(claims.map(async (claim) => ({ claim, outcome: await (left.pop() as Work).call(wire) })));
    const failed = batch.find(({ outcome }) => outcome.kind !== 'done');
    if (failed) throw new Error(`${row}: ${JSON.stringify(failed.outcome)}`);
    settle(flow, batch);
  }
  const ours = rate(JOBS, performance.now() - from);
  const start = performance.now();
  while (bodies.length > 0) {
    await Promise.all(bodies.splice(0, AT_ONCE).map((body) => send({ method: 'POST', url: `${bareOrigin}/bare`, headers: { 'content-type': 'application/json' }, body })));
  }
  const bare = rate(JOBS, performance.now() - start);
  store.close();
  return figure({
    name: `jobs signed, sent and settled: ${row}, ${AT_ONCE} at once`, unit: 'per second', ours, count: JOBS,
    baselines: [{ is: 'the same bytes to a server that answers at once', numbers: bare }], expected: `at least ${ENOUGH}`, met: ours.rate >= ENOUGH,
  });
}
