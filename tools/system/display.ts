import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Stop } from '../report/stop.ts';
import { hasDisplay } from './libraries.ts';

export interface Display {
  /** To add to the environment of what is to be seen there. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** The person's screen, or an Xvfb of our own where there is none. */
export const openDisplay = async (): Promise<Display> => (hasDisplay() ? { env: {}, close: () => {} } : privateDisplay());

/** An Xvfb of our own, whatever there is; `options` are its own. */
export async function privateDisplay(options: readonly string[] = []): Promise<Display> {
  // -displayfd: the server itself picks a free number and says it once it is ready; no race, no guess.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', ...options], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C is for the app, which still needs its screen to close down.
    detached: true,
  });
  const close = (): void => void server.kill('SIGTERM');
  process.once('exit', close);
  const failed = once(server, 'exit').then(() => null);
  const number = await Promise.race([once(server.stdio[3] as Readable, 'data').then(String), failed]).catch(() => null);
  if (number === null) {
    throw new Stop('E_DISPLAY', 'Xvfb did not start', 'Run `Xvfb -displayfd 1` by hand to see why, or set DISPLAY.');
  }
  server.unref();
  return {
    // Anything that would still prefer Wayland must not look for a compositor.
    env: { DISPLAY: `:${number.trim()}`, XDG_SESSION_TYPE: 'x11' },
    close: () => {
      process.off('exit', close);
      close();
    },
  };
}
