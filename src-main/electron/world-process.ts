import { utilityProcess } from 'electron';
import { ERROR_CODES } from '../../src-shared/errors/codes.ts';
import type { StartWorld, WorldReady } from '../doors/practice-door.ts';
import { worldArguments } from '../doors/world-arguments.ts';

/** The practice world as a utility process: killed with the app, restarted by its door. */
export function worldProcess(entry: string, dataDir: string): StartWorld {
  return (given, events) => {
    const child = utilityProcess.fork(entry, worldArguments(dataDir, given), { serviceName: 'practice-world', stdio: 'inherit' });
    child.on('message', (message: { type?: string; code?: string; about?: string }) => {
      if (message.type === 'ready') events.ready(message as unknown as WorldReady);
      else if (message.type === 'failed') events.failed(ERROR_CODES.find((code) => code === message.code) ?? 'internal', message.about ?? '');
    });
    child.on('exit', () => events.exited());
    return { kill: () => void child.kill() };
  };
}
