// One of plainjob's worker processes: plainjob-worker.ts FILE SYNCHRONOUS. Works when it is told to, and tells how much it did when nothing is left.
import { once } from 'node:events';
import { openPlainjob, plainWorker, type Synchronous } from './plainjob-queue.ts';

const [file = '', synchronous = 'FULL'] = process.argv.slice(2);
const queue = openPlainjob(file, synchronous as Synchronous);
let done = 0;
let lastAt = 0;
const worker = plainWorker(queue, () => {
  done += 1;
  lastAt = Date.now();
});
process.send?.('ready');
await once(process, 'message');
void worker.start();
// Its worker lets nothing else run until it finds no job: this timer ends it then.
setTimeout(() => {
  process.send?.({ done, lastAt });
  void worker.stop();
  queue.close();
  process.disconnect();
}, 0);
