import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Said, Told } from './said.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');
/** The project's own Node: TypeScript runs in it as it is. */
const NODE = resolve(import.meta.dirname, '../../node_modules/.bin/node');

export type Worker = {
  readonly go: (told: Told) => void;
  /** Resolves with the first thing said of this type; rejects when the worker ends without. */
  readonly says: <T extends Said['type']>(type: T) => Promise<Extract<Said, { type: T }>>;
  /** kill -9; resolves when it is gone and everything it said has been heard. */
  readonly kill: () => Promise<void>;
  /** Asks it to end as a user would; resolves with its exit code. */
  readonly end: () => Promise<number | null>;
};

/** A worker that has loaded its program and touches nothing until it is told to go. `cache`: a folder for compiled modules. */
export function startWorker(cache: string, heard: (said: Said) => void): Worker {
  const child = fork(WORKER, [], { execPath: NODE, execArgv: [], env: { ...process.env, NODE_COMPILE_CACHE: cache }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const waiting: { type: Said['type']; tell: (said: Said) => void; fail: (error: Error) => void }[] = [];
  const before: Said[] = [];
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    const said = JSON.parse(line) as Said;
    if (said.type !== 'answered') before.push(said);
    heard(said);
    for (const one of waiting) if (one.type === said.type) one.tell(said);
  });
  const exit = once(child, 'exit');
  const gone = Promise.all([exit, once(lines, 'close')]);
  child.once('exit', (code, signal) => {
    for (const { type, fail } of waiting) fail(new Error(`the worker ended (${code ?? signal}) before it was ${type}`));
  });
  return {
    go: (told) => void child.send(told),
    says: <T extends Said['type']>(type: T) =>
      new Promise<Extract<Said, { type: T }>>((tell, fail) => {
        const known = before.find((said) => said.type === type);
        if (known) tell(known as Extract<Said, { type: T }>);
        else waiting.push({ type, tell: tell as (said: Said) => void, fail });
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async end() {
      child.send('end');
      await gone;
      return child.exitCode;
    },
  };
}
