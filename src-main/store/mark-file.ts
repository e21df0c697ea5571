import { createHash } from 'node:crypto';
import { closeSync, constants, fdatasync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** A place outside the database that outlives the program. `put` resolves when the text is on the disk; throws or rejects where it can't be. */
export type Mark = { readonly get: () => string | null; readonly put: (text: string) => void | Promise<void> };

/** Bytes of each of the two places: more than any mark is long. */
const PLACE = 512;
const synced = promisify(fdatasync);

/**
 * A short text in a file of its own, written over in place: no new file and no rename, and the sync runs beside the program.
 * Two places take turns, each with a count and a checksum, so that a power cut in the middle of one leaves the other.
 */
export function markFile(file: string): Mark {
  let newest = readNewest(file);
  return {
    get: () => newest.text,
    async put(text) {
      const next = { count: newest.count + 1, text };
      const fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        const whole = fstatSync(fd).size >= 2 * PLACE;
        if (!whole) writeSync(fd, ' '.repeat(2 * PLACE), 0);
        writeSync(fd, lineOf(next), 0, PLACE, (next.count % 2) * PLACE);
        await synced(fd);
        if (!whole) syncName(fd, file);
      } finally {
        closeSync(fd);
      }
      newest = next;
    },
  };
}

type Written = { readonly count: number; readonly text: string | null };
const NEVER: Written = { count: 0, text: null };

/** The checksum covers the count too: a text that was torn never counts as the newest. */
function lineOf({ count, text }: Written): Buffer {
  const said = JSON.stringify([count, text]);
  const line = Buffer.from(`${createHash('sha256').update(said).digest('hex')} ${said}`);
  if (line.length > PLACE) throw new RangeError('a mark is longer than its place');
  return Buffer.concat([line, Buffer.alloc(PLACE - line.length, ' ')]);
}

function readNewest(file: string): Written {
  const places = [0, PLACE].map((from) => {
    try {
      const line = readFileSync(file).subarray(from, from + PLACE);
      const [count, text] = JSON.parse(line.toString().slice(line.indexOf(' '))) as [number, string];
      return line.equals(lineOf({ count, text })) ? { count, text } : NEVER;
    } catch {
      return NEVER;
    }
  });
  return places.reduce((one, other) => (other.count > one.count ? other : one));
}

/** A new file is one only with its length and its name in the folder. */
function syncName(fd: number, file: string): void {
  fsyncSync(fd);
  syncFolder(dirname(file));
}

/** The names in it, and which file each of them is. */
export function syncFolder(path: string): void {
  // Windows opens no folder: its file systems keep names in a log of their own.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
