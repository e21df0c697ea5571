import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { redactPhones } from '../../src-shared/domain/phone.ts';

export type Log = (event: string, about: string) => void;

/** station.log in the data folder: what happened, without phone numbers or tokens. A log that cannot be written stops nothing. */
export function openLog(dataDir: string): Log {
  try {
    mkdirSync(join(dataDir, 'logs'), { recursive: true });
    const destination = pino.destination({ dest: join(dataDir, 'logs', 'station.log'), sync: false, mkdir: false });
    destination.on('error', () => undefined);
    const logger = pino({ base: null }, destination);
    return (event, about) => logger.info({ event, about: redactPhones(about).replace(/Bearer \S+/g, 'Bearer …').slice(0, 500) });
  } catch {
    return () => undefined;
  }
}
