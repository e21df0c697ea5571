import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Store } from './store.ts';

/** Copies the WAL of a store back into its file, in a thread of its own: on a slow disk it takes longer than a packer would wait. */
export type CopyingBack = {
  /** Copies back what is in the WAL now. Resolves when it is done, or can't be: then a commit does it. */
  readonly now: () => Promise<void>;
  /** Before the store is closed: only the last connection that closes it folds the WAL into the file. */
  readonly stop: () => Promise<void>;
};

/** So many commits after the last time it is copied back again: the WAL then has some thousands of pages. */
const COMMITS = 256;
/** Pages in the WAL with which a commit copies it back all the same, as it does without a thread: 128 MiB, where the thread is behind. */
const FAR_BEHIND = 32_768;

/** `entry` is the thread's file: copying-worker.ts, or what the build made of it. The thread begins when there is something to do. */
export function copyingBackIn(entry: string | URL, failed: (error: unknown) => void): (store: Store) => CopyingBack {
  return (store) => {
    let worker: Worker | null = null;
    let under: Promise<void> | null = null;
    let stopped = false;
    let commits = 0;

    function begin(): Worker {
      const usual = store.db.pragma('wal_autocheckpoint', { simple: true }) as number;
      const begun = new Worker(entry, { workerData: store.db.name });
      begun.on('error', failed);
      begun.on('exit', () => {
        stopped = true;
        worker = null;
        if (store.db.open) store.db.pragma(`wal_autocheckpoint = ${usual}`);
      });
      store.db.pragma(`wal_autocheckpoint = ${FAR_BEHIND}`);
      return begun;
    }
    function now(): Promise<void> {
      if (stopped) return Promise.resolve();
      commits = 0;
      under ??= copy().finally(() => (under = null));
      return under;
    }
    /** Where no thread can be begun commits do its work, and it is tried again the next time. */
    async function copy(): Promise<void> {
      try {
        await answered(worker ??= begin());
      } catch (error) {
        failed(error);
      }
    }
    store.committed(() => {
      commits += 1;
      if (commits >= COMMITS) void now();
    });
    return {
      now,
      async stop() {
        stopped = true;
        await under;
        if (!worker) return;
        const exit = once(worker, 'exit');
        worker.ref();
        worker.postMessage('end');
        await exit;
      },
    };
  };
}

/** A thread that rests keeps no process from its end. */
function answered(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      worker.off('message', over).off('exit', over);
      worker.unref();
      resolve();
    };
    worker.ref();
    worker.on('message', over).on('exit', over);
    worker.postMessage('copy');
  });
}
