import Database from 'better-sqlite3';
import { better, defineQueue, defineWorker, type Logger, type Queue, type Worker } from 'plainjob';

export type Synchronous = 'FULL' | 'NORMAL';
export const TYPE = 'privacy';

const silent: Logger = { error: (message) => void process.stderr.write(`${message}\n`), warn: () => undefined, info: () => undefined, debug: () => undefined };

/** plainjob over the station's own settings of SQLite. It sets NORMAL itself while it opens: FULL is set back after that. */
export function openPlainjob(file: string, synchronous: Synchronous): Queue {
  const db = new Database(file);
  const queue = defineQueue({ connection: better(db), logger: silent });
  for (const setting of [`synchronous = ${synchronous}`, 'wal_autocheckpoint = 8192', 'cache_size = -32768']) db.pragma(setting);
  const got = db.pragma('synchronous', { simple: true });
  if (got !== (synchronous === 'FULL' ? 2 : 1)) throw new Error(`plainjob: synchronous is ${String(got)}`);
  return queue;
}

/** Its worker with a job that does nothing. `completed` is called once a job, after it is marked as done. */
export const plainWorker = (queue: Queue, completed: () => void): Worker => defineWorker(TYPE, async () => undefined, { queue, logger: silent, onCompleted: completed });
