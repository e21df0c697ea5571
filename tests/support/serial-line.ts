import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../tools/child.ts';

/** Pairs of pseudo-terminals: the kernel's own serial lines, with a device played at their other end. Linux and gcc. */
export type SerialLines = Awaited<ReturnType<typeof serialLines>>;
export type SerialLine = { send(bytes: string | Uint8Array): Promise<void>; unplug(): Promise<void> };

/** Why there are none on this machine; null where there are. */
export async function noSerialLines(): Promise<string | null> {
  if (process.platform !== 'linux') return 'pseudo-terminals as serial lines are played on Linux';
  return (await listen('gcc', ['--version'])).code === 0 ? null : 'gcc is not installed';
}

/** Compiles what plays the devices. Throws with what the compiler said. */
export async function serialLines() {
  const folder = mkdtempSync(join(tmpdir(), 'jingbus-serial-'));
  const program = join(folder, 'pty');
  const built = await listen('gcc', ['-O2', '-o', program, join(import.meta.dirname, 'pty.c')]);
  if (built.code !== 0) throw new Error(`pty.c does not compile: ${built.stderr}`);
  const plugged = new Set<SerialLine>();
  const pathOf = (name: string): string => join(folder, name);
  return {
    /** What a station is told to open; the same before and after it has been unplugged. */
    pathOf,
    async plug(name: string): Promise<SerialLine> {
      const device = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
      const [end] = (await once(device.stdout, 'data')) as [Buffer];
      symlinkSync(end.toString().trim(), pathOf(name));
      const line: SerialLine = {
        send: (bytes) => new Promise((sent, failed) => device.stdin.write(bytes, (error) => (error ? failed(error) : sent()))),
        async unplug() {
          if (!plugged.delete(line)) return;
          rmSync(pathOf(name));
          const ended = once(device, 'close');
          device.stdin.end();
          await ended;
        },
      };
      plugged.add(line);
      return line;
    },
    isPlugged: (name: string): boolean => existsSync(pathOf(name)),
    async remove(): Promise<void> {
      for (const line of plugged) await line.unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
