import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { TYPE, openPlainjob, plainWorker, type Synchronous } from './plainjob-queue.ts';

const WORKER = join(import.meta.dirname, 'plainjob-worker.ts');

export type PlainTimes = {
  /** ms for adding jobs one by one. */
  readonly enqueue: number;
  /** ms for working them off: with one worker in this process, and with its README's one worker process a processor, infinite where they did not do all of them. */
  readonly one: number;
  readonly processes: number;
};

/** What plainjob needs for so many jobs with the same content, at one durability. */
export async function plainjobTimes(dir: string, synchronous: Synchronous, jobs: number, content: object): Promise<PlainTimes> {
  mkdirSync(dir);
  const alone = join(dir, 'one.db');
  const enqueue = add(alone, synchronous, jobs, content);
  const one = await workedOffHere(alone, synchronous, jobs);
  const shared = join(dir, 'processes.db');
  add(shared, synchronous, jobs, content);
  return { enqueue, one, processes: await workedOffByProcesses(shared, synchronous, jobs) };
}

function add(file: string, synchronous: Synchronous, jobs: number, content: object): number {
  const queue = openPlainjob(file, synchronous);
  const from = performance.now();
  for (let n = 0; n < jobs; n += 1) queue.add(TYPE, content);
  const took = performance.now() - from;
  queue.close();
  return took;
}

async function workedOffHere(file: string, synchronous: Synchronous, jobs: number): Promise<number> {
  const queue = openPlainjob(file, synchronous);
  let done = 0;
  const from = performance.now();
  const took = await new Promise<number>((resolve) => {
    const worker = plainWorker(queue, () => {
      done += 1;
      if (done < jobs) return;
      resolve(performance.now() - from);
      void worker.stop();
    });
    void worker.start();
  });
  queue.close();
  return took;
}

async function workedOffByProcesses(file: string, synchronous: Synchronous, jobs: number): Promise<number> {
  const workers = Array.from({ length: availableParallelism() }, () => fork(WORKER, [file, synchronous]));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const from = Date.now();
  const told = await Promise.all(workers.map((worker) => new Promise<{ done: number; lastAt: number }>((resolve) => {
    worker.once('message', (message) => resolve(message as { done: number; lastAt: number }));
    worker.once('exit', () => resolve({ done: 0, lastAt: from }));
    worker.send('go');
  })));
  // On a busy disk one waits too long for the other's lock: a job is marked as failed, or the worker ends.
  const done = told.reduce((sum, worker) => sum + worker.done, 0);
  return done === jobs ? Math.max(...told.map(({ lastAt }) => lastAt)) - from : Number.POSITIVE_INFINITY;
}
