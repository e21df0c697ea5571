import fs from 'node:fs';
import { basename } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** So many reads of a file of this name are refused with `code`, as where something that looks for viruses has it open; the answer ends that. */
export function shutFor(name: string, code: string, times = Infinity): () => void {
  let left = times;
  const real = fs.readFileSync;
  const shut = vi.spyOn(fs, 'readFileSync').mockImplementation(((file: unknown, ...rest: readonly unknown[]) => {
    if (typeof file === 'string' && basename(file) === name && left-- > 0) throw Object.assign(new Error(`${code}: ${name}`), { code });
    return (real as (...given: unknown[]) => unknown)(file, ...rest);
  }) as typeof real);
  const open = (): void => void shut.mockRestore();
  onTestFinished(open);
  return open;
}
