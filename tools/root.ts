import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout, wherever a tool is called from. */
export const root = resolve(import.meta.dirname, '..');

/** The version of an installed dependency, e.g. '45.4.1'. */
export function installedVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error(`node_modules/${name}/package.json names no version`);
}
