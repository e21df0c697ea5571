import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secrets } from '../../src-main/account/tokens.ts';

/** Secrets that outlive a killed process, as safeStorage's do: a whole file, renamed into place. */
export function fileSecrets(dir: string): Secrets {
  const file = join(dir, 'secrets.json');
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    } catch {
      return {};
    }
  };
  return {
    get: (name) => read()[name] ?? null,
    put(name, value) {
      const { [name]: _, ...others } = read();
      writeFileSync(`${file}.new`, JSON.stringify(value === null ? others : { ...others, [name]: value }));
      renameSync(`${file}.new`, file);
      return true;
    },
  };
}
