import { join } from 'node:path';
import { createAccountClient, type AccountClient } from '../../src-main/account/client.ts';
import type { TokenSet } from '../../src-main/account/tokens.ts';
import { createEgress, type Send } from '../../src-main/egress/egress.ts';
import { adoptEpoch } from '../../src-main/flow/ledger/epoch.ts';
import { report } from '../../src-main/flow/ledger/report.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { openStore } from '../../src-main/store/store.ts';
import { startPractice } from '../support/practice.ts';
import { entitlementsWith } from '../support/samples.ts';
import { bareSyncs, DISKS_OWN } from './bare.ts';
import { figure, rate, type Figure } from './figures.ts';
import { startQuickOutside } from './quick-outside-process.ts';
import { DESK, flowOver, oneJobParcel, putParcels } from './station-flow.ts';

const JOBS = 4_000;
/** A hundred busy packers make about as many. */
const ENOUGH = 1_000;
/** After each report. */
const SYNCS = 200;

/**
 * Entries of the journal a second, from the station's database into the practice world's: read, sent in batches over HTTP,
 * checked and applied there one by one, acknowledged here. Beside a POST of the same bytes to a server that only takes them.
 */
export async function benchJournalUpload(dir: string): Promise<Figure> {
  const world = await startPractice();
  const outside = await startQuickOutside(1);
  const { origin, account } = world.ready();
  const egress = createEgress(() => new Set([origin, outside.origin]));
  const bodies: string[] = [];
  const store = openStore(join(dir, 'station.db'));
  const syncs = bareSyncs(dir);
  try {
    const client = await signedIn(origin, account, async (outgoing) => {
      if (outgoing.url.endsWith('/journal')) bodies.push(outgoing.body ?? '');
      return egress(outgoing);
    });
    // 1 厘 a job: the practice balance pays for all of them.
    const flow = flowOver(store, entitlementsWith({ prices: { privacy: 1 } }));
    const stationId = await lentTo(flow, client);
    work(flow);
    const took = { ours: 0, syncs: 0 };
    let entries = 0;
    let synced = 0;
    while (flow.ledger.journal.unreported(flow.ledger.epoch(), 1).length > 0) {
      const from = performance.now();
      const taken = await report(flow.ledger, client, stationId, flow.now, () => undefined);
      if (taken === 0) throw new Error('the journal was not taken');
      entries += taken;
      const reported = performance.now();
      for (let n = 0; n < SYNCS; n += 1) syncs.sync();
      synced += SYNCS;
      took.ours += reported - from;
      took.syncs += performance.now() - reported;
    }
    const start = performance.now();
    for (const body of bodies) await egress({ method: 'POST', url: `${outside.origin}/bare`, headers: { 'content-type': 'application/json' }, body });
    const bare = performance.now() - start;
    const times = rate(entries, took.ours);
    return figure({
      name: 'journal entries brought to the account API over HTTP on loopback', unit: 'per second', ours: times, count: entries,
      baselines: [{ is: `the same bytes in the same ${bodies.length} POSTs, to a server that answers at once`, numbers: rate(entries, bare) }, { is: DISKS_OWN, numbers: rate(synced, took.syncs) }],
      expected: `at least ${ENOUGH}`, met: times.rate >= ENOUGH,
    });
  } finally {
    store.close();
    syncs.close();
    egress.close();
    outside.stop();
    await world.stop();
  }
}

async function signedIn(origin: string, account: { account: string; password: string }, send: Send): Promise<AccountClient> {
  let tokens: TokenSet | null = null;
  const client = createAccountClient({
    origin: () => origin, send, heard: () => undefined, reached: () => undefined, ended: () => undefined, barred: () => undefined,
    tokens: { access: () => tokens?.accessToken ?? null, refresh: () => tokens?.refreshToken ?? null, session: () => null, set: (next) => (tokens = next) },
  });
  tokens = await client.call('signIn', { ...account, device: { id: 'bench', name: 'bench' } });
  return client;
}

/** Registers and opens the station, and borrows enough for every job. Returns its id. */
async function lentTo({ store, ledger, now }: Steps, client: AccountClient): Promise<string> {
  const { stationId } = await client.call('registerStation', { deviceId: 'bench', name: 'bench' });
  const opened = await client.call('openStation', { epoch: 0, lastSequence: 0, lastHash: null, nonce: 'bench' }, { params: { stationId } });
  adoptEpoch(store, ledger, opened.epoch, now());
  const grantId = store.transaction(() => ledger.ask(JOBS, now()));
  const lease = await client.call('grantLease', { grantId, stationId, epoch: opened.epoch, amount: JOBS }, { key: grantId });
  store.transaction(() => ledger.granted(lease));
  return stationId;
}

/** Every job leaves its hold, its call and its capture in the journal, as work does. */
function work(flow: Steps): void {
  const numbers = putParcels(flow, Array.from({ length: JOBS }, (_, n) => oneJobParcel(n)));
  flow.store.transaction(() => {
    for (const number of numbers) {
      const { scanId } = oneScan(flow, DESK, number);
      for (const job of flow.jobs.ofScan(scanId)) {
        flow.ledger.noteCall(job, 1, flow.now());
        flow.ledger.capture(job, flow.now());
      }
    }
  });
}
