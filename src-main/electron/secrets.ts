import { app, safeStorage } from 'electron';
import Store from 'electron-store';
import type { Secrets } from '../account/tokens.ts';

/**
 * Secrets through safeStorage only. Where the system has no keyring, Electron would encrypt with a key that everyone
 * knows: then nothing is kept, and the user signs in again after a restart.
 */
export function openSecrets(dataDir: string): Secrets {
  const file = new Store<Record<string, string>>({ name: 'secrets', cwd: dataDir, clearInvalidConfig: true });
  const safe = (): boolean => app.isReady() && safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');
  return {
    get(name) {
      const kept: unknown = file.get(name);
      if (typeof kept !== 'string' || !safe()) return null;
      try {
        return safeStorage.decryptString(Buffer.from(kept, 'base64'));
      } catch {
        return null;
      }
    },
    put(name, value) {
      if (value === null || !safe()) {
        // Every delete writes the file, whether the name was there or not.
        if (file.has(name)) file.delete(name);
      } else file.set(name, safeStorage.encryptString(value).toString('base64'));
    },
  };
}
