import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import type Store from 'electron-store';
import type { Problem } from '../../src-shared/errors/codes.ts';
import type { Secrets } from '../account/tokens.ts';
import type { Problems } from '../station/problems.ts';
import { codeOf, openKept, untilKept, writeKept } from './kept-file.ts';

/**
 * Secrets through safeStorage only, in secrets.json. Where the system has no keyring, Electron would encrypt with a key that
 * everyone knows: then nothing is kept, and the user signs in again after a restart. What was kept before and can't be read
 * stays for the start whose keyring has its key again: only a name that is emptied loses it. What can't be written holds until
 * the program ends, and is tried again.
 */
export function openSecrets(dataDir: string, log: (event: string, about: string) => void): Secrets & { begin(problems: Pick<Problems, 'add' | 'cure'>): void } {
  const { store, problem } = opened(dataDir);
  /** By name what was sealed, the oldest first: phones are sealed with the first key that there was. */
  const kept = entriesOf(store?.store ?? {});

  const keeping = untilKept(
    'secrets-not-written',
    () => store && writeKept(store, Object.fromEntries([...kept].map(([name, sealed]) => [name, sealed.length === 1 ? sealed[0] : sealed]))),
    (why) => log('secrets', why),
  );
  const get = (name: string): string | null => (isSafe() ? (kept.get(name) ?? []).map(unsealed).find((text) => text !== null) ?? null : null);
  return {
    begin(problems) {
      if (problem) problems.add(problem);
      keeping.begin(problems);
    },
    get,
    put(name, value) {
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

/** A file that is none of ours is put aside. One that the system does not let us read stays where it is, and nothing is kept in this run. */
function opened(dataDir: string): { readonly store: Store | null; readonly problem: Problem | null } {
  const open = (): Store => openKept(dataDir, 'secrets');
  try {
    return { store: open(), problem: null };
  } catch (error) {
    const aside = `secrets.damaged-${Date.now()}.json`;
    try {
      if (!(error instanceof SyntaxError) && codeOf(error) !== 'EISDIR') throw error;
      renameSync(join(dataDir, 'secrets.json'), join(dataDir, aside));
      return { store: open(), problem: { code: 'secrets-damaged', about: aside } };
    } catch (reason) {
      return { store: null, problem: { code: 'secrets-damaged', about: codeOf(reason) ?? 'secrets.json' } };
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
