import Store from 'electron-store';
import type { Problems } from '../station/problems.ts';
import { writeWhole } from '../store/write-whole.ts';

/** ms after which a file that could not be written is tried again. */
const AGAIN = 60_000;

export const openKept = (cwd: string, name: 'settings' | 'secrets'): Store => new Store({ name, cwd, clearInvalidConfig: false });

/** electron-store reads it, and does not write it: it takes what a full disk took of a text for the whole, and waits a second where it is refused. */
export const writeKept = ({ path }: Store, value: object): void => writeWhole(path, JSON.stringify(value, undefined, '\t'));

/** Says why a file could not be written, and tries again until it is. */
export function untilKept(code: 'settings-not-written' | 'secrets-not-written', write: () => void, failed: (why: string) => void = () => undefined) {
  /** Why the file has not all of it; null where it has. */
  let why: string | null = null;
  let again: NodeJS.Timeout | undefined;
  let told: Pick<Problems, 'add' | 'cure'> | null = null;

  /** True when all of it is on the disk. */
  function now(): boolean {
    clearTimeout(again);
    try {
      write();
      why = null;
      told?.cure(code);
    } catch (error) {
      why = codeOf(error) ?? 'failed';
      failed(why);
      told?.add({ code, about: why });
      again = setTimeout(now, AGAIN).unref();
    }
    return why === null;
  }
  return {
    now,
    isKept: (): boolean => why === null,
    /** From here on somebody hears of it. */
    begin(problems: Pick<Problems, 'add' | 'cure'>): void {
      told = problems;
      if (why !== null) problems.add({ code, about: why });
    },
  };
}

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
