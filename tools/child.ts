import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
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
export function listen(command: string, args: readonly string[], setting: Setting = {}): Promise<Ended> {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: setting.cwd ?? root,
      env: setting.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
