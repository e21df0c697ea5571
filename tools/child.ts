import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { root } from './root.ts';

export interface Ended {
  /** As a shell counts: 128 + n after signal n, 127 when the command does not exist. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Setting {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Runs a command and keeps what it said. */
export const listen = (command: string, args: readonly string[], setting: Setting = {}): Promise<Ended> =>
  heard(spawn(command, args, {
    cwd: setting.cwd ?? root,
    env: setting.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  }));

/** As listen, with no more of the processors than everything else leaves, also to what it starts. It ends with this process. */
export function listenBeside(command: string, args: readonly string[]): Promise<Ended> {
  const isPosix = process.platform !== 'win32';
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: isPosix });
  const { pid } = child;
  if (pid !== undefined) {
    stepBack(pid);
    const end = (): void => void quietly(() => (isPosix ? process.kill(-pid, 'SIGKILL') : child.kill()));
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
  }
  return heard(child);
}

function stepBack(pid: number): void {
  quietly(() => setPriority(pid, constants.priority.PRIORITY_LOW));
  // Linux shares between sessions first, and an app under test has one of its own.
  quietly(() => writeFileSync(`/proc/${pid}/autogroup`, '19'));
}

/** Without it the command is only less polite, or has ended already. */
function quietly(attempt: () => void): void {
  try {
    attempt();
  } catch {
    return;
  }
}

function heard(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  return new Promise((settle) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', (error) => settle({ code: 127, stdout, stderr: stderr + error.message }));
    child.on('close', (code, signal) => settle({ code: exitCode(code, signal), stdout, stderr }));
  });
}

/** Runs a command in the person's own terminal, hands SIGINT and SIGTERM on, and returns its exit code. */
export function handOver(command: string, args: readonly string[], setting: Setting = {}): Promise<number> {
  return attend(
    spawn(command, args, { cwd: setting.cwd ?? root, env: setting.env ?? process.env, stdio: 'inherit' }),
  );
}

/** As handOver, but what the command prints goes to stderr: for tools that talk, around an app that answers. */
export function handOverQuietly(command: string, args: readonly string[], setting: Setting = {}): Promise<number> {
  return attend(
    spawn(command, args, {
      cwd: setting.cwd ?? root,
      env: setting.env ?? process.env,
      stdio: ['ignore', process.stderr, process.stderr],
    }),
  );
}

function attend(child: ChildProcess): Promise<number> {
  return new Promise((settle, fail) => {
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const orphaned = onceOrphaned(() => pass('SIGTERM'));
    const done = (): void => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      clearInterval(orphaned);
    };
    child.on('error', (error) => (done(), fail(error)));
    child.on('close', (code, signal) => (done(), settle(exitCode(code, signal))));
  });
}

/** npm runs a script under a shell, and that shell dies of a signal without handing it on: all we see is a new parent. */
function onceOrphaned(act: () => void): NodeJS.Timeout | undefined {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 250);
  return watch;
}
