import { parentPort, workerData } from 'node:worker_threads';
import { problemOf } from '../../src-shared/errors/codes.ts';
import { readCsvText } from './csv.ts';
import { readTableFile } from './read-file.ts';
import { readList } from './read-list.ts';
import type { TableAnswer, TableTask } from './in-worker.ts';
import { writeTable } from './write-file.ts';

/* Tables are read and written in a thread of their own: 50,000 rows take seconds, and a packer's scan must not wait for them. */
async function done(task: TableTask): Promise<TableAnswer> {
  try {
    if (task.kind === 'write') {
      await writeTable(task.path, task.sheet, task.mark);
      return { kind: 'written' };
    }
    return { kind: 'list', list: readList(task.kind === 'file' ? readTableFile(task.path) : readCsvText(task.text)) };
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error) };
  }
}

parentPort?.postMessage(await done(workerData as TableTask));
