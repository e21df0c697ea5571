import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

/**
 * The script behind a dependency's command, to be run with this very Node: the links in
 * node_modules/.bin pick whatever `node` comes first, and are no scripts at all on Windows.
 */
export function bin(command: string, dependency: string = command): string {
  const folder = join(root, 'node_modules', dependency);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin?: string | Record<string, string> };
  const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[command];
  if (script === undefined) throw new Error(`${dependency} has no command ${command}`);
  return join(folder, script);
}
