import Store from 'electron-store';
import type { Problems } from '../station/problems.ts';
import { writeWhole } from '../store/write-whole.ts';

/** ms after which a file that could not be written is tried again. */
const AGAIN = 60_000;
/** ms after which it is tried before anybody hears of it, where the system says no more than that somebody has it open: on Windows whatever looks for viruses has, for a moment. */
const SOON = [100, 300, 1_000];
const HELD = ['EPERM', 'EACCES', 'EBUSY'];

type Read = { readonly store: Store; readonly kept: Readonly<Record<string, unknown>> };

export function readKept(cwd: string, name: 'settings' | 'secrets'): Read {
  const store = new Store({ name, cwd, clearInvalidConfig: false });
  return { store, kept: store.store };
}

/**
 * For the start, which waits for whoever has it open for a moment: nothing can begin without what is in it. Throws what the system says then, or
 * at once where it says anything else.
 */
export function readAtStart(cwd: string, name: 'settings' | 'secrets'): Read {
  for (const wait of SOON) {
    try {
      return readKept(cwd, name);
    } catch (error) {
      if (!HELD.includes(codeOf(error) ?? '')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
  }
  return readKept(cwd, name);
}

/** What was read is none of ours, and never will be: no text that we write, or no file at all. Anything else that a disk says may pass. */
export const isDamaged = (error: unknown): boolean => error instanceof SyntaxError || codeOf(error) === 'EISDIR';

/** electron-store reads it, and does not write it: it takes what a full disk took of a text for the whole, and waits a second where it is refused. */
export const writeKept = ({ path }: Store, value: object): void => writeWhole(path, JSON.stringify(value, undefined, '\t'));

/** Says why a file could not be written, and tries again until it is. */
export function untilKept(code: 'settings-not-written' | 'secrets-not-written', write: () => void, failed: (why: string) => void = () => undefined) {
  let isWhole = true;
  /** Why it is not, once that is told. */
  let why: string | null = null;
  let again: NodeJS.Timeout | undefined;
  let told: Pick<Problems, 'add' | 'cure'> | null = null;

  /** `turn` is how many before it have failed. */
  function attempt(turn: number): boolean {
    clearTimeout(again);
    try {
      write();
      isWhole = true;
      why = null;
      told?.cure(code);
    } catch (error) {
      isWhole = false;
      const reason = codeOf(error) ?? 'failed';
      const soon = HELD.includes(reason) ? SOON[turn] : undefined;
      if (soon === undefined) tell(reason);
      again = setTimeout(() => attempt(turn + 1), soon ?? AGAIN).unref();
    }
    return isWhole;
  }
  function tell(reason: string): void {
    why = reason;
    failed(reason);
    told?.add({ code, about: reason });
  }
  return {
    /** True when all of it is on the disk. */
    now: (): boolean => attempt(0),
    isKept: (): boolean => isWhole,
    /** From here on somebody hears of it. */
    begin(problems: Pick<Problems, 'add' | 'cure'>): void {
      told = problems;
      if (why !== null) problems.add({ code, about: why });
    },
  };
}

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
