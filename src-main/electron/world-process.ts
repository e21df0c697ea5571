import { utilityProcess } from 'electron';
import { ERROR_CODES } from '../../src-shared/errors/codes.ts';
import type { StartWorld, WorldReady } from '../doors/practice-door.ts';

/** The practice world as a utility process: killed with the app, restarted by its door. */
export function worldProcess(entry: string, dataDir: string): StartWorld {
  return ({ seed, port, controlPort }, events) => {
    const args = ['--data-dir', dataDir, '--seed', String(seed), '--port', String(port), '--control-port', String(controlPort)];
    const child = utilityProcess.fork(entry, args, { serviceName: 'practice-world', stdio: 'inherit' });
    child.on('message', (message: { type?: string; code?: string; about?: string }) => {
      if (message.type === 'ready') events.ready(message as unknown as WorldReady);
      else if (message.type === 'failed') events.failed(ERROR_CODES.find((code) => code === message.code) ?? 'internal', message.about ?? '');
    });
    child.on('exit', () => events.exited());
    return { kill: () => void child.kill() };
  };
}
