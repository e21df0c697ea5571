import { randomUUID } from 'node:crypto';
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './mark-file.ts';

/**
 * Puts a new file in the place of one that may be there, which whoever reads it finds whole: the new one or the old. One attempt, so that
 * nobody waits for a disk that refuses. Throws what it says; the file is as it was then.
 */
export function writeWhole(file: string, text: string): void {
  const place = placeOf(file);
  const beside = `${place}.new`;
  try {
    writeFileSync(beside, text, { mode: statSync(place, { throwIfNoEntry: false })?.mode, flush: true });
    renameSync(beside, place);
  } catch (error) {
    discard(beside);
    throw error;
  }
  syncFolder(dirname(place));
}

/** A link stays one: what it stands for is written. */
function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** What was said first counts. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The next attempt writes over it.
  }
}

/** For the name beside a file in a person's folder, where any other may be a file of theirs. */
export const newMark = (): string => randomUUID().slice(0, 8);
const placeOfExport = (file: string): Promise<string> => realpath(file).catch(() => file);
const marked = (place: string, mark: string): string => `${place}.${mark}.new`;

/** The same in a person's folder, and on a disk that nobody waits for. */
export async function exportWhole(file: string, content: string | Uint8Array, mark = newMark()): Promise<void> {
  const place = await placeOfExport(file);
  const beside = marked(place, mark);
  try {
    const before = await stat(place).catch(() => null);
    await writeFile(beside, content, { flag: 'wx', mode: before?.mode, flush: true });
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** What is left of an export that somebody else was at, and has ended in the middle of. */
export const discardExport = async (file: string, mark: string): Promise<void> => rm(marked(await placeOfExport(file), mark), { force: true });
