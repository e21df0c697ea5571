import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LIST_LIMITS } from '../../src-shared/domain/list.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { readCsv } from './csv.ts';
import type { TableRow } from './table.ts';
import { readXlsx } from './xlsx.ts';

/** A file -> its rows. What it is is told by its content: a wrong extension does not matter. Throws StationError `list-…`. */
export function readTableFile(path: string): readonly TableRow[] {
  return readTable(bytesOf(path));
}

export function readTable(bytes: Uint8Array): readonly TableRow[] {
  if (bytes.length === 0) throw new StationError('list-empty');
  if (bytes.length > LIST_LIMITS.fileBytes) throw new StationError('list-too-big', 'file');
  if (startsWith(bytes, [0x50, 0x4b])) return readXlsx(bytes);
  // An .xls of before 2007, or an .xlsx with a password.
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw new StationError('list-old-excel');
  return readCsv(bytes);
}

/** Reads no more than a list may have, also where the file grows meanwhile or is no ordinary one. */
function bytesOf(path: string): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new StationError('list-unreadable');
    if (stat.size > LIST_LIMITS.fileBytes) throw new StationError('list-too-big', 'file');
    const bytes = new Uint8Array(stat.size);
    let read = 0;
    for (let more = -1; read < bytes.length && more !== 0; read += more) more = readSync(file, bytes, read, bytes.length - read, null);
    return bytes.subarray(0, read);
  } catch (error) {
    if (error instanceof StationError) throw error;
    throw new StationError('list-unreadable', (error as { code?: string }).code ?? '', { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);
