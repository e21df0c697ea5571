import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What electron-store is for here: an object in a file. A file that can't be read fails at once. */
export class PlayedStore {
  readonly #file: string;
  constructor({ name, cwd }: { readonly name: string; readonly cwd: string }) {
    this.#file = join(cwd, `${name}.json`);
    void this.store;
  }
  get store(): Record<string, unknown> {
    return existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, unknown>) : {};
  }
  set store(value: Record<string, unknown>) {
    writeFileSync(this.#file, JSON.stringify(value));
  }
}
