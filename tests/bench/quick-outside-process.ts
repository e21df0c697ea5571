import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** An outside that answers at once, in another process, as a provider is another machine. */
export async function startQuickOutside(concurrency: number): Promise<{ readonly origin: string; readonly stop: () => void }> {
  const child = fork(join(import.meta.dirname, 'quick-outside.ts'), [String(concurrency)]);
  const [origin] = (await once(child, 'message')) as [string];
  return { origin, stop: () => void child.disconnect() };
}
