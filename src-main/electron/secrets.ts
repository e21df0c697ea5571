import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import type Store from 'electron-store';
import type { Problem } from '../../src-shared/errors/codes.ts';
import type { Secrets } from '../account/tokens.ts';
import type { Problems } from '../station/problems.ts';
import { codeOf, isDamaged, readAtStart, readKept, untilKept, writeKept } from './kept-file.ts';

/**
 * Secrets through safeStorage only, in secrets.json. Where the system has no keyring, Electron would encrypt with a key that
 * everyone knows: then nothing is kept, and the user signs in again after a restart. What was kept before and can't be read
 * stays for the start whose keyring has its key again: only a name that is emptied loses it. What can't be written holds until
 * the program ends, and is tried again. A file that could not be read is read again when something of it is needed.
 */
export function openSecrets(dataDir: string, log: (event: string, about: string) => void): Secrets & { begin(problems: Pick<Problems, 'add' | 'cure'>): void } {
  /** `kept` is by name what was sealed, the oldest first: phones are sealed with the first key that there was. */
  let { store, kept, problem } = opened(() => readAtStart(dataDir, 'secrets'), dataDir);
  /** Something was given while the file could not be read: from then on it stays as it is, and nothing is kept in this run. */
  let isApart = false;
  let told: Pick<Problems, 'add' | 'cure'> | null = null;

  const keeping = untilKept(
    'secrets-not-written',
    () => store && writeKept(store, Object.fromEntries([...kept].map(([name, sealed]) => [name, sealed.length === 1 ? sealed[0] : sealed]))),
    (why) => log('secrets', why),
  );
  function readAgain(): void {
    if (store || isApart) return;
    ({ store, kept, problem } = opened(() => readKept(dataDir, 'secrets'), dataDir));
    if (problem) told?.add(problem);
    else told?.cure('secrets-damaged');
  }
  function get(name: string): string | null {
    readAgain();
    return isSafe() ? ((kept.get(name) ?? []).map(unsealed).find((text) => text !== null) ?? null) : null;
  }
  return {
    begin(problems) {
      told = problems;
      if (problem) problems.add(problem);
      keeping.begin(problems);
    },
    get,
    put(name, value) {
      readAgain();
      const before = kept.get(name) ?? [];
      if (value !== null && !isSafe()) return false;
      const isThere = value === null ? before.length === 0 : get(name) === value;
      if (isThere && keeping.isKept()) return store !== null;
      try {
        if (value === null) kept.delete(name);
        else kept.set(name, [...before.filter((one) => unsealed(one) === null), safeStorage.encryptString(value).toString('base64')]);
      } catch {
        log('secrets', 'not sealed');
        return false;
      }
      isApart = store === null && kept.size > 0;
      return store !== null && keeping.now();
    },
  };
}

const isSafe = (): boolean => app.isReady() && safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');

function unsealed(sealed: string): string | null {
  try {
    return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
  } catch {
    return null;
  }
}

type Opened = { readonly store: Store | null; readonly kept: Map<string, string[]>; readonly problem: Problem | null };

/** A file that is none of ours is put aside. One that the system does not let us read stays where it is. */
function opened(read: () => ReturnType<typeof readKept>, dataDir: string): Opened {
  const open = (problem: Problem | null): Opened => {
    const { store, kept } = read();
    return { store, kept: entriesOf(kept), problem };
  };
  try {
    return open(null);
  } catch (error) {
    const aside = `secrets.damaged-${Date.now()}.json`;
    try {
      if (!isDamaged(error)) throw error;
      renameSync(join(dataDir, 'secrets.json'), join(dataDir, aside));
      return open({ code: 'secrets-damaged', about: aside });
    } catch (reason) {
      return { store: null, kept: new Map(), problem: { code: 'secrets-damaged', about: codeOf(reason) ?? 'secrets.json' } };
    }
  }
}

/** Earlier versions had a name with a dot as a name within a name. */
function entriesOf(value: object, within = '', entries = new Map<string, string[]>()): Map<string, string[]> {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const name = within + key;
    const sealed = [inner].flat().filter((one) => typeof one === 'string');
    if (sealed.length > 0) entries.set(name, [...(entries.get(name) ?? []), ...sealed]);
    else if (typeof inner === 'object' && inner !== null) entriesOf(inner, `${name}.`, entries);
  }
  return entries;
}
