import { join } from 'node:path';
import { businessKey } from '../../src-shared/domain/business-key.ts';
import { bareSyncs, DISKS_OWN } from './bare.ts';
import { figure, rate, round, type Figure } from './figures.ts';
import { CONCURRENCY, ourQueue } from './our-queue.ts';
import { plainjobTimes, type PlainTimes } from './plainjob.ts';
import { DESK, oneJobParcel } from './station-flow.ts';

/** In turns, so that a slow minute of the disk is everybody's. */
const TURNS = 2;
const A_TURN = 5_000;
const JOBS = TURNS * A_TURN;
/** Beside each of the three queues of a turn. */
const SYNCS = 500;
const TIMES = 5;

/**
 * Jobs a second from the queue to a settled outcome, and into it, with a provider that does nothing; beside plainjob with
 * a job that does nothing. Ours moves money and keeps every attempt, plainjob's is one row.
 */
export async function benchJobs(dir: string): Promise<readonly Figure[]> {
  const { number } = oneJobParcel(0);
  const content = { key: businessKey(DESK.accountId, number, 'privacy'), number, operator: DESK.operator.name };
  const [ours, full, normal] = [{ enqueue: 0, work: 0 }, { ...NOTHING }, { ...NOTHING }];
  const syncs = bareSyncs(dir);
  let synced = 0;
  const sync = (): void => {
    const from = performance.now();
    for (let n = 0; n < SYNCS; n += 1) syncs.sync();
    synced += performance.now() - from;
  };
  for (let turn = 0; turn < TURNS; turn += 1) {
    add(ours, await ourQueue(join(dir, `ours-${turn}`), A_TURN));
    sync();
    add(full, await plainjobTimes(join(dir, `full-${turn}`), 'FULL', A_TURN, content));
    sync();
    add(normal, await plainjobTimes(join(dir, `normal-${turn}`), 'NORMAL', A_TURN, content));
    sync();
  }
  syncs.close();

  const disk = { is: DISKS_OWN, numbers: rate(TURNS * 3 * SYNCS, synced) };
  const worked = rate(JOBS, ours.work);
  const times = round(worked.rate / rate(JOBS, best(full)).rate);
  const told = (ms: number): string => (Number.isFinite(ms) ? String(rate(JOBS, ms).rate) : 'not all done: database is locked');
  const plain = (synchronous: string, of: PlainTimes) => ({
    is: `plainjob, synchronous=${synchronous}, the quicker of one worker (${told(of.one)}) and a process a processor (${told(of.processes)})`,
    numbers: rate(JOBS, best(of)),
  });
  return [
    figure({
      name: `jobs from claim to charge, no-op provider, ${CONCURRENCY} at once, synchronous=FULL`, unit: 'per second', ours: worked, count: JOBS,
      baselines: [plain('FULL', full), plain('NORMAL, its own', normal), disk], expected: `at least ${TIMES}x plainjob at FULL`, met: times >= TIMES,
    }),
    figure({
      name: 'jobs enqueued, each with its scan, hold and journal entry in a transaction, synchronous=FULL', unit: 'per second', ours: rate(JOBS, ours.enqueue), count: JOBS,
      baselines: [
        { is: 'plainjob, one add a job, synchronous=FULL', numbers: rate(JOBS, full.enqueue) },
        { is: 'plainjob, one add a job, its own NORMAL', numbers: rate(JOBS, normal.enqueue) },
        disk,
      ],
      expected: 'at least a third of plainjob at FULL', met: full.enqueue * 3 >= ours.enqueue,
    }),
  ];
}

const NOTHING: PlainTimes = { enqueue: 0, one: 0, processes: 0 };

function add<T extends Record<string, number>>(sum: T, more: Readonly<Record<keyof T, number>>): void {
  for (const name of Object.keys(sum) as (keyof T)[]) (sum[name] as number) += more[name];
}

const best = ({ one, processes }: PlainTimes): number => Math.min(one, processes);
