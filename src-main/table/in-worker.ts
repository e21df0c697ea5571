import { Worker } from 'node:worker_threads';
import { StationError, type ErrorCode, type Problem } from '../../src-shared/errors/codes.ts';
import { discardExport, newMark } from '../store/write-whole.ts';
import type { List } from './read-list.ts';
import type { Sheet } from './write-file.ts';

type ReadTask = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'text'; readonly text: string };
/** `mark` is in the name that the export has until it is whole: a thread that ends leaves it to us. */
type WriteTask = { readonly kind: 'write'; readonly path: string; readonly mark: string; readonly sheet: Sheet };
export type TableTask = ReadTask | WriteTask;
export type TableAnswer = { readonly kind: 'list'; readonly list: List } | { readonly kind: 'written' } | { readonly kind: 'problem'; readonly problem: Problem };

/** Lists are read and written elsewhere, so that whoever asks goes on. */
export type Tables = {
  readonly read: (from: ReadTask) => Promise<List>;
  readonly write: (path: string, sheet: Sheet) => Promise<void>;
  /** What is under way is given up, and nothing of it left. */
  readonly stop: () => Promise<unknown>;
};

/** ms. A file that needs longer is made to, or its disk is slow. */
const LONGEST = 60_000;

/** `entry` is the worker's file: worker.ts, or what the build made of it. Throws StationError. */
export function tablesIn(entry: string | URL, longest = LONGEST): Tables {
  const underWay = new Set<() => Promise<void>>();
  const run = (task: TableTask): Promise<TableAnswer> =>
    new Promise((settle, reject) => {
      const worker = new Worker(entry, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 768 } });
      const fail = (code: ErrorCode, about: string, cause?: Error): Promise<void> => finish(() => reject(new StationError(task.kind === 'write' ? 'list-not-written' : code, about, { cause })));
      const giveUp = (): Promise<void> => fail('list-too-slow', 'time');
      const end = setTimeout(() => void giveUp(), longest);
      underWay.add(giveUp);
      const finish = async (how: () => void): Promise<void> => {
        clearTimeout(end);
        // Before the thread has ended: a disk that hangs keeps it, and nobody else.
        how();
        await worker.terminate();
        if (task.kind === 'write') await discardExport(task.path, task.mark).catch(() => undefined);
        underWay.delete(giveUp);
      };
      worker.once('message', (answer: TableAnswer) => void finish(() => (answer.kind === 'problem' ? reject(new StationError(answer.problem.code, answer.problem.about)) : settle(answer))));
      // Out of memory, for one: the thread ends, the program does not.
      worker.once('error', (error) => void fail('list-damaged', error.name, error));
      worker.once('exit', () => void fail('list-damaged', 'ended'));
    });
  return {
    async read(from) {
      const answer = await run(from);
      if (answer.kind !== 'list') throw new StationError('internal');
      return answer.list;
    },
    async write(path, sheet) {
      await run({ kind: 'write', path, mark: newMark(), sheet });
    },
    stop: () => Promise.all([...underWay].map((giveUp) => giveUp())),
  };
}
