import { Worker } from 'node:worker_threads';
import { StationError, type Problem } from '../../src-shared/errors/codes.ts';
import type { List } from './read-list.ts';
import type { Sheet } from './write-file.ts';

export type TableTask = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'write'; readonly path: string; readonly sheet: Sheet };
export type TableAnswer = { readonly kind: 'list'; readonly list: List } | { readonly kind: 'written' } | { readonly kind: 'problem'; readonly problem: Problem };

/** Lists are read and written elsewhere, so that whoever asks goes on. */
export type Tables = { readonly read: (from: Extract<TableTask, { kind: 'file' | 'text' }>) => Promise<List>; readonly write: (path: string, sheet: Sheet) => Promise<void> };

/** A file that needs longer is made to. */
const LONGEST = 60_000;

/** `entry` is the worker's file: worker.ts, or what the build made of it. Throws StationError. */
export function tablesIn(entry: string | URL, longest = LONGEST): Tables {
  const run = (task: TableTask): Promise<TableAnswer> =>
    new Promise((settle, reject) => {
      const worker = new Worker(entry, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 768 } });
      const fail = (about: string, cause?: Error): void => finish(() => reject(new StationError(task.kind === 'write' ? 'list-not-written' : 'list-damaged', about, { cause })));
      const end = setTimeout(() => fail('time'), longest);
      const finish = (how: () => void): void => {
        clearTimeout(end);
        how();
        void worker.terminate();
      };
      worker.once('message', (answer: TableAnswer) => finish(() => (answer.kind === 'problem' ? reject(new StationError(answer.problem.code, answer.problem.about)) : settle(answer))));
      // Out of memory, for one: the thread ends, the program does not.
      worker.once('error', (error) => fail(error.name, error));
      worker.once('exit', () => fail('ended'));
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
