import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import Store from 'electron-store';
import type { Problem } from '../../src-shared/errors/codes.ts';
import type { Secrets } from '../account/tokens.ts';
import type { Problems } from '../station/problems.ts';
import { syncFolder } from '../store/mark-file.ts';

/** ms after which a file that could not be written is tried again. */
const AGAIN = 60_000;

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

  /** Why the file has not all of it; null where it has. */
  let unwritten: string | null = null;
  let again: NodeJS.Timeout | undefined;
  let told: Pick<Problems, 'add' | 'cure'> | null = null;

  /** True when all of it is on the disk. */
  function write(): boolean {
    if (!store) return false;
    clearTimeout(again);
    try {
      store.store = Object.fromEntries([...kept].map(([name, sealed]) => [name, sealed.length === 1 ? sealed[0] : sealed]));
      syncFolder(dataDir);
      unwritten = null;
      told?.cure('secrets-not-written');
    } catch (error) {
      unwritten = codeOf(error) ?? 'failed';
      log('secrets', unwritten);
      told?.add({ code: 'secrets-not-written', about: unwritten });
      again = setTimeout(write, AGAIN).unref();
    }
    return unwritten === null;
  }
  const get = (name: string): string | null => (isSafe() ? (kept.get(name) ?? []).map(unsealed).find((text) => text !== null) ?? null : null);
  return {
    begin(problems) {
      told = problems;
      if (problem) problems.add(problem);
      if (unwritten !== null) problems.add({ code: 'secrets-not-written', about: unwritten });
    },
    get,
    put(name, value) {
      const before = kept.get(name) ?? [];
      if (value !== null && !isSafe()) return false;
      const isThere = value === null ? before.length === 0 : get(name) === value;
      if (isThere && unwritten === null) return store !== null;
      try {
        if (value === null) kept.delete(name);
        else kept.set(name, [...before.filter((one) => unsealed(one) === null), safeStorage.encryptString(value).toString('base64')]);
      } catch {
        log('secrets', 'not sealed');
        return false;
      }
      return write();
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
  const open = (): Store => new Store({ name: 'secrets', cwd: dataDir, clearInvalidConfig: false });
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

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
