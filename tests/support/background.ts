import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A program that runs until the test is over; it goes with this process however that ends. */
export interface Background {
  /** The first line it printed: how a server says where it is, and that it is there. */
  readonly firstLine: () => Promise<string>;
  end(): Promise<void>;
}

export function startInBackground(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Background {
  const child: ChildProcess = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout as Readable });
  const first = new Promise<string>((settle, reject) => {
    lines.once('line', settle);
    child.once('error', reject);
    child.once('close', (code, signal) => reject(new Error(`${command} ended with ${code ?? signal} and printed nothing`)));
  });
  // Not everybody asks for it.
  first.catch(() => undefined);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    firstLine: () => first,
    async end() {
      process.off('exit', kill);
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
