import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Send } from '../../src-main/egress/egress.ts';
import { highWater } from '../../src-main/flow/ledger/high-water.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import { createPace } from '../../src-main/flow/queue/pace.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { createWork } from '../../src-main/flow/work.ts';
import { markFile } from '../../src-main/store/mark-file.ts';
import { openStore } from '../../src-main/store/store.ts';
import { unsoundBooks } from '../support/books.ts';
import { copyingBack } from '../support/copying-back.ts';
import { fakeAccount } from '../support/fake-account.ts';
import { answered } from '../support/fake-send.ts';

import { DESK, oneJobParcel, putParcels, stationFlow, unlimited } from './station-flow.ts';

/** Calls under way at once: what a busy station's providers together may allow. */
export const CONCURRENCY = 64;

/** A provider that has done it before it was asked. */
const atOnce: Send = async () => answered(200, JSON.stringify({ result: '000000', message: '', middleNumber: '17000000001' }));

/**
 * ms for enqueuing and for working off so many jobs, everything durable: each is scanned, held, journaled and enqueued in
 * one transaction, then claimed, called, captured and kept by the real runner, beside the copying thread.
 */
export async function ourQueue(dir: string, jobs: number): Promise<{ readonly enqueue: number; readonly work: number }> {
  mkdirSync(dir);
  const store = openStore(join(dir, 'station.db'));
  try {
    const flow = stationFlow(store, unlimited(CONCURRENCY));
    const numbers = putParcels(flow, Array.from({ length: jobs }, (_, n) => oneJobParcel(n)));
    const from = performance.now();
    for (const number of numbers) oneScan(flow, DESK, number);
    const enqueue = performance.now() - from;
    const work = await workedOff(flow, dir, jobs);
    assertDone(flow, jobs);
    return { enqueue, work };
  } finally {
    store.close();
  }
}

async function workedOff(flow: Steps, dir: string, jobs: number): Promise<number> {
  const copying = copyingBack(flow.store);
  const water = highWater(flow.store, flow.ledger, markFile(join(dir, 'mark')));
  const from = performance.now();
  let failed: (error: unknown) => void = () => undefined;
  let settled = 0;
  const done = new Promise<void>((resolve, reject) => {
    failed = reject;
    const work = createWork({
      flow, client: fakeAccount({}).client, askOrder: () => Promise.reject(new Error('nobody is asked')), send: atOnce, pace: createPace(() => performance.now(), Math.random), providers: namedProviders(flow.store, { get: () => null, put: () => false }), standsStill: () => null, deskBusy: () => false, unheard: () => null, mark: water.flush, failed, heard: () => undefined,
      changed: (scans) => {
        settled += scans.size;
        if (settled >= jobs) resolve(work.stop(0));
      },
    });
    work.start();
  });
  await done;
  const took = performance.now() - from;
  await copying.stop();
  return took;
}

/** A figure of work that was not done, or not paid, would be worth nothing. */
function assertDone(flow: Steps, jobs: number): void {
  const done = flow.store.sql<{ n: number }>("SELECT count(*) AS n FROM jobs WHERE state = 'done' AND charged > 0").get()?.n;
  const wrong = unsoundBooks(flow.store);
  if (done !== jobs || wrong.length > 0) throw new Error(`${done} of ${jobs} jobs done; ${wrong.slice(0, 3).join('; ')}`);
}
