import { Unzip, UnzipInflate } from 'fflate';
import { LIST_LIMITS } from '../../src-shared/domain/list.ts';
import { StationError } from '../../src-shared/errors/codes.ts';

const PIECE = 64 * 1024;
const MOST_ENTRIES = 2_000;
const LONGEST_COMMENT = 65_535;
const END_OF_DIRECTORY = Buffer.from('PK\u0005\u0006', 'latin1');

/**
 * Unpacks the wanted entries of a zip file piece by piece, so that what a zip bomb holds is never all in memory.
 * Throws StationError `list-damaged`, or `list-too-big` beyond the unpacked limit.
 */
export function unpack(bytes: Uint8Array, wanted: (name: string) => ((piece: Uint8Array, last: boolean) => void) | null, most: number = LIST_LIMITS.unpackedBytes): void {
  // A file that was cut off may still have whole entries: its directory, at the end (APPNOTE 4.3.16), it has not.
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(END_OF_DIRECTORY);
  if (end < 0 || end < bytes.length - LONGEST_COMMENT - 22) throw new StationError('list-damaged', 'directory');
  let entries = 0;
  let unpacked = 0;
  const zip = new Unzip((file) => {
    entries += 1;
    if (entries > MOST_ENTRIES) throw new StationError('list-damaged', 'entries');
    const take = wanted(file.name);
    if (!take) return;
    file.ondata = (error, piece, last) => {
      if (error) throw error;
      unpacked += piece.length;
      if (unpacked > most) throw new StationError('list-too-big', 'unpacked');
      take(piece, last);
    };
    file.start();
  });
  zip.register(UnzipInflate);
  try {
    for (let from = 0; from < bytes.length; from += PIECE) zip.push(bytes.subarray(from, from + PIECE), from + PIECE >= bytes.length);
  } catch (error) {
    if (error instanceof StationError) throw error;
    throw new StationError('list-damaged', error instanceof Error ? error.message.slice(0, 80) : '', { cause: error });
  }
}
