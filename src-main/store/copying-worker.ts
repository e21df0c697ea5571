import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './open-database.ts';

/** Each time less is left; more often than this it is the writer's doing that the end is not reached. */
const MOST = 5;

const db = connect(workerData as string, { fileMustExist: true });

/** Commits go on meanwhile. Only a WAL that has been copied to its end is written from its beginning again, so what came meanwhile is copied too. */
function copyBack(): void {
  let before = -1;
  for (let times = 0; times < MOST; times += 1) {
    const [{ log }] = db.pragma('wal_checkpoint(PASSIVE)') as [{ log: number }];
    if (log === before) return;
    before = log;
  }
}

parentPort?.on('message', (word: 'copy' | 'end') => {
  if (word === 'end') {
    db.close();
    parentPort?.close();
    return;
  }
  copyBack();
  parentPort?.postMessage(null);
});
