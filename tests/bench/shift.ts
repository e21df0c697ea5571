import { availableParallelism } from 'node:os';
import type { ElectronApplication, Page } from '@playwright/test';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { launchApp } from '../support/app.ts';
import { deskReady } from '../support/scanner.ts';
import { worldOf } from '../support/world-control.ts';
import { launchBlank } from './blank-window.ts';
import { figure, round, spread, type Figure } from './figures.ts';
import { finished } from './long-queue.ts';
import { fed, oneByOne, recordPaints } from './painted.ts';
import { tell } from './story.ts';
import { SEED, fillWarehouse, tellWorld } from './warehouse.ts';

/** Two jobs each: 3,000,000 jobs of 1,500,000 parcels. */
const HISTORY = 1_500_000;
const ONE_BY_ONE = 2_000;
const A_SECOND = 20;
const FED_MINUTES = 10;
/** What is left of the shift then comes faster: only its sum counts. */
const LEFT_A_SECOND = 30;
const SHIFT = 30_000;
/** s without a key, for the memory to be given back and what a start or a shift leaves to be done, and then s in which the processor is measured. */
const REST = 60;
const PROCESSORS = availableParallelism();
const LONG_AGO = 60 * 86_400_000;
const A_LEASE = 1_000_000_000;
const TOP_UP = 100_000_000;

/**
 * A whole shift in the real window, on a database with years in it: 30,000 scans, a few of them one by one, ten minutes at 20 a second, the others as a belt
 * feeds them, all with their work. The blank window hears the same keys and changes one line.
 */
export async function benchShift(dataDir: string): Promise<readonly Figure[]> {
  const numbers = fillWarehouse(dataDir, SHIFT, years);
  tellWorld(dataDir, SHIFT);
  const blank = await launchBlank();
  const base = await shiftOf(blank, numbers.slice(0, ONE_BY_ONE + A_SECOND * 60));
  await blank.app.close();

  const began = Date.now();
  const station = await launchApp({ args: ['--practice', '--seed', String(SEED)], userDataDir: dataDir });
  let ours: Measured;
  try {
    await deskReady(station.window);
    await topUp(station.window);
    const world = worldOf(dataDir);
    ours = await shiftOf(station, numbers, async () => void (await world.command('tracking', { on: false })));
  } finally {
    await station.close();
  }
  const kept = keptIn(dataDir, began);
  const blankWindow = 'blank window, one line changed on the same key';
  return [
    figure({
      name: `last key to painted verdict, ${HISTORY} parcels and ${2 * HISTORY} jobs of history`, unit: 'ms', ours: spread(ours.alone), count: ours.alone.length,
      baselines: [{ is: blankWindow, numbers: spread(base.alone) }], expected: 'p99 <= 33 ms', met: spread(ours.alone).p99 <= 33,
    }),
    figure({
      name: `the same at ${A_SECOND} scans a second for ${FED_MINUTES} minutes; ${kept.scans} of ${numbers.length} scans of the shift in the database, ${kept.done} of their ${kept.jobs} jobs done`, unit: 'ms', ours: spread(ours.fed), count: ours.fed.length,
      baselines: [{ is: `${blankWindow}, one minute`, numbers: spread(base.fed) }], expected: 'p99 <= 50 ms, none lost',
      met: spread(ours.fed).p99 <= 50 && kept.scans === numbers.length && kept.done === kept.jobs && ours.painted === numbers.length,
    }),
    figure({
      name: `memory of the station's processes after ${ours.painted} scans`, unit: 'MiB', ours: { first: ours.memory[0], last: ours.memory[1], times: round(ours.memory[1] / ours.memory[0]) }, count: ours.painted,
      baselines: [{ is: `blank window, ${base.painted} keys`, numbers: { first: base.memory[0], last: base.memory[1], times: round(base.memory[1] / base.memory[0]) } }],
      expected: 'at most 1.2x of the start', met: ours.memory[1] <= 1.2 * ours.memory[0],
    }),
    figure({
      name: `processor while idle, the station's processes, of all ${PROCESSORS} processors, ${REST} s; following: while it asks about the parcels that have left`, unit: '%',
      ours: { before: ours.idle[0], after: ours.idle[1], following: ours.following }, count: REST,
      baselines: [{ is: 'blank window', numbers: { before: base.idle[0], after: base.idle[1], following: base.following } }], expected: 'before and after below 2 %', met: Math.max(...ours.idle) < 2,
    }),
  ];
}

/** `alone` and `fed`: ms from key to paint. `memory` in MiB and `idle` in % before and after the shift; `following` in % after it, with nothing else to do. */
type Measured = { readonly following: number; readonly alone: readonly number[]; readonly fed: readonly number[]; readonly painted: number; readonly memory: readonly [number, number]; readonly idle: readonly [number, number] };
type Driven = { readonly app: ElectronApplication; readonly window: Page };

async function shiftOf(driven: Driven, numbers: readonly string[], stopFollowing: () => Promise<void> = async () => undefined): Promise<Measured> {
  const { window } = driven;
  await recordPaints(window);
  const start = await atRest(driven);
  const alone = await oneByOne(window, numbers.slice(0, ONE_BY_ONE));
  const timed = Math.min(numbers.length, ONE_BY_ONE + A_SECOND * 60 * FED_MINUTES);
  const times = await fed(driven, numbers.slice(ONE_BY_ONE, timed), 1000 / A_SECOND);
  const rest = await fed(driven, numbers.slice(timed), 1000 / LEFT_A_SECOND);
  const following = await atRest(driven);
  await stopFollowing();
  const end = await atRest(driven);
  return { following: following.idle, alone, fed: times, painted: alone.length + times.length + rest.length, memory: [start.memory, end.memory], idle: [start.idle, end.idle] };
}

async function atRest({ app, window }: Driven): Promise<{ readonly memory: number; readonly idle: number }> {
  const keys = await window.context().newCDPSession(window);
  await keys.send('HeapProfiler.collectGarbage');
  await keys.detach();
  await drained(window);
  await pause(REST);
  const from = await used(app);
  await pause(REST);
  const to = await used(app);
  return { memory: to.memory, idle: round(((to.cpu - from.cpu) / (to.at - from.at) / PROCESSORS) * 100) };
}

/** Sums of all processes but the practice world, which plays the outside: MiB resident, s of processor time, and s of the clock. */
const used = (app: ElectronApplication): Promise<{ readonly memory: number; readonly cpu: number; readonly at: number }> =>
  app.evaluate(({ app: { getAppMetrics } }) => {
    const all = getAppMetrics().filter(({ name }) => name !== 'practice-world');
    return {
      memory: Math.round(all.reduce((sum, { memory }) => sum + memory.workingSetSize, 0) / 1024),
      cpu: all.reduce((sum, { cpu }) => sum + (cpu.cumulativeCPUUsage ?? Number.NaN), 0),
      at: Date.now() / 1000,
    };
  });

const pause = (seconds: number): Promise<void> => new Promise((go) => setTimeout(go, seconds * 1000));

/** No work waits or is called; at once in a window without a station. */
async function drained(window: Page): Promise<void> {
  await within(3_600, () => window.evaluate(async () => {
    const { station } = globalThis as unknown as { station?: StationBridge };
    if (!station) return true;
    const status = await station.ask('status.view', {});
    return status.ok && status.value.queue.waiting + status.value.queue.calling === 0;
  }));
}

/** Money for every scan, as soon as the practice world has signed the station in. */
async function topUp(window: Page): Promise<void> {
  await within(60, () => window.evaluate(async (amount) => {
    const { station } = globalThis as unknown as { station: StationBridge };
    const made = await station.ask('wallet.createTopUp', { amount, channel: 'alipay' });
    return made.ok && (await station.ask('practice.pay', { topUpId: made.value.topUpId })).ok;
  }, TOP_UP));
}

/** Asks every second until it is so. Throws where it is not after so many seconds. The page's own waitForFunction does not wait for a promise. */
async function within(seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; !(await isSo()); asked += 1) {
    if (asked >= seconds) throw new Error(`still not so after ${seconds} s: ${String(isSo)}`);
    await pause(1);
  }
}

/** Years of finished work, paid from a lease that is closed. */
function years(flow: Steps): void {
  flow.store.transaction(() => {
    flow.store.sql("INSERT INTO grants (grant_id, epoch, amount, state, asked_at) VALUES ('bench', 0, ?, 'granted', 0)").run(A_LEASE);
    flow.store.sql("INSERT INTO leases (lease_id, grant_id, epoch, amount, spend_until, price_version, state) VALUES ('bench', 'bench', 0, ?, 0, 1, 'closed')").run(A_LEASE);
  });
  // Nobody asks any more where these parcels are.
  tell(flow, finished(HISTORY, LONG_AGO));
  flow.store.sql("UPDATE leases SET captured = (SELECT coalesce(sum(amount), 0) FROM holds WHERE state = 'captured') WHERE lease_id = 'bench'").run();
  flow.store.checkpoint();
}

/** What the station has scanned at the desk since then, UTC ms, and the work that this made. */
function keptIn(dataDir: string, since: number): { readonly scans: number; readonly jobs: number; readonly done: number } {
  const store = databaseOfAccount(dataDir, `practice-${SEED}`);
  const count = (what: string): number => store.sql<{ n: number }>(`SELECT count(*) AS n FROM ${what}`).get(since)?.n ?? 0;
  const kept = { scans: count("scans WHERE source = 'desk' AND at > ?"), jobs: count('jobs WHERE created_at > ?'), done: count("jobs WHERE created_at > ? AND state = 'done'") };
  store.close();
  return kept;
}
