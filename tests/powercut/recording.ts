import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { listen } from '../../tools/child.ts';
import { MARKS, type Mark } from './marks.ts';
import type { Way, Workload } from './workloads.ts';

/** One thing that the process did to its folder, in the order in which it did it. Files are named without the folder. */
export type Step =
  | { readonly kind: 'created' | 'opened'; readonly fd: number; readonly name: string }
  | { readonly kind: 'closed' | 'synced'; readonly fd: number }
  | { readonly kind: 'wrote'; readonly fd: number; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncated'; readonly fd: number; readonly size: number }
  | { readonly kind: 'unlinked'; readonly name: string }
  | { readonly kind: 'answered'; readonly mark: Mark };

const NODE = resolve(import.meta.dirname, '../../node_modules/.bin/node');
const KINDS = ['', 'opened', 'created', 'closed', 'wrote', 'truncated', 'synced', 'unlinked', 'renamed'] as const;
const HEAD = 24;

/** Compiles the recorder into a folder. Throws with what the compiler said. */
export async function compileRecorder(folder: string): Promise<string> {
  const library = join(folder, 'recorder.so');
  const built = await listen('gcc', ['-shared', '-fPIC', '-O2', '-o', library, join(import.meta.dirname, 'recorder.c'), '-ldl', '-lpthread']);
  if (built.code !== 0) throw new Error(`recorder.c does not compile: ${built.stderr}`);
  return library;
}

/** Runs a workload on an empty folder and gives everything it did to it. */
export async function record(recorder: string, workload: Workload, way: Way, seed: string): Promise<Step[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'jingbus-powercut-'));
  try {
    const dir = join(scratch, 'disk');
    const log = join(scratch, 'log');
    mkdirSync(dir);
    const env = { ...process.env, LD_PRELOAD: recorder, POWERCUT_DIR: dir, POWERCUT_LOG: log };
    const ended = await listen(NODE, [join(import.meta.dirname, 'work.ts'), dir, workload, way, seed], { env });
    if (ended.code !== 0) throw new Error(`the workload ${workload} ended with ${ended.code}: ${ended.stderr}`);
    return read(readFileSync(log), basename(dir));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The format is recorder.c's. The folder itself has the name ''. */
function read(log: Buffer, folder: string): Step[] {
  const steps: Step[] = [];
  let marks = -1;
  for (let at = 0; at < log.length; ) {
    const kind = KINDS[log.readUInt32LE(at)];
    const fd = log.readUInt32LE(at + 4);
    const offset = Number(log.readBigUInt64LE(at + 8));
    const length = log.readUInt32LE(at + 16);
    const data = log.subarray(at + HEAD, at + HEAD + length);
    at += HEAD + length;
    const name = (): string => (basename(data.toString()) === folder ? '' : basename(data.toString()));
    if ((kind === 'created' || kind === 'opened') && name() === MARKS) marks = fd;
    else if (fd === marks) {
      if (kind === 'wrote') steps.push({ kind: 'answered', mark: JSON.parse(data.toString()) as Mark });
      else if (kind === 'closed') marks = -1;
    } else if (kind === 'created' || kind === 'opened') steps.push({ kind, fd, name: name() });
    else if (kind === 'closed' || kind === 'synced') steps.push({ kind, fd });
    else if (kind === 'wrote') steps.push({ kind, fd, offset, data });
    else if (kind === 'truncated') steps.push({ kind, fd, size: offset });
    else if (kind === 'unlinked') steps.push({ kind, name: name() });
    else throw new Error(`the recorder saw what the disk does not know: ${kind}`);
  }
  return steps;
}
