import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Announcement } from '../../src-main/practice/announcement.ts';
import type { stateOf } from '../../src-main/practice/control/state.ts';
import type { SheetRow } from '../../src-shared/bridge/views.ts';

type Ready = Extract<Announcement, { type: 'ready' }>;
export type WorldState = ReturnType<typeof stateOf>;

/** A practice world in a process of its own, as the app runs it. */
export type Practice = {
  readonly dir: string;
  /** Changes with a restart on a free port; the others too. */
  readonly ready: () => Ready;
  /** A command of the control server; rejects unless it is answered 200. */
  readonly control: (command: string, body?: object) => Promise<unknown>;
  readonly state: () => Promise<WorldState>;
  readonly sheet: () => Promise<SheetRow[]>;
  /** kill -9 */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same data and, after kill(), on the same ports. */
  readonly restart: () => Promise<void>;
  /** Ends the process and removes its data. */
  readonly stop: () => Promise<void>;
};

const root = resolve(import.meta.dirname, '..', '..');
const WORLD = join(root, 'src-main/practice/world.ts');
/** The project's own Node: TypeScript runs in it as it is, whichever Node runs the tests. */
const NODE = join(root, 'node_modules/.bin/node');

/** Forks a world and gives its one announcement, whichever it is. */
export function forkWorld(args: readonly string[]): Promise<{ readonly child: ChildProcess; readonly announcement: Announcement }> {
  return new Promise((settle, reject) => {
    const child = fork(WORLD, [...args], { execPath: NODE, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('message', (announcement) => settle({ child, announcement: announcement as Announcement }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the practice world ended with ${code} before it said anything`)));
  });
}

export async function startPractice(given: { readonly seed?: number; readonly dir?: string } = {}): Promise<Practice> {
  const seed = given.seed ?? 1;
  const dir = given.dir ?? (await mkdtemp(join(tmpdir(), 'practice-')));
  let child: ChildProcess;
  let ready: Ready;

  async function start(port: string, controlPort: string): Promise<void> {
    const forked = await forkWorld(['--data-dir', dir, '--seed', String(seed), '--port', port, '--control-port', controlPort]);
    if (forked.announcement.type !== 'ready') throw new Error(`the practice world failed: ${forked.announcement.code} ${forked.announcement.about}`);
    child = forked.child;
    ready = forked.announcement;
  }
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((settle) => child.once('exit', settle));
    child.kill(signal);
    await gone;
  }
  async function ask(path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${ready.controlOrigin}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${ready.controlToken}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (answer.status !== 200) throw new Error(`control ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  await start('0', '0');
  return {
    dir,
    ready: () => ready,
    control: (command, body = {}) => ask(command, body),
    state: async () => (await ask('state')) as WorldState,
    sheet: async () => (await ask('sheet')) as SheetRow[],
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await start(new URL(ready.origin).port, new URL(ready.controlOrigin).port);
    },
    stop: async () => {
      await end('SIGTERM');
      if (given.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}
