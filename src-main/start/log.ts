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
    return (event, about) => logger.info({ event: harmless(event), about: harmless(about).slice(0, 500) });
  } catch {
    return () => undefined;
  }
}

/** What follows one of these names, as JSON, as a form or in a header, is nobody's business. */
const SECRET = /((?:[\w-]*token|password|userPass|secret|[\w-]*sign(?:ature)?|authorization)["']?\s*[:=]\s*["']?)(?:(?:Bearer|Basic)\s+)?[^\s"'&,;}]+/gi;

function harmless(text: string): string {
  return redactPhones(text).replace(SECRET, '$1…').replace(/\b(Bearer|Basic) [^\s"',;]+/gi, '$1 …');
}
