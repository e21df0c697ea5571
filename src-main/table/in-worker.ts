import { Worker } from 'node:worker_threads';
import { StationError, type ErrorCode, type Problem } from '../../src-shared/errors/codes.ts';
import type { List } from './read-list.ts';
import type { Sheet } from './write-file.ts';

export type TableTask = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'write'; readonly path: string; readonly sheet: Sheet };
export type TableAnswer = { readonly kind: 'list'; readonly list: List } | { readonly kind: 'written' } | { readonly kind: 'problem'; readonly problem: Problem };

/** Lists are read and written elsewhere, so that whoever asks goes on. */
export type Tables = { readonly read: (from: Extract<TableTask, { kind: 'file' | 'text' }>) => Promise<List>; readonly write: (path: string, sheet: Sheet) => Promise<void> };

/** ms. A file that needs longer is made to, or its disk is slow. */
const LONGEST = 60_000;

/** `entry` is the worker's file: worker.ts, or what the build made of it. Throws StationError. */
export function tablesIn(entry: string | URL, longest = LONGEST): Tables {
  const run = (task: TableTask): Promise<TableAnswer> =>
    new Promise((settle, reject) => {
      const worker = new Worker(entry, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 768 } });
      const fail = (code: ErrorCode, about: string, cause?: Error): void => finish(() => reject(new StationError(task.kind === 'write' ? 'list-not-written' : code, about, { cause })));
      const end = setTimeout(() => fail('list-too-slow', 'time'), longest);
      const finish = (how: () => void): void => {
        clearTimeout(end);
        how();
        void worker.terminate();
      };
      worker.once('message', (answer: TableAnswer) => finish(() => (answer.kind === 'problem' ? reject(new StationError(answer.problem.code, answer.problem.about)) : settle(answer))));
      // Out of memory, for one: the thread ends, the program does not.
      worker.once('error', (error) => fail('list-damaged', error.name, error));
      worker.once('exit', () => fail('list-damaged', 'ended'));
    });
  return {
    async read(from) {
      const answer = await run(from);
      if (answer.kind !== 'list') throw new StationError('internal');
      return answer.list;
    },
    async write(path, sheet) {
      await run({ kind: 'write', path, sheet });
    },
  };
}
