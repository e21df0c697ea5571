import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A real disk of so many bytes under `dir`, in memory; null with the reason where this machine gives none. */
export function smallDisk(dir: string, bytes: number): { readonly path: string; readonly readOnly: (yes: boolean) => void; readonly remove: () => void } | { readonly why: string } {
  if (process.platform !== 'linux') return { why: `no tmpfs on ${process.platform}` };
  if (process.getuid?.() !== 0) return { why: 'only root may mount a disk' };
  const path = join(dir, 'disk');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'station-test', path], { stdio: 'ignore' });
  } catch {
    return { why: 'this machine lets nobody mount a disk' };
  }
  return {
    path,
    readOnly: (yes) => void execFileSync('mount', ['-o', `remount,${yes ? 'ro' : 'rw'}`, path], { stdio: 'ignore' }),
    remove: () => {
      execFileSync('umount', ['-l', path], { stdio: 'ignore' });
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Leaves so many blocks of a disk free. */
export function fill(path: string, free: number): void {
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(join(path, 'filler'), Buffer.alloc((bavail - free) * bsize, 'x'));
}
