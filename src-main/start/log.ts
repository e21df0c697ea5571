import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { redactPhones } from '../../src-shared/domain/phone.ts';

export type Log = (event: string, about: string) => void;

/** Bytes after which a new file begins; one older one is kept. */
const LONGEST = 5_000_000;
/** ms for which what was said last is not said again: a day without a network would be forty thousand lines. */
const SAME = 60_000;

/** station.log in the data folder: what happened, without phone numbers or tokens. A log that cannot be written stops nothing. */
export function openLog(dataDir: string, longest = LONGEST): Log {
  try {
    const dir = join(dataDir, 'logs');
    mkdirSync(dir, { recursive: true });
    const logger = pino({ base: null }, filesIn(dir, longest));
    let last = { said: '', at: 0 };
    return (event, about) => {
      const line = { event: harmless(event), about: harmless(about).slice(0, 500) };
      const [said, at] = [JSON.stringify(line), performance.now()];
      if (said === last.said && at - last.at < SAME) return;
      last = { said, at };
      logger.info(line);
    };
  } catch {
    return () => undefined;
  }
}

function filesIn(dir: string, longest: number): pino.DestinationStream {
  const file = join(dir, 'station.log');
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const destination = pino.destination({ dest: file, sync: false, mkdir: false });
  destination.on('error', () => undefined);
  destination.on('write', (written: number) => (bytes += written));
  // Nothing is on its way: no line is torn apart.
  destination.on('drain', () => {
    if (bytes < longest) return;
    try {
      renameSync(file, join(dir, 'station.older.log'));
      bytes = 0;
      destination.reopen();
    } catch {
      // Somebody has the older one open: at the next line.
    }
  });
  return destination;
}

/** What follows one of these names, as JSON, as a form or in a header, is nobody's business. */
const SECRET = /((?:[\w-]*token|password|userPass|secret|[\w-]*sign(?:ature)?|authorization)["']?\s*[:=]\s*["']?)(?:(?:Bearer|Basic)\s+)?[^\s"'&,;}]+/gi;

function harmless(text: string): string {
  return redactPhones(text).replace(SECRET, '$1…').replace(/\b(Bearer|Basic) [^\s"',;]+/gi, '$1 …');
}
